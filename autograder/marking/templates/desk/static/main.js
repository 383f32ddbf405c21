// The marking desk: which page this is, the bar above it, and the keys.

import { byId, count, duration, h, say } from "./dom.js";
import { Desk } from "./desk.js";
import { answerOf } from "./answer.js";
import { listOf } from "./list.js";
import { panelsOf, keysOff } from "./panels.js";
import { rubricOf } from "./rubric.js";
import { agreement, start } from "./start.js";

const { prefix, assignment, question } = document.body.dataset;
const asked = new URLSearchParams(location.search);

function barOf(desk, panels) {
  const title = h("h1", {});
  const bar = h("progress", { id: "progress", "aria-label": "answers marked" });
  const left = h("span", { class: "left" });
  const saved = h("span", { class: "saved", id: "saved" });
  const names = h("button", { type: "button", class: "small", "aria-pressed": "false", onclick: async () => {
    desk.names = !desk.names;
    names.setAttribute("aria-pressed", String(desk.names));
    await desk.again();
  } }, "Names");
  const one = (key, words, what) => h("button", { type: "button", class: "small", "aria-keyshortcuts": key, onclick: what },
    h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
  byId("bar").replaceChildren(
    h("div", { class: "title" }, h("a", { href: `${prefix}/` }, "All questions"), title),
    h("div", { class: "tools" }, one("q", "Question", panels.question), one("s", "Samples", panels.samples),
      one("e", "Rubric", panels.edit), names, one("?", "Keys", panels.keys)),
    h("div", { class: "pace" }, bar, left, saved));

  function update() {
    if (!desk.question) return;
    const round = desk.round === 2 ? ", second marking" : "";
    title.textContent = `${desk.question.title} · ${count(desk.question.points, "point")}${round}`;
    document.title = `${desk.left} left · ${desk.question.title}`;
    bar.max = desk.answers.length || 1;
    bar.value = desk.answers.length - desk.left;
    const pace = desk.left && desk.pace ? `, ${duration(desk.left * desk.pace)} at your pace` : "";
    left.textContent = desk.left ? `${desk.left} of ${desk.answers.length} left${pace}` : "All answers are marked.";
  }

  function saving() {
    const { trouble, savedOnce, entries } = desk.outbox;
    const before = saved.dataset.how;
    saved.dataset.how = !entries.size ? (savedOnce ? "saved" : "") : trouble ? "trouble" : "saving";
    saved.textContent = { "": "", saved: "✓ Saved", saving: "Saving …",
      trouble: `Not saved yet. ${trouble} Your marks are kept in this browser and sent again.` }[saved.dataset.how];
    if (saved.dataset.how === "trouble" && before !== "trouble") say(saved.textContent);
    if (before === "trouble" && saved.dataset.how === "saved") say("Saved again.");
  }

  for (const event of ["loaded", "stands", "changed"]) desk.addEventListener(event, update);
  desk.addEventListener("saving", saving);
  desk.addEventListener("finished", () => saved.textContent.startsWith("✓") && update());
  desk.addEventListener("refused", ({ detail }) => trouble(`A mark was not taken. ${detail.words}`));
}

function trouble(words) {
  document.querySelector(".trouble")?.remove();
  byId("main").prepend(h("p", { class: "trouble bad", role: "alert" }, words));
}

const typing = (target) =>
  target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");

function listen(desk, panels) {
  const bindings = {
    j: () => desk.move(1), k: () => desk.move(-1), n: () => desk.next(), u: () => desk.undo(),
    f: () => desk.every(), 0: () => desk.none(), a: () => desk.accept(),
    c: panels.comments, q: panels.question, s: panels.samples, g: panels.group, e: panels.edit, "?": panels.keys,
    d: () => say(document.body.classList.toggle("anchors-shown") ? "What earns how much is shown." : "Hidden."),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && !panels.open) event.target.blur();
      return;
    }
    if (keysOff() && event.key !== "?") return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? /^\d$/.exec(event.key)?.[0];
    const pressed = digit ?? event.key.toLowerCase();
    if (panels.open && panels.open.dataset.key !== pressed) return; // behind an open panel nothing is marked
    const does = pressed > 0 && pressed <= 9 ? () => desk.tick(pressed - 1, event.shiftKey) : bindings[pressed];
    if (!does) return;
    event.preventDefault();
    if (event.repeat && !"jkn".includes(pressed)) return; // a key that is held down decides once
    Promise.resolve(does()).catch((error) => trouble(error.message));
  });
}

async function mark() {
  const desk = new Desk(assignment, question, asked.get("round") === "2" ? 2 : 1);
  const panels = panelsOf(desk);
  barOf(desk, panels);
  document.body.classList.add("desk");
  byId("main").replaceChildren(listOf(desk), answerOf(desk, panels), rubricOf(desk, panels));
  listen(desk, panels);
  addEventListener("unhandledrejection", (event) => event.reason?.status !== undefined && trouble(event.reason.message));
  await desk.open(decodeURIComponent(location.hash.slice(1)));
}

try {
  if (!question) await start(byId("main"), assignment);
  else if (asked.get("view") === "agreement") {
    byId("bar").replaceChildren(h("div", { class: "title" }, h("a", { href: `${prefix}/` }, "All questions"),
      h("a", { href: location.pathname }, "Mark")));
    await agreement(byId("main"), assignment, question);
  } else await mark();
} catch (error) {
  if (error.status === undefined) throw error;
  trouble(error.message);
}
