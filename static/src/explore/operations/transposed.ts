/** Transposed convolution on stage: every input cell stamps its weighted kernel onto the output. */
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import { grouped } from "../../shared/format";
import { span } from "../../shared/frame";
import type { Setup } from "../../shared/setup/setup";
import { type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import { type CodedCall, type Figure, fromRows, type Result, seenBy } from "./figure";
import { parametersOf, sizeOf, stampsOf } from "./shapes";
import { options, TENSORS } from "./windows";

export interface TransposedRequest {
  readonly input: Tensor;
  /** [O, C / groups, KH, KW], as the page keeps filters; REST takes the channels first. */
  readonly weight: Tensor;
  readonly bias: readonly number[] | null;
  readonly stride: readonly number[];
  readonly padding: Schemas["ConvTranspose2dRequest"]["padding"];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly activation: Setup["activation"];
}

/** [O, C / groups, KH, KW] as [C, O / groups, KH, KW], and back. */
export function channelsFirst(weight: Tensor, groups: number): Tensor {
  const [filters, channels, height, width] = weight.shape;
  const size = height * width;
  const perGroup = filters / groups;
  const data = new Float64Array(weight.data.length);
  for (let o = 0; o < filters; o++) {
    for (let c = 0; c < channels; c++) {
      const to = (Math.floor(o / perGroup) * channels + c) * perGroup + (o % perGroup);
      data.set(weight.data.subarray((o * channels + c) * size, (o * channels + c + 1) * size), to * size);
    }
  }
  return tensor([channels * groups, perGroup, height, width], data);
}

export function transposedBody(r: TransposedRequest) {
  return {
    input: encoded(r.input),
    // where the groups do not divide, the server says so
    weight: encoded(r.weight.shape[0] % r.groups === 0 ? channelsFirst(r.weight, r.groups) : r.weight),
    bias: r.bias && [...r.bias],
    stride: [...r.stride],
    padding: r.padding,
    output_padding: [...r.outputPadding],
    dilation: [...r.dilation],
    groups: r.groups,
    activation: r.activation,
    dtype: "float32" as const,
  };
}

export function transposedCall({ setup }: Result): CodedCall {
  return { operation: "conv-transpose2d", request: transposedBody({ ...setup, padding: options(setup).padding }) };
}

export async function transposedFigure(
  r: TransposedRequest,
  signal: AbortSignal,
): Promise<{ figure: Figure; geometry: Schemas["Geometry"] }> {
  const body = transposedBody(r);
  const [file, stamps] = await Promise.all([
    answered(rest.POST("/api/v1/conv-transpose2d", { body, signal, ...TENSORS })),
    stampsOf(
      {
        input_size: [...r.input.shape.slice(1)],
        kernel_size: [...r.weight.shape.slice(2)],
        stride: body.stride,
        padding: r.padding,
        output_padding: body.output_padding,
        dilation: body.dilation,
      },
      signal,
    ),
  ]);
  const { tensors, response } = readSafetensors(file);
  const { geometry } = response as { geometry: Schemas["Geometry"] };
  const [, height, width] = r.input.shape;
  const [rows, columns] = stamps.axes.map(({ targets }) => targets);
  const figure: Figure = {
    arithmetic: "stamp",
    input: r.input,
    inputName: "Input",
    editsInput: "input",
    weight: r.weight,
    weightName: "filter",
    planeName: "Filter",
    editsWeight: "weight",
    bias: r.bias,
    activation: r.activation,
    output: tensors.output,
    outputName: "Output, filter",
    sources: { rows: [...Array(height).keys()], columns: [...Array(width).keys()], before: [0, 0], fill: 0 },
    steps: [height, width],
    stepsOn: "input",
    seen: seenBy(r.weight, r.groups),
    onInput: ({ row, column }) => ({ rows: span([row]), columns: span([column]) }),
    onOutput: ({ row, column }) => {
      const [down, right] = [rows[row], columns[column]].map((cells) => cells.filter((cell) => cell !== null));
      return down.length > 0 && right.length > 0 ? { rows: span(down), columns: span(right) } : undefined;
    },
    targets: ({ row, column }) => ({ rows: rows[row], columns: columns[column] }),
    partners: (cell, on) => {
      const cells = new Set<string>();
      if (on === "input") return { cells, text: "" };
      const reaching = (axis: (number | null)[][], at: number) =>
        axis.flatMap((targets, i) => (targets.includes(at) ? [i] : []));
      for (const i of reaching(rows, cell.row)) for (const j of reaching(columns, cell.column)) cells.add(`${i},${j}`);
      const count = grouped(stamps.overlap[cell.row][cell.column]);
      return {
        cells,
        text: `${count} stamp${count === "1" ? "" : "s"} of each input channel reach${count === "1" ? "es" : ""} output (${cell.row}, ${cell.column}).`,
      };
    },
    row: async (filter, row) => {
      const answer = await answered(
        rest.POST("/api/v1/conv-transpose2d/row", { body: { ...body, row: [filter, row] }, ...TENSORS }),
      );
      return readSafetensors(answer).tensors;
    },
    overlap: fromRows(stamps.overlap),
  };
  return { figure, geometry };
}

export async function transposed(setup: Setup, signal: AbortSignal): Promise<Result> {
  const { padding } = options(setup);
  const [filters, , ...kernel_size] = setup.weight.shape;
  const [channels, ...input_size] = setup.input.shape;
  const window = { input_size, kernel_size, stride: [...setup.stride], padding, dilation: [...setup.dilation] };
  const [{ figure, geometry }, size, parameters] = await Promise.all([
    transposedFigure({ ...setup, padding }, signal),
    sizeOf(
      { ...window, operation: "conv_transpose", output_padding: [...setup.outputPadding], ceil_mode: false },
      signal,
    ),
    parametersOf(
      {
        in_channels: channels,
        out_channels: filters,
        kernel_size,
        groups: setup.groups,
        bias: setup.bias !== null,
        stride: 1,
        padding: 0,
        dilation: 1,
      },
      signal,
    ),
  ]);
  return { setup, figure, geometry, size, parameters };
}
