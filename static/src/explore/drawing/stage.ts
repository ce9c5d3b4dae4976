/** What the stage shows of one result, worked out once: planes and ranges of colour. */

import { type Range, rangeOf } from "../../shared/colours";
import { type Plane, plane, type Tensor } from "../../shared/tensor";
import type { Figure } from "../operations/figure";

export interface Stage {
  readonly inputs: readonly Plane[];
  readonly inputRange: Range;
  readonly outputs: readonly Plane[];
  readonly outputRange: Range;
  /** Of every filter, channel by channel. */
  readonly weights: readonly Plane[];
  readonly weightRange: Range;
}

function planes(t: Tensor): Plane[] {
  const count = t.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, (_, i) => plane(t, i));
}

export function stageOf({ input, weight, output }: Figure): Stage {
  return {
    inputs: planes(input),
    inputRange: rangeOf(input.data),
    outputs: planes(output),
    outputRange: rangeOf(output.data),
    weights: weight ? planes(weight) : [],
    weightRange: rangeOf(weight?.data ?? [0]),
  };
}

/** Planes with a longer side than this are shown as pixels. */
const LONGEST_TABLE = 16;

export function isTable(rows: number, columns: number): boolean {
  return Math.max(rows, columns) <= LONGEST_TABLE;
}

/** Kernels with a longer side than this would fill the screen with three grids of themselves. */
export const LONGEST_KERNEL = 12;
