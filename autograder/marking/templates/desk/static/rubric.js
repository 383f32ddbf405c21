// The rubric: one key a line, the sum, "no line earned", and the comment that the student reads.

import { h, number } from "./dom.js";
import { NONE } from "./ticks.js";

export function rubricOf(desk, panels) {
  const sum = h("p", { class: "sum" });
  const lines = h("ol", { class: "lines" });
  const note = h("div", { class: "note" });
  const whole = { every: choice("f", "Every line", () => desk.every()), none: choice("0", "No line earned", () => desk.none()) };
  const comment = h("textarea", { id: "comment", rows: "3", onchange: () => desk.comment(comment.value.trim()),
    oninput: () => later(() => desk.comment(comment.value.trim())) });
  const buttons = [];
  const section = h("section", { class: "rubric", "aria-labelledby": "rubric-title" },
    h("div", { class: "top" }, h("h2", { id: "rubric-title" }, "Rubric"), sum),
    lines, h("div", { class: "whole" }, whole.every, whole.none), note,
    h("div", { class: "commented" }, h("label", { for: "comment" }, "Comment for the student"), comment,
      h("button", { type: "button", class: "small", "aria-keyshortcuts": "c", onclick: () => panels.comments() },
        h("kbd", { "aria-hidden": "true" }, "c"), " Ready comments")));
  let version = null;
  let timer = 0;

  function later(what) { // a comment is saved while it is written, but not at each letter
    clearTimeout(timer);
    const { current } = desk;
    timer = setTimeout(() => desk.current === current && what(), 600);
  }

  function build() {
    if (version === desk.rubric.version) return;
    version = desk.rubric.version;
    note.replaceChildren();
    if (desk.rubric.note) note.append(h("p", { html: desk.rubric.note_html }));
    buttons.length = 0;
    lines.replaceChildren(...desk.rubric.lines.map((line, index) => {
      const earned = h("span", { class: "earned" });
      const button = h("button", { type: "button", class: "line", "aria-keyshortcuts": line.key,
        onclick: (event) => desk.tick(index, event.shiftKey) },
      h("kbd", { "aria-hidden": "true" }, line.key), h("span", { class: "words", html: line.html }), earned);
      buttons.push([button, earned, line]);
      return h("li", {}, button, line.anchors.length > 0 && h("dl", { class: "anchors" },
        line.anchors.flatMap((anchor) => [h("dt", {}, number(anchor.points)), h("dd", { html: anchor.html })])));
    }));
    update();
  }

  function update() {
    const { mark } = desk;
    const undecided = !mark || mark.decision === "unmarked";
    for (const [button, earned, line] of buttons) {
      const points = mark?.ticks[line.id] ?? 0;
      button.disabled = !mark;
      button.setAttribute("aria-pressed", points === 0 ? "false" : points === line.points ? "true" : "mixed");
      earned.replaceChildren(h("b", {}, points ? number(points) : "·"), h("span", {}, ` of ${number(line.points)}`));
    }
    whole.none.setAttribute("aria-pressed", String(mark?.decision === NONE));
    sum.replaceChildren(h("b", {}, undecided ? "–" : number(desk.scoreOf(mark))), ` of ${number(desk.question.points)}`);
    if (document.activeElement !== comment || comment.dataset.answer !== desk.current) comment.value = mark?.comment ?? "";
    comment.dataset.answer = desk.current ?? "";
    comment.disabled = !mark;
  }

  function leave() { // what was typed belongs to the answer that is left
    clearTimeout(timer);
    const { answer } = comment.dataset;
    const mark = desk.marks.get(answer);
    if (answer && mark && comment.value.trim() !== mark.comment) desk.commentOn(answer, comment.value.trim());
  }

  desk.addEventListener("leaving", leave);
  addEventListener("pagehide", leave);
  desk.addEventListener("loaded", build);
  for (const event of ["going", "shown", "changed", "stands", "conflict"]) desk.addEventListener(event, update);
  return section;
}

const choice = (key, words, onclick) =>
  h("button", { type: "button", class: "choice", onclick, "aria-keyshortcuts": key, "aria-pressed": key === "0" && "false" },
    h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
