/** What the stage shows of one result, worked out once: planes, ranges of colour, where padding comes from. */
import type { Result } from "../api/convolve";
import { type Plane, plane } from "../state/tensor";
import { type Range, rangeOf } from "./colours";
import type { Sources } from "./trace";

export interface Stage {
  readonly inputs: readonly Plane[];
  readonly inputRange: Range;
  readonly sources: Sources;
  readonly outputs: readonly Plane[];
  readonly outputRange: Range;
  readonly weightRange: Range;
}

function planes(t: Result["output"]): Plane[] {
  return Array.from({ length: t.shape[0] }, (_, i) => plane(t, i));
}

export function stageOf({ convolution: { input, weight }, output, geometry, windows }: Result): Stage {
  const [rows, columns] = windows.axes;
  return {
    inputs: planes(input),
    inputRange: rangeOf(input.data),
    sources: { rows: rows.sources, columns: columns.sources, before: [geometry.padding[0][0], geometry.padding[1][0]] },
    outputs: planes(output),
    outputRange: rangeOf(output.data),
    weightRange: rangeOf(weight.data),
  };
}

/** Planes with a longer side than this are shown as pixels. */
const LONGEST_TABLE = 16;

export function isTable(rows: number, columns: number): boolean {
  return Math.max(rows, columns) <= LONGEST_TABLE;
}
