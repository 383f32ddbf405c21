// The answer that is marked now: what is offered for it, what stands against it, and what its notebook tells.

import { clock, count, h, number, say } from "./dom.js";
import { STATES } from "./ticks.js";

export function answerOf(desk, panels) {
  const heading = h("h2", { id: "answer-title", tabindex: "-1" });
  const strip = h("div", { class: "strip" });
  const body = h("div", { class: "answer" });
  const beside = h("div", { class: "beside" });
  const article = h("article", { class: "sheet", "aria-labelledby": "answer-title" }, heading, strip, body, beside);
  let shown = null;

  function going({ still }) {
    const answer = desk.answer(desk.current);
    heading.textContent = answer.name;
    article.setAttribute("aria-busy", String(!desk.detail));
    if (desk.detail || still) return;
    strip.replaceChildren();
    beside.replaceChildren();
    body.replaceChildren(h("p", { class: "soft" }, "Loading …"));
  }

  function show({ still }) {
    const { detail } = desk;
    if (!detail) {
      heading.textContent = "Nothing to mark";
      return body.replaceChildren(h("p", {}, "Nobody has handed in an answer to this question yet."));
    }
    history.replaceState(null, "", `#${encodeURIComponent(desk.current)}`);
    article.setAttribute("aria-busy", "false");
    if (shown !== detail) body.replaceChildren(...written(detail));
    shown = detail;
    beside.replaceChildren(...others(detail));
    offer();
    if (still) return;
    if (!document.activeElement?.closest(".answers")) heading.focus({ preventScroll: true });
    article.scrollTop = 0;
    if (article.getBoundingClientRect().top < 0) article.scrollIntoView();
    say(`${heading.textContent}, ${STATES[desk.answer(desk.current).state].word}. ${desk.left} left.`);
  }

  const offer = () => desk.detail && strip.replaceChildren(...strips(desk, panels).filter(Boolean));

  desk.addEventListener("going", ({ detail }) => going(detail));
  desk.addEventListener("shown", ({ detail }) => show(detail));
  desk.addEventListener("changed", offer);
  desk.addEventListener("stands", ({ detail }) => detail.id === desk.current && offer());
  desk.addEventListener("conflict", ({ detail }) => {
    offer();
    say(`Two marks stand for ${desk.answer(detail.id).name}. Choose the one that counts.`);
  });
  return article;
}

function written(detail) {
  const text = h("div", { class: "written", html: detail.html });
  if (!text.textContent.trim() && !text.querySelector("img")) {
    return [h("p", { class: "soft nothing" }, "Nothing was written here.")];
  }
  for (const mark of text.querySelectorAll("mark[title]")) {
    mark.tabIndex = 0; // what a number means is for the keyboard too
    mark.append(h("span", { class: "meaning" }, ` ${mark.title}`));
    mark.removeAttribute("title");
  }
  return [text];
}

function others(detail) {
  const { functions, predictions_html: predictions } = detail;
  return [
    functions?.length && h("section", { "aria-label": "Functions of the same notebook" },
      h("h3", {}, "Functions of this notebook"),
      h("ul", { class: "functions" }, functions.map(({ exercise, score, points }) =>
        h("li", { class: score >= points ? "full" : "" }, h("code", {}, exercise), " ",
          score === null || score === undefined ? "–" : `${number(score)} of ${number(points)}`)))),
    predictions && h("section", { "aria-label": "Predictions", html: predictions }),
  ].filter(Boolean);
}

function strips(desk, panels) {
  const { detail, offered } = desk;
  const answer = desk.answer(desk.current);
  if (detail.conflicts?.length) return [conflict(desk)];
  return [
    answer.state === "elsewhere" && note(
      `${number(answer.score)} of ${number(desk.question.points)} were given outside the desk. They stand until you tick a line.`),
    offered?.why === "before" && note(desk.detail.state === "again" ? "The rubric changed, and a line earned a part of its points. The ticks were " : "This answer was changed after it was marked. Its ticks were ",
      ...earned(desk, offered.ticks), ". ", take(desk, "Take them")),
    offered?.why === "like" && note(`Like ${name(desk, offered.like.answer)} (${percent(offered.like.likeness)} the same): `,
      ...earned(desk, offered.ticks), ". ", take(desk, "Take these ticks"), only()),
    offered?.why === "group" && note(
      `${count(offered.others.length, "other answer")} ${alike(offered.group)}. `, take(desk, "Mark them the same"),
      " ", look(panels), only()),
    !offered && detail.group && note(`${count(detail.group.size - 1, "other answer")} ${alike(detail.group)}. `, look(panels)),
  ];
}

const only = () => h("span", { class: "soft" }, " An offer never marks by itself.");
const percent = (likeness) => `${Math.floor(likeness)} %`;
const name = (desk, id) => desk.answer(id)?.name ?? "another answer";
const alike = ({ likeness, size, threshold }) =>
  likeness >= 100 ? `${size > 2 ? "are" : "is"} the same` : `${size > 2 ? "are" : "is"} nearly the same (${percent(likeness)}; a group begins at ${percent(threshold)})`;
const note = (...words) => h("p", { class: "offer" }, ...words);
const key = (letter) => h("kbd", { "aria-hidden": "true" }, letter);
const take = (desk, words) =>
  h("button", { type: "button", class: "small", onclick: () => desk.accept(), "aria-keyshortcuts": "a" }, key("a"), ` ${words}`);
const look = (panels) =>
  h("button", { type: "button", class: "small", onclick: () => panels.group(), "aria-keyshortcuts": "g" }, key("g"), " See them");

export function earned(desk, ticks) {
  const lines = desk.rubric.lines.filter((line) => ticks[line.id]);
  if (!lines.length) return ["no line earned"];
  return lines.flatMap((line, index) => [
    index ? ", " : "", h("b", {}, `line ${line.key}: ${number(ticks[line.id])}`),
  ]);
}

function conflict(desk) {
  const { mark, conflicts } = desk.detail;
  const newest = desk.detail.row;
  const both = [mark, ...conflicts].filter(Boolean);
  return h("section", { class: "conflict", "aria-labelledby": "conflict-title" },
    h("h3", { id: "conflict-title" }, "Two marks stand for this answer"),
    h("p", {}, "Both are kept. Which one counts?"),
    h("div", { class: "versions" }, both.map((version) => h("div", { class: "version" },
      h("p", {}, h("b", {}, version.marker ?? "You"), version.at ? `, ${clock(version.at)}` : ""),
      h("p", { class: "sum" }, version.decision === "unmarked" ? "unmarked" : `${number(desk.scoreOf(version))} of ${number(desk.question.points)}`),
      h("p", {}, ...earned(desk, version.ticks)),
      version.comment && h("blockquote", {}, version.comment),
      h("button", { type: "button", onclick: () => desk.resolve(version, newest) },
        version === mark ? "This one counts" : "That one counts",
        h("span", { class: "unseen" }, ` (${version.marker ?? "you"})`))))));
}
