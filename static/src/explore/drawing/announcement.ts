/** What a screen reader is told of the current beat: what happens, with its numbers. */

import { long, short } from "../../shared/format";
import { ACTIVATIONS, type Activation } from "../../shared/setup/setup";
import { type Numbers, plane } from "../../shared/tensor";
import { kernelOf } from "../operations/score";
import type { BeatName } from "../state/beats";
import { actOf } from "./acts/acts";
import type { Scene } from "./instant";

/** More numbers than these are counted, not read out. */
const MOST_READ = 36;

/** @param name says what a channel is called. */
export function announcement(scene: Scene, name: (channel: number) => string): string {
  const { figure } = scene;
  // once for each beat, in full, not part by part
  const at = { ...scene.at, progress: 1 };
  const { filter, step, score, beat } = at;
  const where = `${figure.planeName} ${filter + 1}, row ${step.row}, column ${step.column}`;
  if (beat === 0) return `${where}: nothing has been computed yet.`;
  const { name: last } = score[beat - 1];
  if (at.asked && last === "land") return `${where}: your turn. What comes out?`;
  const hidden = at.asked && last !== "window" && last !== "products" && last !== "collect";
  return `${where}: ${hidden ? "the answer is yours to find" : said({ ...scene, at }, last, name)}.`;
}

function said(scene: Scene, beat: BeatName, name: (channel: number) => string): string {
  const { figure, stage, at } = scene;
  const { unit, filter, step } = at;
  const channels = figure.seen(filter);
  const act = actOf(scene, channels[0], 0, name(channels[0]));
  switch (beat) {
    case "window": {
      if (figure.arithmetic === "stamp") return `the cell holds ${byChannel(unit?.values, channels.map(name), 1)}`;
      if (figure.arithmetic === "curve") return `the cell holds ${act.line}`;
      const [height, width] = kernelOf(figure);
      const held = figure.row ? byChannel(unit?.values, channels.map(name), height * width) : cells(act.operands[0]);
      return `the window holds ${held}`;
    }
    case "products":
      return `products ${byChannel(unit?.products, channels.map(name), (unit?.products?.length ?? 0) / channels.length)}`;
    case "gather":
      return `${channels.length === 1 ? "sum" : "sums"} ${byChannel(unit?.channel_sums, channels.map(name), 1)}`;
    case "sum":
      return `${[...(unit?.channel_sums ?? [])].map(short).join(" + ")}${figure.bias ? ` and bias ${short(figure.bias[filter])}` : ""} make ${unit ? short(unit.sum![0]) : "…"}`;
    case "activate": {
      const title = titleOf(figure.activation);
      return unit ? `${title} of ${short(unit.sum![0])} is ${short(unit.output![0])}` : title;
    }
    case "compete":
    case "divide":
      return `${act.total!.label}: ${act.total!.text}`;
    case "curve":
      return `${act.line} becomes ${act.total!.text}`;
    case "collect":
      return `the values ${act.line}`;
    case "stamp":
      return `the stamp holds ${byChannel(unit?.stamps, channels.map(name), (unit?.stamps?.length ?? 0) / channels.length)}`;
    case "channels":
      return `the channels' stamps add up to ${read(unit?.sums)}`;
    case "land":
      return landed(scene, plane(figure.output, filter).data[step.row * stage.outputs[filter].width + step.column]);
  }
}

/** All of the unit in a sentence. */
function landed({ figure, at }: Scene, value: number): string {
  const { filter, step, unit } = at;
  const index = (filter * figure.steps[0] + step.row) * figure.steps[1] + step.column;
  switch (figure.arithmetic) {
    case "products":
      return unit ? sums(figure.bias?.[filter], figure.activation, unit) : "…";
    case "stamp":
      return `the stamp adds ${read(unit?.sums)}`;
    case "max": {
      const [row, column] = figure.argmax!.data.subarray(2 * index, 2 * index + 2);
      return `largest ${long(value)}, at row ${row}, column ${column}`;
    }
    case "mean":
      return `mean ${long(value)}, divided by ${figure.divisor!.data[step.row * figure.steps[1] + step.column]}`;
    case "curve":
      return `${long(figure.input.data[index])} becomes ${long(value)}`;
  }
}

/** What leads to the unit's number, written out. */
export function workings(scene: Scene, name: (channel: number) => string): string {
  const { figure, at } = scene;
  const [channel] = figure.seen(at.filter);
  if (figure.arithmetic === "products") {
    const bias = figure.bias ? [figure.bias[at.filter]] : [];
    const terms = [...(at.unit?.channel_sums ?? []), ...bias].map((value, i) =>
      i > 0 && value < 0 ? `(${short(value)})` : short(value),
    );
    return figure.activation === "identity" ? terms.join(" + ") : `${titleOf(figure.activation)}(${terms.join(" + ")})`;
  }
  const { operands, line, divisor } = actOf(scene, channel, 0, name(channel));
  if (figure.arithmetic === "max") return `the largest of ${cells(operands[0])}`;
  return figure.arithmetic === "mean" ? `(${line}) / ${divisor}` : `${titleOf(figure.activation)}(${line})`;
}

function titleOf(activation: Activation): string {
  return ACTIVATIONS.find(([value]) => value === activation)![1];
}

function sums(bias: number | undefined, activation: Activation, unit: Scene["at"]["unit"] & object): string {
  const parts = Array.from(unit.channel_sums!, short);
  const said = [
    `${parts.length === 1 ? "sum" : `sums of ${parts.length} channels`} ${parts.join(", ")}`,
    ...(bias === undefined ? [] : [`bias ${short(bias)}`]),
    `total ${short(unit.sum![0])}`,
  ];
  if (activation !== "identity") said.push(`${titleOf(activation)} gives ${short(unit.output![0])}`);
  return said.join("; ");
}

function read(numbers: Numbers | undefined): string {
  if (!numbers) return "…";
  return numbers.length > MOST_READ ? `${numbers.length} numbers` : Array.from(numbers, short).join(", ");
}

/** Numbers of each channel, by its name where there are several. */
function byChannel(numbers: Numbers | undefined, names: readonly string[], each: number): string {
  if (!numbers || names.length === 1 || numbers.length > MOST_READ) return read(numbers);
  return names.map((name, i) => `${name}: ${read(numbers.subarray(i * each, (i + 1) * each))}`).join("; ");
}

function cells({ grid }: { grid: { cells: readonly (readonly { value: number }[])[] } }): string {
  return read(Float64Array.from(grid.cells.flat(), ({ value }) => value));
}
