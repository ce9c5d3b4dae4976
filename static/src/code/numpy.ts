/** What the NumPy snippets share: padding, windows as a view, activations. */
import type { Result } from "../operations/figure";
import type { Activation, PaddingMode } from "../state/explore";
import { isPadded } from "./python";

export const PAD_MODE: Record<PaddingMode, string> = {
  zeros: "constant",
  reflect: "reflect",
  replicate: "edge",
  circular: "wrap",
};

export const NUMPY_ACTIVATION: Record<Activation, string[]> = {
  identity: [],
  relu: ["y = np.maximum(y, 0)"],
  leaky_relu: ["y = np.where(y >= 0, y, 0.01 * y)"],
  sigmoid: ["y = 1 / (1 + np.exp(-y))"],
  tanh: ["y = np.tanh(y)"],
  gelu: ["from math import erf", "y = y * (1 + np.vectorize(erf)(y / 2**0.5)) / 2"],
  silu: ["y = y / (1 + np.exp(-y))"],
};

export function padded({ setup, geometry: { padding } }: Result): string[] {
  const [[top, bottom], [left, right]] = padding;
  return isPadded(padding)
    ? [`x = np.pad(x, ((0, 0), (${top}, ${bottom}), (${left}, ${right})), mode="${PAD_MODE[setup.paddingMode]}")`]
    : [];
}

/** The windows of an array, as a view: [C, H', W', KH, KW]. */
export function windows({ setup, geometry: { effective_kernel_size, dilation } }: Result, of: string): string {
  const view = `np.lib.stride_tricks.sliding_window_view(${of}, (${effective_kernel_size.join(", ")}), axis=(1, 2))`;
  return `${view}[:, ::${setup.stride[0]}, ::${setup.stride[1]}, ::${dilation[0]}, ::${dilation[1]}]`;
}
