/** The history of the browser, one entry for each change. */

/** Changes closer together than this, in milliseconds, are one entry. */
const ONE_CHANGE = 700;

/** A change is an entry of its own, takes the place of the last one, or does so only in quick succession. */
export type Step = "push" | "replace" | "merge";

/** Browsers refuse more than about a hundred entries in half a minute. */
const MOST_NOTES = { count: 60, within: 30_000, later: 1000 };

export class BrowserHistory {
  private last = -Infinity;
  private notes: number[] = [];
  private timer?: ReturnType<typeof setTimeout>;

  /** The address keeps up with what is on screen, without an entry of its own; where it changes all the time, now and then. */
  note(address: () => string): void {
    clearTimeout(this.timer);
    const now = performance.now();
    this.notes = this.notes.filter((time) => now - time < MOST_NOTES.within);
    if (this.notes.length < MOST_NOTES.count) {
      this.notes.push(now);
      history.replaceState(null, "", address());
    } else this.timer = setTimeout(() => this.note(address), MOST_NOTES.later);
  }

  /** What is on screen has been changed: one can go back to what was there before. */
  add(search: string, step: Step): void {
    if (search === location.search) return;
    const now = performance.now();
    const replaces = step === "replace" || (step === "merge" && now - this.last < ONE_CHANGE);
    if (replaces) history.replaceState(null, "", search);
    else history.pushState(null, "", search);
    this.last = now;
  }
}
