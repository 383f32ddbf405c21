// What a mark is worth and what a key makes of it; nothing here knows the page.

export const NONE = "none";
export const ELSEWHERE = "elsewhere";

// A key goes from nothing to all, then to each lower step, then to nothing; with Shift the other way round.
export function stepped(line, earned, lowerFirst) {
  const order = [0, ...line.steps];
  const at = Math.max(order.indexOf(earned ?? 0), 0);
  return order[(at + (lowerFirst ? order.length - 1 : 1)) % order.length];
}

export function withTick(ticks, line, earned) {
  const { [line.id]: _, ...others } = ticks;
  return earned ? { ...others, [line.id]: earned } : others;
}

export const everyLine = (lines) =>
  Object.fromEntries(lines.filter((line) => line.points > 0).map((line) => [line.id, line.points]));

export function score(lines, ticks, points) {
  const sum = lines.reduce((total, line) => total + (ticks[line.id] ?? 0), 0);
  return Math.min(Math.max(sum, 0), points);
}

export const empty = () => ({ row: 0, ticks: {}, comment: "", decision: "unmarked" });

// How an answer stands, as a mark that can be changed here.
export function standing({ mark, row, state }) {
  const ours = ["marked", NONE, "unmarked"].includes(mark?.decision);
  const decision = ours ? mark.decision : [NONE, ELSEWHERE].includes(state) ? state : "unmarked";
  return { row, ticks: ours ? mark.ticks : {}, comment: mark?.comment ?? "", decision, score: mark?.score ?? null };
}

// Of old ticks what the lines of today can earn.
export const still = (ticks, lines) =>
  Object.fromEntries(lines.filter((line) => line.steps.includes(ticks[line.id])).map((line) => [line.id, ticks[line.id]]));

export const decided = (ticks) => (Object.keys(ticks).length ? "marked" : "unmarked");

export const same = (one, other) =>
  one.decision === other.decision &&
  one.comment === other.comment &&
  Object.keys({ ...one.ticks, ...other.ticks }).every((id) => (one.ticks[id] ?? 0) === (other.ticks[id] ?? 0));

export const STATES = {
  unmarked: { sign: "○", word: "unmarked", waits: true },
  marked: { sign: "✓", word: "marked" },
  none: { sign: "∅", word: "none earned" },
  again: { sign: "↻", word: "rubric changed", waits: true },
  changed: { sign: "↻", word: "answer changed", waits: true },
  elsewhere: { sign: "⇄", word: "marked elsewhere" },
  conflict: { sign: "!", word: "two marks", waits: true },
};
