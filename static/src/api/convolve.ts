/** Asks the server for everything that one convolution shows. */
import type { Convolution } from "../state/explore";
import { type Numbers, plane, tensor, type Tensor } from "../state/tensor";
import { answered, encoded, rest, type Schemas } from "./client";
import { readSafetensors } from "./safetensors";

export interface Result {
  readonly convolution: Convolution;
  readonly output: Tensor;
  readonly geometry: Schemas["Geometry"];
  readonly windows: Schemas["WindowsAnswer"];
  readonly size: Schemas["OutputSizeAnswer"];
  readonly parameters: Schemas["ParametersAnswer"];
}

/** The arithmetic of every unit of one output row; the column comes first in each tensor. */
export interface Row {
  readonly values: Tensor;
  readonly products: Tensor;
  readonly channelSums: Tensor;
  readonly sum: Tensor;
  readonly output: Tensor;
}

/** The arithmetic of one output unit; the filter's channels come first in each tensor. */
export interface Unit {
  readonly values: Tensor;
  readonly products: Tensor;
  readonly channelSums: Numbers;
  readonly sum: number;
  readonly output: number;
}

export function unitOf({ values, products, channelSums, sum, output }: Row, column: number): Unit {
  const part = (t: Tensor): Tensor => {
    const size = t.data.length / t.shape[0];
    return tensor(t.shape.slice(1), t.data.subarray(column * size, (column + 1) * size));
  };
  return {
    values: part(values),
    products: part(products),
    channelSums: part(channelSums).data,
    sum: sum.data[column],
    output: output.data[column],
  };
}

const TENSORS = { headers: { Accept: "application/x-safetensors" }, parseAs: "arrayBuffer" } as const;

/** The options as REST names them; `padding` as four sides or a word. */
function options(c: Convolution) {
  const padding = typeof c.padding === "string" ? c.padding : c.padding.map((sides) => [...sides]);
  return { stride: [...c.stride], padding, dilation: [...c.dilation] };
}

export async function convolve(c: Convolution, signal: AbortSignal): Promise<Result> {
  const window = options(c);
  const input_size = [...c.input.shape.slice(1)];
  const kernel_size = [...c.weight.shape.slice(2)];
  const body = {
    ...window,
    input: encoded(c.input),
    weight: encoded(c.weight),
    bias: c.bias && [...c.bias],
    padding_mode: c.paddingMode,
    groups: c.groups,
    activation: c.activation,
    dtype: "float32" as const,
  };
  const [file, windows, size, parameters] = await Promise.all([
    answered(rest.POST("/api/v1/conv2d", { body, signal, ...TENSORS })),
    answered(
      rest.POST("/api/v1/conv2d/windows", {
        body: { ...window, input_size, kernel_size, padding_mode: c.paddingMode },
        signal,
      }),
    ),
    answered(
      rest.POST("/api/v1/output-size", {
        body: { ...window, operation: "conv", input_size, kernel_size, output_padding: 0, ceil_mode: false },
        signal,
      }),
    ),
    answered(
      rest.POST("/api/v1/parameters", {
        body: {
          ...window,
          in_channels: c.input.shape[0],
          out_channels: c.weight.shape[0],
          kernel_size,
          groups: c.groups,
          bias: c.bias !== null,
          input_size,
        },
        signal,
      }),
    ),
  ]);
  const { tensors, response } = readSafetensors(file as ArrayBuffer);
  const { geometry } = response as { geometry: Schemas["Geometry"] };
  return { convolution: c, output: tensors.output, geometry, windows, size, parameters };
}

/** The input channels that a filter sees. */
export function channelsOf({ convolution: { weight, groups } }: Result, filter: number): number[] {
  const [filters, channels] = weight.shape;
  const first = Math.floor(filter / (filters / groups)) * channels;
  return Array.from({ length: channels }, (_, i) => first + i);
}

/**
 * The arithmetic of one output row. Only the input rows under it are sent, so that a large picture
 * costs no more than a small one.
 */
export async function rowArithmetic(result: Result, filter: number, row: number): Promise<Row> {
  const c = result.convolution;
  const [vertical] = result.windows.axes;
  const kernelHeight = c.weight.shape[2];
  const [, , width] = c.input.shape;
  const channels = channelsOf(result, filter);
  const band = new (c.input.data.constructor as typeof Float64Array)(channels.length * kernelHeight * width);
  channels.forEach((channel, i) => {
    const { data } = plane(c.input, channel);
    vertical.taps[row].forEach((tap, k) => {
      const source = vertical.sources[tap];
      if (source !== null) band.set(data.subarray(source * width, (source + 1) * width), (i * kernelHeight + k) * width);
    });
  });
  const size = c.weight.data.length / c.weight.shape[0];
  const file = await answered(
    rest.POST("/api/v1/conv2d/row", {
      body: {
        input: encoded(tensor([channels.length, kernelHeight, width], band)),
        weight: encoded(tensor([1, ...c.weight.shape.slice(1)], c.weight.data.slice(filter * size, (filter + 1) * size))),
        bias: c.bias && [c.bias[filter]],
        stride: [1, c.stride[1]],
        padding: [[0, 0], result.geometry.padding[1]],
        padding_mode: c.paddingMode,
        dilation: [1, c.dilation[1]],
        groups: 1,
        activation: c.activation,
        dtype: "float32",
        row: [0, 0],
      },
      ...TENSORS,
    }),
  );
  const { values, products, channel_sums, sum, output } = readSafetensors(file as unknown as ArrayBuffer).tensors;
  return { values, products, channelSums: channel_sums, sum, output };
}
