/** Max and average pooling on stage: channel by channel, without weights. */
import { answered, encoded, rest, type Schemas } from "../../shared/api/client";
import type { Setup } from "../../shared/setup/setup";
import { readSafetensors } from "../../shared/wire/safetensors";
import type { CodedCall, Figure, Result } from "./figure";
import { sizeOf, windowsOf } from "./shapes";
import { options, sliding, TENSORS } from "./windows";

type MaxPool = Schemas["MaxPool2dRequest"];
type AvgPool = Schemas["AvgPool2dRequest"];

function shared(setup: Setup) {
  const { stride, padding } = options(setup);
  const kernel_size = [...setup.weight.shape.slice(2)];
  return {
    input: encoded(setup.input),
    kernel_size,
    stride,
    padding,
    ceil_mode: setup.ceilMode,
    dtype: "float32" as const,
  };
}

function maxBody(setup: Setup): MaxPool {
  return { ...shared(setup), dilation: options(setup).dilation };
}

function avgBody(setup: Setup): AvgPool {
  return { ...shared(setup), count_include_pad: setup.countIncludePad };
}

export function poolCall({ setup }: Result): CodedCall {
  return setup.operation === "max_pool"
    ? { operation: "max-pool2d", request: { ...maxBody(setup) } }
    : { operation: "avg-pool2d", request: { ...avgBody(setup) } };
}

export async function pool(setup: Setup, signal: AbortSignal): Promise<Result> {
  const operation = setup.operation as "max_pool" | "avg_pool";
  const { stride, padding, dilation } = options(setup);
  const kernel_size = [...setup.weight.shape.slice(2)];
  const input_size = [...setup.input.shape.slice(1)];
  const ceil_mode = setup.ceilMode;
  const holes = operation === "max_pool" ? dilation : [1, 1];
  const request =
    operation === "max_pool"
      ? answered(rest.POST("/api/v1/max-pool2d", { body: maxBody(setup), signal, ...TENSORS }))
      : answered(rest.POST("/api/v1/avg-pool2d", { body: avgBody(setup), signal, ...TENSORS }));
  const window = { input_size, kernel_size, stride, padding, dilation: holes, ceil_mode };
  const [file, windows, size] = await Promise.all([
    request,
    windowsOf(window, signal),
    sizeOf({ ...window, operation, output_padding: 0 }, signal),
  ]);
  const { tensors, response } = readSafetensors(file);
  const { geometry } = response as { geometry: Schemas["Geometry"] };
  const figure: Figure = {
    arithmetic: operation === "max_pool" ? "max" : "mean",
    input: setup.input,
    inputName: "Input",
    editsInput: "input",
    weight: null,
    weightName: "",
    planeName: "Channel",
    editsWeight: null,
    bias: null,
    activation: "identity",
    output: tensors.output,
    outputName: "Output, channel",
    ...sliding(
      windows,
      [geometry.padding[0][0], geometry.padding[1][0]],
      tensors.output,
      operation === "max_pool" ? -Infinity : 0,
    ),
    seen: (channel) => [channel],
    argmax: tensors.argmax,
    divisor: tensors.divisor,
  };
  return { setup, figure, geometry, size };
}
