/** NumPy alone: windows as a view, one product. */
import type { Result } from "../api/convolve";
import type { Activation, PaddingMode } from "../state/explore";
import { arrays, isPadded } from "./python";

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
  const c = result.convolution;
  const { padding, effective_kernel_size, output } = result.geometry;
  const [[top, bottom], [left, right]] = padding;
  const [strideDown, strideRight] = c.stride;
  const [stepDown, stepRight] = c.dilation;
  return [
    ...arrays(result),
    "",
    ...(isPadded(padding)
      ? [`x = np.pad(x, ((0, 0), (${top}, ${bottom}), (${left}, ${right})), mode="${PAD_MODE[c.paddingMode]}")`]
      : []),
    `v = np.lib.stride_tricks.sliding_window_view(x, (${effective_kernel_size.join(", ")}), axis=(1, 2))`,
    `v = v[:, ::${strideDown}, ::${strideRight}, ::${stepDown}, ::${stepRight}]`,
    ...(c.groups === 1
      ? ['y = np.einsum("cijkl,ockl->oij", v, w) + b[:, None, None]']
      : [
          `v = v.reshape(${c.groups}, -1, *v.shape[1:])`,
          `w = w.reshape(${c.groups}, -1, *w.shape[1:])`,
          `y = np.einsum("gcijkl,gockl->goij", v, w).reshape(${output.join(", ")}) + b[:, None, None]`,
        ]),
    ...ACTIVATION[c.activation],
    `print(y)  # [${output.join(", ")}]`,
  ].join("\n");
}
