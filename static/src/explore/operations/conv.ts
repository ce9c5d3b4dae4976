/** Convolution on stage. */
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import type { Setup } from "../../shared/setup/setup";
import { plane, type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import { type CodedCall, type Figure, type Result, type Row, seenBy } from "./figure";
import { parametersOf, sizeOf, windowsOf } from "./shapes";
import { options, sliding, TENSORS } from "./windows";

/** Everything that one convolution takes; a setup, or what flows back through one. */
export interface ConvRequest {
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias: readonly number[] | null;
  readonly stride: readonly number[];
  readonly padding: Schemas["Conv2dRequest"]["padding"];
  readonly paddingMode: Setup["paddingMode"];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly activation: Setup["activation"];
}

export function requestOf(s: Setup): ConvRequest {
  return { ...s, ...options(s) };
}

export function bodyOf(r: ConvRequest) {
  return {
    input: encoded(r.input),
    weight: encoded(r.weight),
    bias: r.bias && [...r.bias],
    stride: [...r.stride],
    padding: r.padding,
    padding_mode: r.paddingMode,
    dilation: [...r.dilation],
    groups: r.groups,
    activation: r.activation,
    dtype: "float32" as const,
  };
}

export function convCall({ setup }: Result): CodedCall {
  return { operation: "conv2d", request: bodyOf(requestOf(setup)) };
}

export function loweringCall({ setup }: Result): CodedCall {
  return { operation: "conv2d/lowering", request: bodyOf({ ...requestOf(setup), activation: "identity" }) };
}

/** The output and its windows, as a figure. */
export async function convFigure(
  r: ConvRequest,
  signal: AbortSignal,
): Promise<{ figure: Figure; geometry: Schemas["Geometry"] }> {
  const [file, windows] = await Promise.all([
    answered(rest.POST("/api/v1/conv2d", { body: bodyOf(r), signal, ...TENSORS })),
    windowsOf(
      {
        input_size: [...r.input.shape.slice(1)],
        kernel_size: [...r.weight.shape.slice(2)],
        stride: [...r.stride],
        padding: r.padding,
        padding_mode: r.paddingMode,
        dilation: [...r.dilation],
      },
      signal,
    ),
  ]);
  const { tensors, response } = readSafetensors(file as ArrayBuffer);
  const { geometry } = response as { geometry: Schemas["Geometry"] };
  const seen = seenBy(r.weight, r.groups);
  const figure: Figure = {
    arithmetic: "products",
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
    ...sliding(windows, [geometry.padding[0][0], geometry.padding[1][0]], tensors.output),
    seen,
    row: (filter, row) => rowArithmetic(r, geometry, windows, seen(filter), filter, row),
  };
  return { figure, geometry };
}

export async function conv(setup: Setup, signal: AbortSignal): Promise<Result> {
  const r = requestOf(setup);
  const [channels, ...input_size] = r.input.shape;
  const [filters, , ...kernel_size] = r.weight.shape;
  const window = { ...options(setup), input_size, kernel_size };
  const [{ figure, geometry }, size, parameters] = await Promise.all([
    convFigure(r, signal),
    sizeOf({ ...window, operation: "conv", output_padding: 0, ceil_mode: false }, signal),
    parametersOf(
      { ...window, in_channels: channels, out_channels: filters, groups: setup.groups, bias: setup.bias !== null },
      signal,
    ),
  ]);
  return { setup, figure, geometry, size, parameters };
}

/**
 * The arithmetic of one output row. Only the input rows under it are sent, so that a large picture
 * costs no more than a small one.
 */
async function rowArithmetic(
  r: ConvRequest,
  geometry: Schemas["Geometry"],
  windows: Schemas["WindowsAnswer"],
  channels: readonly number[],
  filter: number,
  row: number,
): Promise<Row> {
  const [vertical] = windows.axes;
  const kernelHeight = r.weight.shape[2];
  const width = r.input.shape[2];
  const band = new (r.input.data.constructor as typeof Float64Array)(channels.length * kernelHeight * width);
  channels.forEach((channel, i) => {
    const { data } = plane(r.input, channel);
    vertical.taps[row].forEach((tap, k) => {
      const source = vertical.sources[tap];
      if (source !== null)
        band.set(data.subarray(source * width, (source + 1) * width), (i * kernelHeight + k) * width);
    });
  });
  const size = r.weight.data.length / r.weight.shape[0];
  const body = {
    ...bodyOf({
      ...r,
      input: tensor([channels.length, kernelHeight, width], band),
      weight: tensor([1, ...r.weight.shape.slice(1)], r.weight.data.slice(filter * size, (filter + 1) * size)),
      bias: r.bias && [r.bias[filter]],
      stride: [1, r.stride[1]],
      padding: [[0, 0], geometry.padding[1]],
      dilation: [1, r.dilation[1]],
      groups: 1,
    }),
    row: [0, 0],
  };
  const file = await answered(rest.POST("/api/v1/conv2d/row", { body, ...TENSORS }));
  return readSafetensors(file).tensors;
}
