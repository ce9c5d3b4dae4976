/** An activation on its own: every number by itself, and the curve that it lies on. */
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import { rangeOf, reach } from "../../shared/colours";
import type { Setup } from "../../shared/setup/setup";
import { readSafetensors } from "../../shared/wire/safetensors";
import { curveOf, reachFor } from "./curves";
import type { CodedCall, Figure, Result } from "./figure";
import { windowsOf } from "./shapes";
import { sliding, TENSORS } from "./windows";

function bodyOf({ input, activation }: Setup) {
  return { input: encoded(input), activation };
}

export function activationCall({ setup }: Result): CodedCall {
  return { operation: "activation", request: bodyOf(setup) };
}

export async function activation(setup: Setup, signal: AbortSignal): Promise<Result> {
  const body = { ...bodyOf(setup), dtype: "float32" as const };
  const [file, curve, windows] = await Promise.all([
    answered(rest.POST("/api/v1/activation", { body, signal, ...TENSORS })),
    curveOf(setup.activation, reachFor(reach(rangeOf(setup.input.data))), signal),
    windowsOf({ input_size: [...setup.input.shape.slice(1)], kernel_size: 1 }, signal),
  ]);
  const { output } = readSafetensors(file).tensors;
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
    reads: undefined,
    seen: (channel) => [channel],
    curve,
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
