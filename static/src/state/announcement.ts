/** What a screen reader is told of the current step. */
import type { Unit } from "../api/convolve";
import { short } from "../scene/format";
import type { Cell } from "../scene/trace";
import { ACTIVATIONS, type Convolution } from "./explore";

export function announcement({ activation, bias }: Convolution, filter: number, { row, column }: Cell, unit: Unit): string {
  const sums = unit.channelSums.length === 1 ? "sum" : `sums of ${unit.channelSums.length} channels`;
  const parts = [
    `Filter ${filter + 1}, row ${row}, column ${column}: ${sums} ${Array.from(unit.channelSums, short).join(", ")}`,
    ...(bias ? [`bias ${short(bias[filter])}`] : []),
    `total ${short(unit.sum)}`,
  ];
  const name = ACTIVATIONS.find(([value]) => value === activation)![1];
  if (activation !== "identity") parts.push(`${name} gives ${short(unit.output)}`);
  return `${parts.join("; ")}.`;
}
