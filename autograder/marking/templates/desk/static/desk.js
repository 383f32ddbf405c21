// One question at the desk: its answers, the marks as they stand here, and what a marker can do with them.

import { ask, path } from "./api.js";
import { count, number, say } from "./dom.js";
import { Outbox } from "./outbox.js";
import { ELSEWHERE, NONE, STATES, decided, empty, everyLine, same, score, standing, stepped, still, withTick } from "./ticks.js";

const AHEAD = 4;
const LOOK_SECONDS = 20;

export class Desk extends EventTarget {
  constructor(assignment, question, round) {
    super();
    Object.assign(this, { assignment, id: question, round, names: false, current: null });
    this.details = new Map();
    this.marks = new Map();
    this.undone = [];
    this.place = path(assignment, question);
    this.outbox = new Outbox(
      `desk:${document.body.dataset.prefix}:${this.place}:${round}:`,
      (answer, body) => ask(`${this.place}/${path(answer)}`, { method: "POST", body: this.#rounded(body) }),
      (answer, told) => this.#heard(answer, told),
      () => this.#emit("saving"),
    );
  }

  #rounded = (body) => (this.round === 2 ? { ...body, round: 2 } : body);

  #query(fields = {}) {
    const asked = new URLSearchParams(fields);
    if (this.names) asked.set("names", "1");
    if (this.round === 2) asked.set("round", "2");
    return asked.size ? `?${asked}` : "";
  }

  #emit(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  async open(first) {
    await this.load();
    for (const [answer, mark] of this.outbox.adopt()) {
      if (this.answer(answer)) this.#place(answer, mark);
    }
    await this.show(this.answer(first)?.id ?? this.waiting()[0]?.id ?? this.answers[0]?.id);
    setInterval(() => document.hidden || void this.look(), LOOK_SECONDS * 1000);
    addEventListener("focus", () => void this.look());
  }

  async load() {
    const told = await ask(`${this.place}${this.#query()}`);
    const { question, rubric, comments, samples, answers, left, seconds_an_answer, second } = told;
    Object.assign(this, { question, rubric, comments, samples, answers, left, second });
    this.pace = seconds_an_answer;
    for (const each of answers) each.place = { state: each.state, score: each.score };
    for (const answer of this.outbox.entries.keys()) if (this.marks.has(answer)) this.#stand(answer);
    this.#emit("loaded");
  }

  // What others did meanwhile: an answer whose state changed is asked for again when it is shown.
  async look() {
    const before = new Map(this.answers.map((each) => [each.id, `${each.place.state} ${each.place.score}`]));
    try {
      await this.load();
    } catch {
      return; // a mark that cannot be saved says so; looking around need not
    }
    for (const { id, place } of this.answers) {
      if (before.get(id) !== `${place.state} ${place.score}` && !this.outbox.has(id) && this.#foreign(id, place)) {
        this.details.delete(id);
        this.marks.delete(id);
      }
    }
    if (this.current && !this.details.has(this.current)) await this.show(this.current, { still: true });
  }

