/** Average pooling as code: the mean of what is there, divided by the mean of what counts. */
import type { Result } from "../operations/figure";
import { curl } from "./curl";
import { fromChannelsLast } from "./keras";
import { windows } from "./numpy";
import { counted, inputArray, pair, shape, widths } from "./python";
import type { Writers } from "./writers";

function torch(result: Result): string[] {
  const { setup, geometry, figure } = result;
  const [, height, width] = setup.input.shape;
  const { rows, columns, before } = figure.sources;
  const sides = `(${before[1]}, ${columns.length - before[1] - width}, ${before[0]}, ${rows.length - before[0] - height})`;
  const call = (t: string) => `F.avg_pool2d(${t}, ${pair(geometry.kernel_size)}, stride=${pair(setup.stride)})[0]`;
  if (rows.length === height && columns.length === width) return [...inputArray(result), "", `y = ${call("torch.from_numpy(x)[None]")}`, `print(y)  # ${shape(result)}`];
  return [
    ...inputArray(result),
    ...counted(result),
    "",
    `t = F.pad(torch.from_numpy(x)[None], ${sides})`,
    `y = ${call("t")} / ${call("torch.from_numpy(c)[None]")}  # the mean of what counts`,
    `print(y)  # ${shape(result)}`,
  ];
}

function keras(result: Result): string[] {
  const { setup, geometry } = result;
  return [
    ...inputArray(result),
    ...counted(result),
    `x = np.pad(x, ${widths(result)})`,
    "",
    `pool = keras.layers.AveragePooling2D(${pair(geometry.kernel_size)}, strides=${pair(setup.stride)})`,
    `mean = lambda t: ${fromChannelsLast("pool(t.transpose(1, 2, 0)[None])")}`,
    "y = mean(x) / mean(c)  # the mean of what counts",
    `print(y)  # ${shape(result)}`,
  ];
}

function numpy(result: Result): string[] {
  return [
    ...inputArray(result),
    ...counted(result),
    "",
    `x = np.pad(x, ${widths(result)})`,
    `y = ${windows(result, "x")}.sum(axis=(3, 4)) / ${windows(result, "c")}.sum(axis=(3, 4))`,
    `print(y)  # ${shape(result)}`,
  ];
}

function request({ setup: s }: Result): string[] {
  const { stride, padding } = s;
  const pooled = { kernel_size: s.weight.shape.slice(2), stride, padding, ceil_mode: s.ceilMode };
  return curl("avg-pool2d", s, { ...pooled, count_include_pad: s.countIncludePad });
}

export const avgPoolCode: Writers = { PyTorch: torch, Keras: keras, NumPy: numpy, curl: request };
