/** A convolution backwards, on stage: both gradients are convolutions themselves. */
import { answered, encoded, rest } from "../../shared/api/client";
import { refusal } from "../../shared/asking";
import type { Setup } from "../../shared/setup/setup";
import { filled, plane, type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import { bodyOf, conv, convFigure, requestOf } from "./conv";
import type { CodedCall, Figure, Result } from "./figure";
import { channelsFirst, transposedFigure } from "./transposed";
import { TENSORS } from "./windows";

/** What flows back into the output: what was typed in, while it has the output's shape; else ones. */
function gradOutput(setup: Setup, output: readonly number[]): Tensor {
  const given = setup.gradOutput;
  return given && given.shape.join() === output.join() ? given : filled(output, () => 1);
}

export function gradientCall({ setup, geometry }: Result): CodedCall {
  const body = bodyOf({ ...requestOf(setup), bias: null, activation: "identity" });
  const given = setup.gradOutput && gradOutput(setup, geometry.output);
  return { operation: "conv2d/gradient", request: given ? { ...body, grad_output: encoded(given) } : body };
}

async function forward(setup: Setup, signal: AbortSignal): Promise<Result> {
  return conv({ ...setup, activation: "identity" }, signal);
}

/** Every cell of grad_output stamps the kernel onto grad_input: a full convolution with the flipped kernel. */
export async function gradInput(setup: Setup, signal: AbortSignal): Promise<Result> {
  const result = await forward(setup, signal);
  const { geometry } = result;
  if (setup.paddingMode !== "zeros" && geometry.padding.flat().some((side) => side > 0)) {
    const message = "backwards is drawn for zero padding";
    throw refusal(`${message}: /conv2d/gradient has the others`, [{ field: "padding_mode", message }]);
  }
  const { figure } = await transposedFigure(
    {
      input: gradOutput(setup, geometry.output),
      weight: channelsFirst(setup.weight, setup.groups),
      bias: null,
      stride: setup.stride,
      padding: geometry.padding,
      outputPadding: geometry.unused,
      dilation: setup.dilation,
      groups: setup.groups,
      activation: "identity",
    },
    signal,
  );
  return backward(result, signal, {
    ...figure,
    inputName: "grad_output",
    editsInput: "gradOutput",
    weightName: "kernel",
    planeName: "Channel",
    editsWeight: null,
    outputName: "grad_input, channel",
  });
}

/** The padded input correlated with grad_output, each channel with each filter's. */
export async function gradWeight(setup: Setup, signal: AbortSignal): Promise<Result> {
  const result = await forward(setup, signal);
  const { geometry } = result;
  const gradient = gradOutput(setup, geometry.output);
  const [filters, channels, height, width] = setup.weight.shape;
  const perGroup = filters / setup.groups;
  // one plane for each channel and each filter of its group, channel by channel
  const kernels = Array.from({ length: setup.input.shape[0] * perGroup }, (_, i) => {
    const group = Math.floor(i / perGroup / channels);
    return plane(gradient, group * perGroup + (i % perGroup)).data;
  });
  const weight = tensor(
    [kernels.length, 1, ...geometry.output.slice(1)],
    kernels.flatMap((kernel) => [...kernel]),
  );
  const { figure } = await convFigure(
    {
      ...requestOf(setup),
      weight,
      bias: null,
      stride: setup.dilation,
      padding: geometry.padding,
      dilation: setup.stride,
      groups: setup.input.shape[0],
      activation: "identity",
    },
    signal,
  );
  return backward(result, signal, {
    ...figure,
    output: cropped(figure.output, height, width),
    steps: [height, width],
    weightName: "grad_output",
    planeName: "Plane",
    reads: undefined,
    editsWeight: null,
    outputName: "grad_weight, plane",
  });
}

/** Rows and columns that no window reached forwards make no weight. */
function cropped(t: Tensor, height: number, width: number): Tensor {
  const [planes, rows, columns] = t.shape;
  const data = new Float64Array(planes * height * width);
  for (let p = 0; p < planes; p++) {
    for (let row = 0; row < height; row++) {
      const from = (p * rows + row) * columns;
      data.set(t.data.subarray(from, from + width), (p * height + row) * width);
    }
  }
  return tensor([planes, height, width], data);
}

async function backward(result: Result, signal: AbortSignal, figure: Figure): Promise<Result> {
  const { setup, geometry, size, parameters } = result;
  const file = await answered(
    rest.POST("/api/v1/conv2d/gradient", {
      body: {
        ...bodyOf({ ...requestOf(setup), activation: "identity" }),
        grad_output: encoded(gradOutput(setup, geometry.output)),
      },
      signal,
      ...TENSORS,
    }),
  );
  const gradBias = [...readSafetensors(file).tensors.grad_bias.data];
  return { setup, figure, geometry, size, parameters, gradBias };
}
