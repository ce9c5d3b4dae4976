/** Changes to a convolution that touch more than one of its parts. */
import { filled, fromNested, resized, type Tensor, tensor, withValue } from "../tensor";
import { isPicture, type Pair, type Preset, type Setup } from "./setup";

/** Small whole numbers: easy to follow by eye. */
const INPUT_RANGE: Pair = [0, 2];
const WEIGHT_RANGE: Pair = [-1, 1];

function randomInteger([least, most]: Pair): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}

const fillInput = () => randomInteger(INPUT_RANGE);
const fillWeight = () => randomInteger(WEIGHT_RANGE);

export function randomIntegers(shape: readonly number[], what: "input" | "weight"): Tensor {
  return filled(shape, what === "input" ? fillInput : fillWeight);
}

export function zeros(shape: readonly number[]): Tensor {
  return filled(shape, () => 0);
}

/** A preset's convolution; `picture` is the input where the preset has none of its own. */
export function fromPreset(preset: Preset, picture?: Pick<Setup, "source" | "input">): Setup {
  return {
    operation: preset.operation,
    view: preset.view,
    preset: preset.name,
    source: { kind: "numbers" },
    input: preset.input ? fromNested(preset.input) : tensor([1, 1, 1], [0]),
    ...(preset.input ? {} : picture),
    weight: fromNested(preset.weight),
    bias: preset.bias,
    stride: preset.stride,
    padding: preset.padding,
    paddingMode: preset.padding_mode,
    dilation: preset.dilation,
    groups: preset.groups,
    outputPadding: preset.output_padding,
    ceilMode: preset.ceil_mode,
    countIncludePad: preset.count_include_pad,
    flipped: false,
    gradOutput: null,
    activation: preset.activation,
  };
}

/** How many channels a preset's picture has. */
export function channelsOf({ weight, groups }: Preset): number {
  return weight[0].length * groups;
}

/** New numbers of channels, rows and columns; weights follow the channels. */
export function withInputShape(c: Setup, shape: readonly number[]): Setup {
  return fitted({ ...c, source: { kind: "numbers" }, input: resized(c.input, shape, fillInput) });
}

export function withFilters(c: Setup, count: number): Setup {
  const resizedWeight = { ...c, weight: resized(c.weight, [count, ...c.weight.shape.slice(1)], fillWeight) };
  return c.bias ? withBias(resizedWeight, true) : resizedWeight;
}

/** With a bias for each filter, or without; what a filter's bias was it is again. */
export function withBias(c: Setup, on: boolean): Setup {
  const own = c.bias ?? [];
  const allBiases = [...own, ...(c.allBiases ?? []).slice(own.length)];
  const bias = on ? Array.from({ length: c.weight.shape[0] }, (_, o) => allBiases[o] ?? 0) : null;
  return { ...c, bias, allBiases };
}

export function withKernel(c: Setup, kernel: Pair): Setup {
  return { ...c, weight: resized(c.weight, [...c.weight.shape.slice(0, 2), ...kernel], fillWeight) };
}

/**
 * Give every filter as many channels as its group has, where they divide; else leave the refusal to the server.
 * On a picture the filter's own channels are repeated, so that an edge filter stays one.
 */
export function fitted(c: Setup): Setup {
  const channels = c.input.shape[0] / c.groups;
  const [filters, before, height, width] = c.weight.shape;
  if (!Number.isInteger(channels) || channels === before) return c;
  const repeated = ([o, i, row, column]: readonly number[]) =>
    c.weight.data[((o * before + (i % before)) * height + row) * width + column];
  const weight = resized(c.weight, [filters, channels, height, width], isPicture(c.source) ? repeated : fillWeight);
  return { ...c, weight };
}

/** A number typed into a cell of the stage. */
export interface Edit {
  readonly what: "input" | "weight" | "gradOutput";
  /** Channel, row, column; for a weight the filter before them; for what flows back, the filter instead of the channel. */
  readonly at: readonly number[];
  readonly value: number;
}

