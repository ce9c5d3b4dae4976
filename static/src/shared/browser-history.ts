/** The history of the browser, one entry for each change. */

/** Changes closer together than this, in milliseconds, are one entry. */
const ONE_CHANGE = 700;

/** A change is an entry of its own, takes the place of the last one, or does so only in quick succession. */
export type Step = "push" | "replace" | "merge";

export class BrowserHistory {
  private last = -Infinity;

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
