/** Max pooling as code. */
import type { Result } from "../operations/figure";
import { curl } from "./curl";
import { fromChannelsLast, TO_CHANNELS_LAST, without } from "./keras";
import { windows } from "./numpy";
import { inputArray, isOne, pair, shape, widths } from "./python";
import type { Writers } from "./writers";

function torch(result: Result): string[] {
  const { setup, geometry, figure } = result;
  const [, height, width] = setup.input.shape;
  const { rows, columns, before } = figure.sources;
  const sides = `(${before[1]}, ${columns.length - before[1] - width}, ${before[0]}, ${rows.length - before[0] - height})`;
  const options = [`stride=${pair(setup.stride)}`, ...(isOne(setup.dilation) ? [] : [`dilation=${pair(setup.dilation)}`])];
  const padded = rows.length > height || columns.length > width;
  return [
    ...inputArray(result),
    "",
    padded ? `t = F.pad(torch.from_numpy(x)[None], ${sides}, value=float("-inf"))` : "t = torch.from_numpy(x)[None]",
    `y = F.max_pool2d(t, ${pair(geometry.kernel_size)}, ${options.join(", ")})[0]`,
    `print(y)  # ${shape(result)}`,
  ];
}

function keras(result: Result): string[] {
  const { setup, geometry } = result;
  if (!isOne(setup.dilation)) return without("dilation in MaxPooling2D", numpy(result));
  return [
    ...inputArray(result),
    `x = np.pad(x, ${widths(result)}, constant_values=-np.inf)`,
    "",
    TO_CHANNELS_LAST,
    `y = ${fromChannelsLast(`keras.layers.MaxPooling2D(${pair(geometry.kernel_size)}, strides=${pair(setup.stride)})(x)`)}`,
    `print(y)  # ${shape(result)}`,
  ];
}

function numpy(result: Result): string[] {
  return [...inputArray(result), "", `x = np.pad(x, ${widths(result)}, constant_values=-np.inf)`, `y = ${windows(result, "x")}.max(axis=(3, 4))`, `print(y)  # ${shape(result)}`];
}

function request({ setup: s }: Result): string[] {
  const { stride, padding, dilation } = s;
  return curl("max-pool2d", s, { kernel_size: s.weight.shape.slice(2), stride, padding, dilation, ceil_mode: s.ceilMode });
}

export const maxPoolCode: Writers = { PyTorch: torch, Keras: keras, NumPy: numpy, curl: request };
