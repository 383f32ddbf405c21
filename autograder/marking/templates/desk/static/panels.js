// What lies one key away and goes with the same key or Esc: question, samples, keys, comments, groups.

import { count, h, number, say } from "./dom.js";
import { STATES } from "./ticks.js";
import { earned } from "./answer.js";
import { editor } from "./editor.js";

export const KEYS = [
  ["1 … 9", "tick a line; again: the next lower step, then off"],
  ["Shift 1 … 9", "the other way round: the lowest step first"],
  ["f", "every line"],
  ["0", "no line earned (a decision of its own)"],
  ["a", "take what is offered"],
  ["n", "next unmarked answer"],
  ["j  k", "next, previous answer"],
  ["u", "undo"],
  ["c", "comments"],
  ["q", "the question"],
  ["s", "samples that are marked"],
  ["d", "what earns how much of a line"],
  ["g", "answers that are the same"],
  ["e", "change the rubric"],
  ["?", "these keys"],
];
const OFF = "desk:keys-off";
export const keysOff = () => localStorage.getItem(OFF) === "1";

export function panelsOf(desk) {
  let last = null;
  // A dialog that was closed hears of it a moment later; a key may come in between.
  const opened = () => (last?.open ? last : null);

  function panel(key, title, ...content) {
    const before = opened();
    if (before) {
      before.close();
      if (before.dataset.key === key) return null;
    }
    const close = h("button", { type: "button", class: "small close", onclick: () => dialog.close() }, h("kbd", { "aria-hidden": "true" }, "Esc"), " Close");
    const dialog = h("dialog", { "data-key": key, "aria-labelledby": "panel-title",
      onclick: (event) => event.target === dialog && dialog.close(),
      onclose: () => dialog.remove() }, h("div", { class: "panel" }, h("div", { class: "top" }, h("h2", { id: "panel-title", tabindex: "-1", autofocus: true }, title), close), ...content));
    document.body.append(dialog);
    last = dialog;
    dialog.showModal();
    return dialog;
  }

  const panels = {
    get open() {
      return opened();
    },

    question: () => panel("q", desk.question.title, h("div", { class: "prose", html: desk.question.html }), ...whole(desk.rubric)),

    samples: () => panel("s", "Samples that are marked",
      ...(desk.samples.length ? desk.samples : []).map((sample) => h("section", { class: "sample" },
        h("h3", {}, `${sample.name}: ${number(sample.score)} of ${number(desk.question.points)}`),
        h("div", { class: "written", html: sample.html }),
        h("ul", {}, desk.rubric.lines.filter((line) => sample.earned[line.id] || sample.why?.[line.id]).map((line) =>
          h("li", {}, h("b", {}, `Line ${line.key}: ${number(sample.earned[line.id] ?? 0)} of ${number(line.points)}. `),
          h("span", { html: sample.why?.[line.id] ?? "" })))))),
      !desk.samples.length && h("p", {}, "This question has no samples.")),

    keys: () => panel("?", "Keys", h("dl", { class: "keys" }, KEYS.flatMap(([key, words]) =>
      [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)])),
    h("label", {}, h("input", { type: "checkbox", checked: !keysOff(),
      onchange: (event) => localStorage.setItem(OFF, event.target.checked ? "0" : "1") }), " Single keys work"),
    h("p", { class: "soft" }, "Tab leads to everything, too. While you type, only Esc is a key.")),

    comments: () => comments(desk, panel),

    group: () => group(desk, panel),

    edit: () => editor(desk, panel),
  };
  return panels;
}

// What whole answers earn, for markers.
function whole({ anchors = [], remark_html: remark }) {
  return [anchors.length > 0 && h("section", { class: "sample" }, h("h3", {}, "What whole answers earn"),
    h("dl", { class: "keys" }, anchors.flatMap((anchor) => [h("dt", {}, number(anchor.points)), h("dd", { html: anchor.html })]))),
  remark && h("p", { html: remark })].filter(Boolean);
}

// The comments of this question, most used first; what is typed looks for one, or becomes a new one.
function comments(desk, panel) {
  if (!desk.mark) return;
  const list = h("ul", { id: "comment-list", role: "listbox", "aria-label": "Comments of this question" });
  const input = h("input", { type: "text", role: "combobox", "aria-label": "Find a comment, or write a new one", "aria-controls": "comment-list",
    "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off", autofocus: true, placeholder: "Find a comment, or write a new one",
    oninput: () => {
      at = -1;
      draw();
    }, onkeydown: (event) => key(event) });
  const dialog = panel("c", "Comments", input, list,
    h("p", { class: "soft" }, h("kbd", {}, "↓"), " ", h("kbd", {}, "↑"), " choose, ", h("kbd", {}, "Enter"), " takes it. What you write anew is kept for the next answer."));
  if (!dialog) return;
  let found = [];
  let at = -1;

  function draw() {
    const words = input.value.trim().toLowerCase();
    found = desk.comments.filter(({ text }) => text.toLowerCase().includes(words));
    at = Math.min(at, found.length - 1);
    list.replaceChildren(...found.map(({ text, used }, index) => h("li", { role: "option", id: `comment-${index}`,
      "aria-selected": String(index === at), onclick: () => take(text) }, text,
    used > 0 && h("span", { class: "soft" }, ` ${count(used, "time")}`))));
    if (at >= 0) input.setAttribute("aria-activedescendant", `comment-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length) {
      event.preventDefault();
      at = (at + by + found.length) % found.length;
      draw();
    }
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const typed = input.value.trim();
      if (at >= 0) take(found[at].text);
      else if (typed) take(typed, !desk.comments.some(({ text }) => text === typed));
    }
  }

  function take(text, fresh = false) {
    const { comment } = desk.mark;
    desk.comment(comment ? `${comment}\n\n${text}` : text);
    if (fresh) void desk.keepComment(text).catch((error) => say(`The comment was given, but not kept for others: ${error.message}`));
    dialog.close();
    say("Comment added.");
  }

  draw();
  input.focus();
}

async function group(desk, panel) {
  const { group: alike } = desk.detail ?? {};
  if (!alike) return say("No other answer is the same as this one.");
  const ids = desk.others(alike.id).map((each) => each.id);
  const body = h("div", {}, h("p", { class: "soft" }, "Loading …"));
  const dialog = panel("g", `${count(ids.length, "other answer")}, ${Math.floor(alike.likeness)} % the same`, body);
  if (!dialog) return;
  const members = await desk.fetchAll(ids);
  const { mark } = desk;
  const give = h("button", { type: "button", disabled: mark.decision === "unmarked", onclick: () => {
    dialog.close();
    void desk.markGroup(ids.filter((id) => desk.answer(id).group === alike.id));
  } }, "Mark all of them as this one: ", mark.decision === "unmarked" ? "first mark this one" : earned(desk, mark.ticks));
  body.replaceChildren(h("p", {}, give), ...members.map((member) => {
    const answer = desk.answer(member.id);
    const section = h("section", { class: "sample" },
      h("div", { class: "top" }, h("h3", {}, `${answer.name}, ${STATES[answer.state].word}`),
        h("button", { type: "button", class: "small", onclick: async () => {
          await desk.leaveGroup(member.id);
          section.remove();
          say(`${answer.name} is marked singly.`);
        } }, "Take out of the group"),
        h("button", { type: "button", class: "small", onclick: () => {
          dialog.close();
          void desk.show(member.id);
        } }, "Go there")),
      h("div", { class: "written", html: member.html }));
    return section;
  }));
}
