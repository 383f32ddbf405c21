// Changing the rubric while marking: first the receipt (whose marks change), then the change.

import { count, h, number, say } from "./dom.js";

export function editor(desk, panel) {
  const rows = h("ol", { class: "edited" });
  const told = h("div", { "aria-live": "polite" });
  const note = h("textarea", { rows: "2", "aria-label": "Note behind the lines" });
  note.value = desk.rubric.note;
  const dialog = panel("e", "Change the rubric",
    h("p", { class: "soft" }, "Students read the new words. What was ticked is counted again for all; nothing changes before you have seen whose marks do."),
    rows, h("p", {}, button("New line", () => add({ id: "", points: 1, sentence: "", anchors: [] }))),
    h("label", {}, "Note behind the lines", note),
    h("p", {}, button("What would change?", () => preview())), told);
  if (!dialog) return;

  function add(line, after = null) {
    const sentence = h("textarea", { rows: "2", "aria-label": "What earns the points" });
    sentence.value = line.sentence;
    const points = h("input", { type: "number", step: "0.5", value: number(line.points), "aria-label": "Points" });
    const steps = line.anchors.map((anchor) => {
      const when = h("textarea", { rows: "1", "aria-label": `What earns ${number(anchor.points)}` });
      when.value = anchor.when;
      return [anchor.points, when];
    });
    const row = h("li", {}, h("div", { class: "fields" }, sentence, points),
      steps.map(([earned, when]) => h("div", { class: "fields" }, when, h("span", {}, number(earned)))),
      h("p", {}, button("Split", () => split()), " ", button("Remove", () => remove())));
    row.line = (taken) => {
      const [all, words] = [Number(points.value), sentence.value.trim()];
      return { id: line.id || named(words, taken), split_of: line.split_of, points: all, sentence: words,
        anchors: steps.map(([earned, when]) => ({ points: earned === line.points ? all : earned, when: when.value.trim() }))
          .filter((anchor) => Math.abs(anchor.points) <= Math.abs(all)) };
    };

    function split() { // both halves earn what was ticked; each then has its own points and words
      const half = Math.max(Math.floor(Number(points.value)) / 2, 0.5);
      const other = Math.max(Number(points.value) - half, 0.5);
      points.value = String(half);
      add({ id: "", split_of: line.id || undefined, points: other, sentence: sentence.value, anchors: [] }, row);
      changed();
    }

    function remove() {
      row.remove();
      changed();
    }

    row.addEventListener("input", changed);
    if (after) after.after(row);
    else rows.append(row);
    if (!line.id) sentence.focus();
  }

  const changed = () => told.replaceChildren();

  async function preview() {
    const taken = new Set(desk.rubric.lines.map((line) => line.id));
    const change = { lines: [...rows.children].map((row) => row.line(taken)), note: note.value.trim() };
    try {
      const { receipt, again } = await desk.changeRubric(change, { dry: true });
      told.replaceChildren(...receiptOf(receipt, again), h("p", {}, button("Change it now", () => apply(change))));
      told.querySelector("button").focus();
    } catch (error) {
      told.replaceChildren(h("p", { class: "bad" }, error.message));
    }
  }

  async function apply(change) {
    try {
      const answered = await desk.changeRubric(change, { dry: false });
      if (answered.status === 409) {
        told.replaceChildren(h("p", { class: "bad" }, "Somebody else changed this rubric meanwhile. Close this, look at theirs, and change it again."));
        return desk.again();
      }
      dialog.close();
      await desk.again();
      say(`The rubric is changed. ${count(answered.receipt.length, "mark")} changed.`);
    } catch (error) {
      told.replaceChildren(h("p", { class: "bad" }, error.message));
    }
  }

  function receiptOf(receipt, again) {
    const name = (id) => desk.answer(id)?.name ?? id;
    const words = receipt.length ? `${count(receipt.length, "mark changes", "marks change")}.` : "No mark changes.";
    const look = again ? ` ${count(again, "answer has", "answers have")} to be looked at again.` : "";
    return [h("p", {}, h("b", {}, words), look), receipt.length > 0 && h("table", {},
      h("thead", {}, h("tr", {}, ["Answer", "Before", "After"].map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, receipt.map(({ answer, before, after }) => h("tr", {},
        h("th", { scope: "row" }, name(answer)), h("td", {}, show(before)), h("td", {}, show(after))))))].filter(Boolean);
  }

  for (const line of desk.rubric.lines) add({ ...line, sentence: line.sentence ?? "" });
  rows.querySelector("textarea").focus();
}

// A new line is called after its first words.
function named(words, taken) {
  const name = words.toLowerCase().match(/[a-z0-9]+/g)?.slice(0, 3).join("_") ?? "line";
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}

const show = (score) => (score === null || score === undefined ? "–" : number(score));
const button = (words, onclick) => h("button", { type: "button", class: "small", onclick }, words);
