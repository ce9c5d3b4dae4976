/** Looks up which cells belong together, in the lists of windows that the server gives. */
import type { Schemas } from "../../shared/api/client";
import { type Cell, type Frame, span } from "../../shared/frame";

type Axis = Schemas["AxisWindows"];

/** A cell that the reader points at. */
export type Traced = ({ on: "output" } & Cell) | ({ on: "input"; channel: number } & Cell);

/** The window of an output unit. */
export function frameOf(axes: readonly Axis[], { row, column }: Cell): Frame {
  return { rows: span(axes[0].taps[row]), columns: span(axes[1].taps[column]) };
}

/** The output positions whose windows read an input position, each with how often. */
export function users(axis: Axis, input: number): Map<number, number> {
  const found = new Map<number, number>();
  axis.taps.forEach((taps, position) => {
    const times = taps.filter((tap) => axis.sources[tap] === input).length;
    if (times > 0) found.set(position, times);
  });
  return found;
}

export interface Users {
  /** Output cells as "row,column". */
  readonly cells: ReadonlySet<string>;
  /** How often the input cell is read in all; padding that copies it counts. */
  readonly reads: number;
}

/** The output cells that use an input cell. */
export function usersOf(axes: readonly Axis[], { row, column }: Cell): Users {
  const cells = new Set<string>();
  let reads = 0;
  for (const [i, down] of users(axes[0], row)) {
    for (const [j, right] of users(axes[1], column)) {
      cells.add(`${i},${j}`);
      reads += down * right;
    }
  }
  return { cells, reads };
}
