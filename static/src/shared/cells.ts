/** How large a cell must be for its number, and how large its number can be. */
import type { Lengths } from "./marks";

/** A digit's width, of its height: JetBrains Mono's. */
const DIGIT = 0.6;
/** Pixels that a cell needs beside its number, in width. */
const BESIDE = 3;
/** A number takes at most this part of its cell's height. */
const HIGHEST = 0.62;

/** What of its numbers a cell can show. */
export type Detail = "text" | "brief" | "colour";

export interface Fit {
  readonly detail: Detail;
  /** Pixels. */
  readonly font: number;
}

/** The least side of a cell, in pixels, that shows so many characters at the least size of digits. */
export function cellFor(characters: number, leastFont: number): number {
  return Math.ceil(Math.max(leastFont / HIGHEST, characters * DIGIT * leastFont + BESIDE));
}

/**
 * @param cell is its side, in pixels.
 * @param leastFont is the least size of digits; smaller ones are left out.
 */
export function fitOf(cell: number, [text, brief]: Lengths, leastFont: number, mostFont: number): Fit {
  const fontFor = (characters: number) => Math.min(mostFont, cell * HIGHEST, (cell - BESIDE) / (characters * DIGIT));
  const [whole, short] = [fontFor(text), fontFor(brief)];
  if (whole >= leastFont) return { detail: "text", font: whole };
  return short >= leastFont ? { detail: "brief", font: short } : { detail: "colour", font: leastFont };
}
