/** How fast the animation goes: slowly at first, then as fast as the speed says, with less and less of each unit. */

/** The speed slider's place, 0 to 100, as units a second: from a tenth up to 10,000, or a tenth of all where they are many. */
export function rateAt(place: number, units: number): number {
  const [least, most] = [0.1, Math.max(10_000, units / 10)];
  return least * (most / least) ** (place / 100);
}

/** The first unit takes this many times as long as the speed says, but not longer than its beats need. */
const SLOWER_AT_FIRST = 12;
/** Each unit takes this part of the time of the one before, until the speed is reached. */
const QUICKENING = 0.75;

/**
 * Seconds for a unit.
 *
 * @param rate is in units a second.
 * @param unhurried is how long all beats take where there is time for them.
 * @param since is how many units have been played.
 */
export function secondsFor(rate: number, unhurried: number, since: number): number {
  return Math.max(1 / rate, Math.min(unhurried, SLOWER_AT_FIRST / rate) * QUICKENING ** since);
}

/** What is seen of a unit: every beat, the window and the number on their way, or only the result. */
export type Detail = "beats" | "glide" | "result";

/** Beats played faster than this many times their own pace are a flicker. */
const FASTEST_BEATS = 3;
/** In seconds. */
const SHORTEST_GLIDE = 0.15;

export function detailFor(seconds: number, unhurried: number): Detail {
  if (seconds * FASTEST_BEATS >= unhurried) return "beats";
  return seconds >= SHORTEST_GLIDE ? "glide" : "result";
}
