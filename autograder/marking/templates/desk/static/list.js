// The list of all answers, with a sign and a word for how each stands; one Tab stop, arrows within.

import { h, number } from "./dom.js";
import { STATES } from "./ticks.js";

export function listOf(desk) {
  const rows = new Map();
  const list = h("ol", { class: "answers", onkeydown: (event) => arrow(event) });
  const nav = h("nav", { class: "list", "aria-labelledby": "list-title" },
    h("h2", { id: "list-title" }, "Answers"), list);

  function arrow(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    void desk.move(by);
  }

  function build() {
    const focused = list.contains(document.activeElement);
    rows.clear();
    list.replaceChildren(...desk.answers.map((answer) => {
      const button = h("button", { type: "button", class: "row", onclick: () => desk.show(answer.id) });
      rows.set(answer.id, button);
      stand(answer.id);
      return h("li", {}, button);
    }));
    current(focused);
  }

  function stand(id) {
    const answer = desk.answer(id);
    const { sign, word } = STATES[answer.state];
    const scored = answer.score !== null && answer.score !== undefined && answer.state !== "none";
    const row = rows.get(id);
    row.dataset.state = answer.state;
    row.replaceChildren(
      h("span", { class: "sign", "aria-hidden": "true" }, sign),
      h("span", { class: "who" }, answer.name),
      h("span", { class: "how" }, scored ? `${number(answer.score)} of ${number(desk.question.points)}` : word,
        scored && h("span", { class: "unseen" }, `, ${word}`)),
    );
  }

  function current(focused) {
    for (const [id, row] of rows) {
      const here = id === desk.current || (!desk.current && id === desk.answers[0].id);
      row.tabIndex = here ? 0 : -1;
      if (id === desk.current) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      if (here && focused) row.focus({ preventScroll: true });
      if (here) within(list, row.parentElement);
    }
  }

  desk.addEventListener("loaded", build);
  desk.addEventListener("stands", ({ detail }) => rows.has(detail.id) && stand(detail.id));
  desk.addEventListener("going", () => current(list.contains(document.activeElement)));
  return nav;
}

// Scrolls the list alone; scrollIntoView would move the page too.
function within(list, item) {
  const [above, below] = [item.offsetTop - list.offsetTop, item.offsetTop - list.offsetTop + item.offsetHeight];
  if (above < list.scrollTop) list.scrollTop = above - item.offsetHeight;
  if (below > list.scrollTop + list.clientHeight) list.scrollTop = below - list.clientHeight + item.offsetHeight;
  const [left, right] = [item.offsetLeft - list.offsetLeft, item.offsetLeft - list.offsetLeft + item.offsetWidth];
  if (left < list.scrollLeft || right > list.scrollLeft + list.clientWidth) list.scrollLeft = left - item.offsetWidth;
}
