/** How large a cell must be for its number, and how large its number can be. */
import type { Lengths } from "./marks";

/** Pixels beside a number, in width: at least the cell's lines; with these, neighbours are well apart. */
const BESIDE = { least: 2, apart: 5 };
/** A number takes at most this part of its cell's height. */
const HIGHEST = 0.62;

/** What of its numbers a cell can show. */
export type Detail = "text" | "brief" | "colour";

export interface Fit {
  readonly detail: Detail;
  /** Pixels. */
  readonly font: number;
}

/** A digit's width in JetBrains Mono; many screens round it to whole pixels. */
function digit(font: number): number {
  return Math.max(0.6 * font, Math.round(0.6 * font));
}

/** The side of a cell, in pixels, that shows so many characters at the least size of digits. */
export function cellFor(characters: number, leastFont: number, beside: keyof typeof BESIDE): number {
  return Math.ceil(Math.max(leastFont / HIGHEST, characters * digit(leastFont) + BESIDE[beside]));
}

/** The largest size, in whole pixels, at which so many characters stand well; less than the least where none fits. */
function fontFor(characters: number, cell: number, leastFont: number, mostFont: number): number {
  let font = Math.floor(Math.min(mostFont, cell * HIGHEST));
  while (font > leastFont && characters * digit(font) + BESIDE.apart > cell) font--;
  return characters * digit(font) + BESIDE.least <= cell + 0.5 ? font : 0;
}

/**
 * @param cell is its side, in pixels.
 * @param leastFont is the least size of digits; smaller ones are left out.
 */
export function fitOf(cell: number, [text, brief]: Lengths, leastFont: number, mostFont: number): Fit {
  const [whole, short] = [text, brief].map((characters) => fontFor(characters, cell, leastFont, mostFont));
  if (whole >= leastFont) return { detail: "text", font: whole };
  return short >= leastFont ? { detail: "brief", font: short } : { detail: "colour", font: leastFont };
}