  #foreign(id, place) {
    const mark = this.marks.get(id);
    return !mark || place.state !== mark.decision || place.score !== this.scoreOf(mark);
  }

  answer = (id) => this.answers.find((each) => each.id === id);

  waiting = () => this.answers.filter((each) => STATES[each.state].waits);

  get mark() {
    return this.marks.get(this.current);
  }

  get detail() {
    return this.details.get(this.current);
  }

  scoreOf(mark) {
    if (mark.decision === "unmarked") return null;
    return mark.decision === ELSEWHERE ? mark.score : score(this.rubric.lines, mark.ticks, this.question.points);
  }

  async show(id, { still = false } = {}) {
    if (id === undefined) return this.#emit("shown", { still });
    this.#emit("leaving");
    this.current = id;
    this.#emit("going", { still });
    if (!this.details.has(id)) await this.#fetch(this.#near(id));
    if (this.current === id) this.#emit("shown", { still });
    void this.#fetch(this.#near(id)).catch(() => {}); // those beside it, before they are asked for
  }

  #near(id) {
    const at = this.answers.findIndex((each) => each.id === id);
    const beside = this.answers.slice(Math.max(at - 1, 0), at + AHEAD);
    const next = [...this.waitingAfter(id).slice(0, AHEAD)];
    return [...new Set([id, ...beside.map((each) => each.id), ...next])];
  }

  waitingAfter(id) {
    const at = this.answers.findIndex((each) => each.id === id);
    const round = [...this.answers.slice(at + 1), ...this.answers.slice(0, Math.max(at, 0))];
    return round.filter((each) => STATES[each.state].waits).map((each) => each.id);
  }

  async fetchAll(ids) {
    await this.#fetch(ids);
    return ids.map((id) => this.details.get(id));
  }

  async #fetch(ids) {
    const missing = ids.filter((id) => !this.details.has(id));
    if (!missing.length) return;
    const { items } = await ask(`${this.place}/answers${this.#query({ ids: missing.join(",") })}`);
    for (const detail of items) {
      this.details.set(detail.id, detail);
      if (!this.outbox.has(detail.id)) this.marks.set(detail.id, standing(detail));
    }
  }

  move(by) {
    const at = this.answers.findIndex((each) => each.id === this.current);
    const next = this.answers[at + by];
    if (next) return this.show(next.id);
    say(by > 0 ? "This is the last answer." : "This is the first answer.");
  }

  next() {
    const [next] = this.waitingAfter(this.current);
    if (next) return this.show(next);
    say(this.waiting().length ? "All other answers are marked." : "All answers are marked.");
    this.#emit("finished");
  }

  // What a marker decides

  tick(index, lowerFirst) {
    const line = this.rubric.lines[index];
    if (!line || !this.mark) return;
    const ticks = withTick(this.mark.ticks, line, stepped(line, this.mark.ticks[line.id], lowerFirst));
    this.#decide({ ticks, decision: decided(ticks) });
    say(`Line ${line.key}: ${number(ticks[line.id] ?? 0)} of ${number(line.points)}. ${this.#sum()}`);
  }

  every() {
    if (!this.mark) return;
    this.#decide({ ticks: everyLine(this.rubric.lines), decision: "marked" });
    say(`Every line. ${this.#sum()}`);
  }

  none() {
    if (!this.mark) return;
    const decision = this.mark.decision === NONE ? "unmarked" : NONE;
    this.#decide({ ticks: {}, decision });
    say(decision === NONE ? "No line earned." : "Unmarked again.");
  }

  comment(text) {
    if (this.mark) this.commentOn(this.current, text);
  }

  commentOn(id, text) {
    if (text !== this.marks.get(id).comment) this.#decide({ comment: text }, id);
  }

  get offered() {
    const { before, like, group } = this.detail ?? {};
    if (!this.detail) return null;
    if (this.mark.decision === "unmarked") {
      if (before) return { ticks: before.ticks, comment: before.comment, why: "before" };
      return like ? { ticks: like.ticks, why: "like", like } : null;
    }
    const others = group ? this.others(group.id).filter((each) => STATES[each.state].waits) : [];
    return others.length ? { why: "group", group, others } : null;
  }

  others = (group) => this.answers.filter((each) => each.group === group && each.id !== this.current);

  async accept() {
    const { offered } = this;
    if (!offered) return say("Nothing is offered here.");
    if (offered.why === "group") return this.markGroup(offered.others.map((each) => each.id));
    const ticks = still(offered.ticks, this.rubric.lines);
    const comment = this.mark.comment || offered.comment || "";
    this.#decide({ ticks, comment, decision: Object.keys(ticks).length ? "marked" : NONE });
    say(`Taken. ${this.#sum()}`);
  }

  async markGroup(ids) {
    const { ticks, comment, decision } = this.mark;
    await this.fetchAll(ids);
    const changes = ids.map((id) => ({ id, before: this.marks.get(id) }));
    for (const id of ids) this.#put(id, { ...this.marks.get(id), ticks, comment, decision });
    this.undone.push(changes);
    this.#emit("changed");
    say(`${count(ids.length, "other answer")} marked the same.`);
  }

  undo() {
    const changes = this.undone.pop();
    if (!changes) return say("Nothing to undo.");
    if (changes.some(({ before }) => before.decision === ELSEWHERE)) {
      return say("What was given outside the desk can be given again only there.");
    }
    for (const { id, before } of changes) {
      this.#put(id, { ...before, row: this.marks.get(id)?.row ?? before.row });
    }
    say("Undone.");
    if (changes.length === 1 && changes[0].id !== this.current) return this.show(changes[0].id);
    this.#emit("changed");
  }

  async leaveGroup(id) {
    const { group } = this.answer(id);
    await ask(`${this.place}/groups/${path(String(group), id)}`, { method: "DELETE" });
    this.answer(id).group = null;
    const detail = this.details.get(id);
    if (detail) detail.group = null;
    this.#emit("changed");
  }

  // Two marks stand: the one that counts is sent again with the row that it answers.
  async resolve(chosen, newest) {
    const id = this.current;
    const { ticks, comment, decision, later } = chosen;
    const body = this.#rounded({ row: newest, resolve: chosen.row });
    const { mark } = await ask(`${this.place}/${path(id)}`, { method: "POST", body });
    if (later) this.#put(id, { ...empty(), row: mark.row, ticks, comment, decision });
    this.details.delete(id);
    this.marks.delete(id);
    await this.load();
    await this.show(id, { still: true });
    say("Decided.");
  }

  async keepComment(text) {
    this.comments = [{ text, used: 1 }, ...this.comments]; // the next answer may need it before the server says so
    const { items } = await ask(`${this.place}/comments`, { method: "POST", body: { text } });
    this.comments = items;
  }

  async changeRubric(change, { dry }) {
    return ask(`${this.place}/rubric`, {
      method: "PUT",
      body: { version: this.rubric.version, ...change, dry },
    });
  }

  async again() {
    this.details.clear();
    this.marks.clear();
    await this.load();
    await this.show(this.current, { still: true });
  }

  #sum = () => `${number(this.scoreOf(this.mark) ?? 0)} of ${count(this.question.points, "point")}.`;

  #decide(change, id = this.current) {
    const before = this.marks.get(id);
    const after = { ...before, ...change };
    if (same(before, after)) return;
    this.undone.push([{ id, before }]);
    this.#put(id, after);
    this.#emit("changed");
  }

  #put(id, mark) {
    const { ticks, comment, decision } = mark;
    this.#place(id, mark);
    this.outbox.put(id, mark.row, { ticks, comment, decision, version: this.rubric.version });
  }

  #place(id, mark) {
    this.marks.set(id, mark);
    this.#stand(id);
  }

  // What the list says of an answer, and how many are left, as it is here before the server says so.
  #stand(id) {
    const each = this.answer(id);
    if (!each) return;
    const mark = this.marks.get(id);
    const waited = STATES[each.state].waits;
    Object.assign(each, { state: mark.decision, score: this.scoreOf(mark) });
    this.left += Number(Boolean(STATES[each.state].waits)) - Number(Boolean(waited));
    this.#emit("stands", { id });
  }

  #heard(id, { status, mark, left, seconds_an_answer, theirs, yours, wanted, refused, message }) {
    if (refused || (status === 409 && !theirs)) { // gone, or ticked by a rubric that was changed meanwhile
      this.#emit("refused", { id, words: refused ?? message });
      this.details.delete(id);
      this.marks.delete(id);
      return void this.look();
    }
    const each = this.answer(id);
    if (status === 409) {
      const mine = { ...yours, ...wanted, later: Boolean(wanted) };
      const detail = this.details.get(id);
      if (detail) Object.assign(detail, { mark: theirs, row: theirs.row, conflicts: [mine], state: "conflict" });
      this.marks.set(id, standing({ mark: theirs, row: theirs.row }));
      if (each) each.state = "conflict";
      this.#emit("stands", { id });
      this.#emit("conflict", { id });
      return;
    }
    this.marks.set(id, { ...(this.outbox.has(id) ? this.marks.get(id) : mark), row: mark.row });
    this.pace = seconds_an_answer ?? this.pace;
    if (!this.outbox.entries.size && left !== undefined) this.left = left;
    const detail = this.details.get(id);
    if (detail) Object.assign(detail, { mark, row: mark.row, before: null });
    if (each) each.place = { state: each.state, score: each.score };
    this.#emit("stands", { id });
  }
}
