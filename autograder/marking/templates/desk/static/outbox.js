// Marks on their way to the server. What was not heard to be saved stays in this browser, and is sent again.
//
// A body whose answer was lost is sent again as it was, so that the server knows it; only then what came after.

const WAITS = [500, 1000, 2000, 4000, 8000];
const WINDOW = crypto.getRandomValues(new Uint32Array(2)).join("-");

export class Outbox {
  // send(answer, body) asks the server; heard(answer, told) is called with each answer of it.
  constructor(place, send, heard, changed) {
    Object.assign(this, { place, send, heard, changed });
    this.entries = new Map();
    this.trouble = "";
    this.savedOnce = false;
    addEventListener("online", () => this.wake?.());
  }

  // Take over what a closed tab left; return the newest mark by answer.
  adopt() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(this.place))) {
      const answer = key.slice(key.lastIndexOf(":") + 1);
      let entry = null;
      try {
        entry = JSON.parse(localStorage.getItem(key));
      } catch {
        // A damaged entry holds nothing that could be sent.
      }
      if (entry && this.entries.has(answer)) continue; // of a second closed tab: at the next opening
      localStorage.removeItem(key);
      if (!entry) continue;
      this.entries.set(answer, entry);
      this.#keep(answer);
    }
    for (const answer of this.entries.keys()) void this.#deliver(answer);
    return new Map([...this.entries].map(([answer, entry]) => [answer, entry.wanted ?? entry.sent]));
  }

  has = (answer) => this.entries.has(answer);

  put(answer, row, mark) {
    const entry = this.entries.get(answer) ?? { row, sent: null, wanted: null };
    this.entries.set(answer, { ...entry, wanted: mark });
    this.#keep(answer);
    this.changed();
    void this.#deliver(answer);
  }

  async #deliver(answer) {
    if (this.entries.get(answer).busy) return;
    this.#set(answer, { busy: true });
    for (let failures = 0; this.entries.has(answer); ) {
      const entry = this.entries.get(answer);
      const body = entry.sent ?? { ...entry.wanted, row: entry.row };
      if (!entry.sent) this.#set(answer, { sent: body, wanted: null });
      try {
        const told = await this.send(answer, body);
        failures = 0;
        this.trouble = "";
        this.savedOnce = true;
        this.#received(answer, told);
      } catch (error) {
        if (!("status" in error)) throw error;
        this.trouble = error.message;
        if ([400, 404, 422].includes(error.status)) {
          this.#forget(answer);
          this.heard(answer, { refused: error.message });
        } else {
          this.changed();
          await this.#pause(WAITS[Math.min(failures++, WAITS.length - 1)]);
        }
      }
      this.changed();
    }
  }

  #received(answer, told) {
    const { wanted } = this.entries.get(answer);
    if (told.status !== 409 && wanted) this.#set(answer, { sent: null, row: told.mark.row });
    else this.#forget(answer);
    this.heard(answer, { ...told, wanted });
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  #set(answer, fields) {
    this.entries.set(answer, { ...this.entries.get(answer), ...fields });
    this.#keep(answer);
  }

  #forget(answer) {
    this.entries.delete(answer);
    localStorage.removeItem(this.#key(answer));
  }

  #key = (answer) => `${this.place}${WINDOW}:${answer}`;

  #keep(answer) {
    const { row, sent, wanted } = this.entries.get(answer);
    localStorage.setItem(this.#key(answer), JSON.stringify({ row, sent, wanted }));
  }
}