/** @param output is the shape of what comes out forwards. */
export function edited(s: Setup, output: readonly number[], { what, at, value }: Edit): Setup {
  switch (what) {
    case "input":
      return withInputCell(s, at, value);
    case "weight":
      return withWeight(s, at, value);
    case "gradOutput":
      return withGradOutput(s, output, at, value);
  }
}

/** A pasted matrix and the channel that it is for. */
export interface Pasted {
  readonly what: "input" | "weight";
  readonly channel: number;
  readonly matrix: number[][];
}

export function withPasted(s: Setup, filter: number, { what, channel, matrix }: Pasted): Setup {
  return what === "input" ? withInputMatrix(s, channel, matrix) : withWeightMatrix(s, filter, channel, matrix);
}

/** Every kernel turned by 180°. */
export function turned(s: Setup): Setup {
  const size = s.weight.shape[2] * s.weight.shape[3];
  const data = s.weight.data.slice();
  for (let start = 0; start < data.length; start += size) data.subarray(start, start + size).reverse();
  return { ...s, weight: tensor(s.weight.shape, data), flipped: !s.flipped };
}

/** One number of what flows back, by filter, row and column; `shape` is the output's. */
function withGradOutput(
  s: Setup,
  shape: readonly number[],
  [filter, row, column]: readonly number[],
  value: number,
): Setup {
  const before = s.gradOutput?.shape.join() === shape.join() ? s.gradOutput! : filled(shape, () => 1);
  return { ...s, gradOutput: withValue(before, (filter * shape[1] + row) * shape[2] + column, value) };
}

/** One number of the input, by channel, row and column. */
export function withInputCell(c: Setup, [channel, row, column]: readonly number[], value: number): Setup {
  const [, height, width] = c.input.shape;
  const source = c.source.kind === "picture" ? { ...c.source, edited: true } : c.source;
  return { ...c, source, input: withValue(c.input, (channel * height + row) * width + column, value) };
}

/** One weight, by filter, channel, row and column. */
export function withWeight(c: Setup, [filter, channel, row, column]: readonly number[], value: number): Setup {
  const [, channels, height, width] = c.weight.shape;
  return { ...c, weight: withValue(c.weight, ((filter * channels + channel) * height + row) * width + column, value) };
}

/** A matrix in place of one input channel; the other channels take its size. */
function withInputMatrix(c: Setup, channel: number, matrix: number[][]): Setup {
  const sized = withInputShape(c, [c.input.shape[0], matrix.length, matrix[0].length]);
  return { ...sized, input: withPlane(sized.input, channel, matrix) };
}

/** A matrix in place of one channel of a filter; the kernel takes its size. */
export function withWeightMatrix(c: Setup, filter: number, channel: number, matrix: number[][]): Setup {
  const sized = withKernel(c, [matrix.length, matrix[0].length]);
  return { ...sized, weight: withPlane(sized.weight, filter * sized.weight.shape[1] + channel, matrix) };
}

function withPlane(t: Tensor, index: number, matrix: number[][]): Tensor {
  const data = Float64Array.from(t.data);
  data.set(matrix.flat(), index * matrix.length * matrix[0].length);
  return tensor(t.shape, data);
}

/** Numbers pasted from a spreadsheet or a text: rows by line, cells by tab, comma, semicolon or space. */
export function parseMatrix(text: string): number[][] {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll("−", "-")
        .replace(/[[\]]/g, " ")
        .trim()
        .split(/[\t;, ]+/)
        .filter(Boolean)
        .map(Number),
    );
  const width = rows[0]?.length ?? 0;
  if (width === 0) throw new Error("There are no numbers in this text.");
  if (rows.flat().some((value) => !Number.isFinite(value))) throw new Error("Every cell must be a number.");
  if (rows.some((row) => row.length !== width))
    throw new Error(`Every row must have ${width} numbers, as the first has.`);
  return rows;
}
