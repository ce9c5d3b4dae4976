/** How much room a figure wants, and what it gets; rows of numbers lie so that a unit stands under what it reads. */
import { rangeOf, reach } from "../../shared/colours";
import { Kept } from "../../shared/kept";
import { type Lengths, longestOf } from "../../shared/marks";
import type { Numbers } from "../../shared/tensor";
import type { Figure } from "../operations/figure";
import { kernelOf } from "../operations/score";
import { type Layout, layoutFor, type Room, type Table } from "./room";
import { isTable, LONGEST_KERNEL, type Stage } from "./stage";

/** Where tables begin, in pixels from the left. */
export interface StageLayout extends Layout {
  readonly inputShift: number;
  readonly outputShift: number;
}

/** The numbers of a picture are many, and none of them is written. */
function tableOf(rows: number, columns: number, data: Numbers): Table | undefined {
  return isTable(rows, columns) ? { rows, columns, longest: longestOf(data) } : undefined;
}

export function layoutOf(figure: Figure, stage: Stage, room: Room): StageLayout {
  const { rows, columns } = figure.sources;
  const [, height, width] = figure.output.shape;
  const input = tableOf(rows.length, columns.length, figure.input.data);
  const output = tableOf(height, width, figure.output.data);
  if (stage.inputs[0].height === 1) return signalLayout(figure, room, input, output);
  const layout = layoutFor(
    { channels: stage.inputs.length, input, output, operand: operandOf(figure), operands: figure.weight ? 3 : 1 },
    room,
  );
  return { ...layout, inputShift: 0, outputShift: 0 };
}

/** The tables under the window: as wide as the kernel, with room for products. */
function operandOf(figure: Figure): Table | undefined {
  if (figure.arithmetic === "curve") return undefined;
  const [height, width] = kernelOf(figure);
  if (Math.max(height, width) > LONGEST_KERNEL) return undefined;
  return { rows: height, columns: width, longest: operandLengths(figure) };
}

const lengths = new Kept<Figure, "operands", Lengths>();

/** Characters of the longest value, weight or product; products of whole numbers are whole. */
export function operandLengths(figure: Figure): Lengths {
  return lengths.of(figure, "operands", () => {
    const { input, weight } = figure;
    const tensors = weight ? [input, weight] : [input];
    const whole = tensors.every(({ data }) => data.every(Number.isInteger));
    const most = (data: Numbers) => reach(rangeOf(data));
    const product =
      weight && whole ? longestOf(Float64Array.of(-most(input.data) * most(weight.data))) : ([6, 5] as const);
    const parts = [...tensors.map(({ data }) => longestOf(data)), ...(weight ? [product] : [])];
    return [Math.max(...parts.map(([text]) => text)), Math.max(...parts.map(([, brief]) => brief))];
  });
}

/** Input over output in one scale: a unit stands under the cell that it belongs to. */
function signalLayout(figure: Figure, room: Room, input: Table | undefined, output: Table | undefined): StageLayout {
  const [columns, outputs] = [figure.sources.columns.length, figure.output.shape[2]];
  const onto = figure.stepsOn === "output" ? figure.onInput : figure.onOutput;
  const first = (step: number) => onto({ row: 0, column: step })?.columns.first ?? 0;
  const stride = figure.steps[1] > 1 ? Math.max(1, first(1) - first(0)) : 1;
  // padding stands before the input's own cells; a stamp begins before the output where padding cuts it off
  const [inputs, before] = figure.stepsOn === "output" ? [columns, figure.sources.before[1]] : [columns * stride, 0];
  const all = Math.max(inputs, figure.stepsOn === "output" ? before + outputs * stride : outputs);
  const cell = Math.min(room.mostCell, room.width / all);
  const [inputCell, outputCell] = figure.stepsOn === "output" ? [cell, cell * stride] : [cell * stride, cell];
  const isWide = input === undefined || output === undefined;
  return {
    plan: "stacked",
    strip: "row",
    channel: room.width,
    output: room.width,
    inputCell: isWide ? room.mostCell : inputCell,
    outputCell: isWide ? room.mostCell : outputCell,
    inputShift: 0,
    outputShift: isWide ? 0 : before * cell,
  };
}
