// The page to start from: every question of every assignment, with what is left; and the page of agreement.

import { ask, path } from "./api.js";
import { count, h, number } from "./dom.js";
import { earned } from "./answer.js";

const { prefix } = document.body.dataset;

export async function start(main, only) {
  const { items } = await ask("assignments");
  const shown = items.filter(({ assignment }) => !only || assignment === only);
  main.replaceChildren(h("h1", {}, "Marking desk"), ...shown.map(({ assignment, questions }) =>
    h("section", { class: "assignment", "aria-label": assignment }, h("h2", {}, assignment),
      h("ul", { class: "questions" }, questions.map((question) => card(assignment, question))))),
  shown.length ? "" : h("p", {}, "Nothing here has answers to mark. Grade the assignment first: ", h("code", {}, "autograder grade ASSIGNMENT"), "."));
  main.querySelector("a")?.focus();
}

function card(assignment, { id, title, notebook, points, answers, left }) {
  const place = `${prefix}/${path(assignment, id)}`;
  return h("li", {}, h("a", { href: place }, title), h("span", { class: "soft" }, `${notebook} · ${count(points, "point")}`),
    h("progress", { max: answers || 1, value: answers - left, "aria-label": `marked, ${title}` }),
    h("span", { class: "left" }, !answers ? "no answers yet" : left ? `${left} of ${answers} left` : "all marked"),
    h("a", { href: `${place}?view=agreement`, class: "soft" }, "second marking", h("span", { class: "unseen" }, ` of ${title}`)));
}

export async function agreement(main, assignment, question) {
  const place = path(assignment, question);
  const told = await ask(place);
  const { second } = told;
  const share = h("input", { type: "number", min: "1", max: "100", value: "10", id: "share" });
  const trouble = h("p", { class: "bad", role: "alert" });
  const draw = async () => {
    try {
      await ask(`${place}/second`, { method: "POST", body: { percent: Number(share.value) } });
      await agreement(main, assignment, question);
    } catch (error) {
      trouble.textContent = error.message;
    }
  };
  main.replaceChildren(h("h1", {}, `Second marking: ${told.question.title}`),
    h("p", {}, "A share of the answers is marked again by somebody who does not see the first marks."),
    !second && h("p", {}, h("label", { for: "share" }, "Share in percent "), share, " ", h("button", { type: "button", onclick: draw }, "Draw the answers")),
    trouble);
  if (!second) return;
  const rows = await ask(`${place}/agreement`);
  main.append(h("p", {}, `${count(second.answers, "answer")} drawn (${number(second.percent)} %), ${second.left} of them still to be marked. `,
    h("a", { href: `${prefix}/${place}?round=2` }, "Mark them"), "."));
  if (!rows.answers) return;
  const desk = { rubric: told.rubric };
  main.append(h("h2", {}, "Agreement"), h("div", { class: "scroll", tabindex: "0" }, h("table", {},
    h("caption", { class: "unseen" }, "Agreement for each line"),
    h("thead", {}, h("tr", {}, ["Line", "Answers", "The same", "Cohen’s kappa"].map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.lines.map(({ html, agree, kappa, n }) => h("tr", {}, h("th", { scope: "row", html }), h("td", {}, String(n)),
      h("td", {}, `${Math.round(agree * 100)} %`), h("td", {}, kappa === null ? "–" : kappa.toFixed(2))))))),
  h("h2", {}, "Where they differ"), rows.differ.length ? h("ul", { class: "differ" }, rows.differ.map(({ id, name, first, second: other }) =>
    h("li", {}, h("a", { href: `${prefix}/${place}#${encodeURIComponent(id)}` }, name), ": ", first.marker, " ", ...earned(desk, first.ticks),
      "; ", other.marker, " ", ...earned(desk, other.ticks)))) : h("p", {}, "Nowhere."));
}
