/** The history of the browser, one entry for each change. */

/** Changes closer together than this, in milliseconds, are one entry. */
const ONE_CHANGE = 700;

export class BrowserHistory {
  private last = -Infinity;

  /** What is on screen has been changed: one can go back to what was there before. */
  add(search: string): void {
    if (search === location.search) return;
    const now = performance.now();
    if (now - this.last < ONE_CHANGE) history.replaceState(null, "", search);
    else history.pushState(null, "", search);
    this.last = now;
  }
}
