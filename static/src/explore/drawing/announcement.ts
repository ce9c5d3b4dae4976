/** What a screen reader is told of the current step. */

import { long, short } from "../../shared/format";
import type { Cell } from "../../shared/frame";
import { ACTIVATIONS } from "../../shared/setup/setup";
import type { Figure, Unit } from "../operations/figure";

export function announcement(figure: Figure, filter: number, step: Cell, unit: Unit): string {
  const where = `${figure.planeName} ${filter + 1}, row ${step.row}, column ${step.column}`;
  const at = (filter * figure.steps[0] + step.row) * figure.steps[1] + step.column;
  switch (figure.arithmetic) {
    case "products":
      return `${where}: ${sums(figure, filter, unit)}.`;
    case "stamp":
      return `${where}: the stamp adds ${Array.from(unit.sums ?? [], short).join(", ")}.`;
    case "max":
      return `${where}: largest ${long(figure.output.data[at])}, at row ${figure.argmax!.data[2 * at]}, column ${figure.argmax!.data[2 * at + 1]}.`;
    case "mean":
      return `${where}: mean ${long(figure.output.data[at])}, divided by ${figure.divisor!.data[at % (figure.steps[0] * figure.steps[1])]}.`;
    case "curve":
      return `${where}: ${long(figure.input.data[at])} becomes ${long(figure.output.data[at])}.`;
  }
}

function sums({ bias, activation }: Figure, filter: number, unit: Unit): string {
  const parts = Array.from(unit.channel_sums!, short);
  const said = [
    `${parts.length === 1 ? "sum" : `sums of ${parts.length} channels`} ${parts.join(", ")}`,
    ...(bias ? [`bias ${short(bias[filter])}`] : []),
    `total ${short(unit.sum![0])}`,
  ];
  const name = ACTIVATIONS.find(([value]) => value === activation)![1];
  if (activation !== "identity") said.push(`${name} gives ${short(unit.output![0])}`);
  return said.join("; ");
}
