/** An activation on its own: every number by itself, and the curve that it lies on. */
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import { rangeOf, reach } from "../../shared/colours";
import type { Setup } from "../../shared/setup/setup";
import { type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import type { CodedCall, Figure, Result } from "./figure";
import { sliding, TENSORS, windowsOf } from "./windows";

/** Points of the curve. */
const POINTS = 121;
/** The curve reaches at least this far to both sides. */
const LEAST_REACH = 4;

export function activationCall({ setup }: Result): CodedCall {
  return { operation: "activation", request: { input: encoded(setup.input), activation: setup.activation } };
}

export async function activation(setup: Setup, signal: AbortSignal): Promise<Result> {
  const apply = async (input: Tensor) => {
    const body = { input: encoded(input), activation: setup.activation, dtype: "float32" as const };
    const file = await answered(rest.POST("/api/v1/activation", { body, signal, ...TENSORS }));
    return readSafetensors(file).tensors.output;
  };
  const far = Math.max(LEAST_REACH, reach(rangeOf(setup.input.data)));
  const from = Array.from({ length: POINTS }, (_, i) => far * ((2 * i) / (POINTS - 1) - 1));
  const [output, to, windows] = await Promise.all([
    apply(setup.input),
    apply(tensor([1, 1, POINTS], from)),
    windowsOf({ input_size: [...setup.input.shape.slice(1)], kernel_size: 1 }, signal),
  ]);
  const figure: Figure = {
    arithmetic: "curve",
    input: setup.input,
    inputName: "Input",
    editsInput: "input",
    weight: null,
    weightName: "",
    planeName: "Channel",
    editsWeight: null,
    bias: null,
    activation: setup.activation,
    output,
    outputName: "Output, channel",
    ...sliding(windows, [0, 0], output),
    seen: (channel) => [channel],
    curve: tensor([2, POINTS], [...from, ...to.data]),
  };
  const [channels, height, width] = setup.input.shape;
  const one: [number, number] = [1, 1];
  const geometry: Schemas["Geometry"] = {
    input: [channels, height, width],
    kernel_size: one,
    effective_kernel_size: one,
    stride: one,
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilation: one,
    output: [channels, height, width],
    unused: [0, 0],
  };
  return { setup, figure, geometry };
}
