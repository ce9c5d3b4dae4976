/** NumPy alone: windows as a view, one product; stamps in a loop. */
import type { Result } from "../operations/figure";
import { channelsFirst } from "../operations/transposed";
import type { Activation, PaddingMode } from "../state/explore";
import { array, arrays, counted, inputArray, isPadded, shape, widths } from "./python";

export const PAD_MODE: Record<PaddingMode, string> = {
  zeros: "constant",
  reflect: "reflect",
  replicate: "edge",
  circular: "wrap",
};

const ACTIVATION: Record<Activation, string[]> = {
  identity: [],
  relu: ["y = np.maximum(y, 0)"],
  leaky_relu: ["y = np.where(y >= 0, y, 0.01 * y)"],
  sigmoid: ["y = 1 / (1 + np.exp(-y))"],
  tanh: ["y = np.tanh(y)"],
  gelu: ["from math import erf", "y = y * (1 + np.vectorize(erf)(y / 2**0.5)) / 2"],
  silu: ["y = y / (1 + np.exp(-y))"],
};

export function writeNumpy(result: Result): string {
  return WRITERS[result.setup.operation](result).join("\n");
}

const WRITERS = { conv, conv_transpose: transposed, max_pool: maxPool, avg_pool: meanPool, activation };

function padded({ setup, geometry: { padding } }: Result): string[] {
  const [[top, bottom], [left, right]] = padding;
  return isPadded(padding)
    ? [`x = np.pad(x, ((0, 0), (${top}, ${bottom}), (${left}, ${right})), mode="${PAD_MODE[setup.paddingMode]}")`]
    : [];
}

/** The windows of an array, as a view: [C, H', W', KH, KW]. */
function windows({ setup, geometry: { effective_kernel_size, dilation } }: Result, of: string): string {
  const view = `np.lib.stride_tricks.sliding_window_view(${of}, (${effective_kernel_size.join(", ")}), axis=(1, 2))`;
  return `${view}[:, ::${setup.stride[0]}, ::${setup.stride[1]}, ::${dilation[0]}, ::${dilation[1]}]`;
}

function conv(result: Result): string[] {
  const c = result.setup;
  if (c.view === "grad_input" || c.view === "grad_weight") return backward(result);
  const { groups } = c;
  return [
    ...arrays(result, c.weight),
    "",
    ...padded(result),
    `v = ${windows(result, "x")}`,
    ...(groups === 1
      ? ['y = np.einsum("cijkl,ockl->oij", v, w) + b[:, None, None]']
      : [
          `v = v.reshape(${groups}, -1, *v.shape[1:])`,
          `w = w.reshape(${groups}, -1, *w.shape[1:])`,
          `y = np.einsum("gcijkl,gockl->goij", v, w).reshape(${result.geometry.output.join(", ")}) + b[:, None, None]`,
        ]),
    ...ACTIVATION[c.view === "forward" ? c.activation : "identity"],
    `print(y)  # ${shape(result)}`,
  ];
}

function backward(result: Result): string[] {
  const c = result.setup;
  const { output, padding } = result.geometry;
  const [[top], [left]] = padding;
  const [channels, height, width] = c.input.shape;
  const gradient = c.gradOutput ? array(c.gradOutput, "grad_output") : `np.ones((${output.join(", ")}), dtype=np.float32)`;
  const perGroup = c.weight.shape[0] / c.groups;
  const head = [...arrays(result, c.weight), `g = ${gradient}`, "", ...padded(result)];
  const see = `o // ${perGroup} * ${channels / c.groups} + c`;
  const loop = [
    `for o, c, a, b in np.ndindex(w.shape):  # every weight`,
    `    rows = slice(a * ${c.dilation[0]}, a * ${c.dilation[0]} + ${(output[1] - 1) * c.stride[0] + 1}, ${c.stride[0]})`,
    `    columns = slice(b * ${c.dilation[1]}, b * ${c.dilation[1]} + ${(output[2] - 1) * c.stride[1] + 1}, ${c.stride[1]})`,
  ];
  return c.view === "grad_input"
    ? [...head, "y = np.zeros_like(x)", ...loop, `    y[${see}, rows, columns] += w[o, c, a, b] * g[o]`, `y = y[:, ${top}:${top + height}, ${left}:${left + width}]`, "print(y)  # grad_input"]
    : [...head, "y = np.zeros_like(w)", ...loop, `    y[o, c, a, b] = (x[${see}, rows, columns] * g[o]).sum()`, "print(y)  # grad_weight"];
}

function transposed(result: Result): string[] {
  const c = result.setup;
  const { output, padding, effective_kernel_size: span } = result.geometry;
  const [[top], [left]] = padding;
  const [channels, height, width] = c.input.shape;
  const full = [(height - 1) * c.stride[0] + span[0], (width - 1) * c.stride[1] + span[1]];
  const size = [Math.max(full[0], top + output[1]), Math.max(full[1], left + output[2])];
  const perGroup = channels / c.groups;
  return [
    ...arrays(result, channelsFirst(c.weight, c.groups)),
    "",
    `y = np.zeros((${output[0]}, ${size.join(", ")}), dtype=np.float32)`,
    `for c, i, j in np.ndindex(x.shape):  # every input cell stamps its kernel`,
    `    first = c // ${perGroup} * w.shape[1]`,
    `    rows = slice(i * ${c.stride[0]}, i * ${c.stride[0]} + ${span[0]}, ${c.dilation[0]})`,
    `    columns = slice(j * ${c.stride[1]}, j * ${c.stride[1]} + ${span[1]}, ${c.dilation[1]})`,
    `    y[first : first + w.shape[1], rows, columns] += x[c, i, j] * w[c]`,
    `y = y[:, ${top}:${top + output[1]}, ${left}:${left + output[2]}] + b[:, None, None]`,
    ...ACTIVATION[c.activation],
    `print(y)  # ${shape(result)}`,
  ];
}

function maxPool(result: Result): string[] {
  return [...inputArray(result), "", `x = np.pad(x, ${widths(result)}, constant_values=-np.inf)`, `y = ${windows(result, "x")}.max(axis=(3, 4))`, `print(y)  # ${shape(result)}`];
}

function meanPool(result: Result): string[] {
  return [
    ...inputArray(result),
    ...counted(result),
    "",
    `x = np.pad(x, ${widths(result)})`,
    `y = ${windows(result, "x")}.sum(axis=(3, 4)) / ${windows(result, "c")}.sum(axis=(3, 4))`,
    `print(y)  # ${shape(result)}`,
  ];
}

function activation(result: Result): string[] {
  return [...inputArray(result).map((line) => line.replace(/^x = /, "y = ")), ...ACTIVATION[result.setup.activation], `print(y)  # ${shape(result)}`];
}
