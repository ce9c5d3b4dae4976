/** Whether the stamps of a transposed convolution overlap alike everywhere. */
import type { Plane } from "../../shared/tensor";

/** Everywhere alike, alike but for fewer at the border, or different from cell to cell in turn. */
export type Evenness = "even" | "border" | "uneven";

/** @param overlap holds how many stamps reach each cell: so many of its row's times so many of its column's. */
export function evennessOf({ height, width, data }: Plane): Evenness {
  const [row, column] = [Math.floor(height / 2), Math.floor(width / 2)];
  // where stamps leave gaps, the lines through the middle may be empty; their neighbours are not
  const across = Array.from({ length: width }, (_, c) => most(height, (r) => data[r * width + c]));
  const down = Array.from({ length: height }, (_, r) => most(width, (c) => data[r * width + c]));
  if (dips(across, column) || dips(down, row)) return "uneven";
  return new Set(data).size > 1 ? "border" : "even";
}

function most(count: number, at: (i: number) => number): number {
  return Math.max(...Array.from({ length: count }, (_, i) => at(i)));
}

/** Whether the counts fall on the way to the middle: from a border inwards they only rise where the overlaps are even inside. */
function dips(counts: readonly number[], middle: number): boolean {
  return counts.some((count, i) => i > 0 && (i <= middle ? count < counts[i - 1] : count > counts[i - 1]));
}
