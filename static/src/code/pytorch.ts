/** PyTorch: a Conv2d with the weights on screen. */
import type { Result } from "../api/convolve";
import type { Activation } from "../state/explore";
import { arrays, isOne, isPadded, isSymmetric, pair } from "./python";

const ACTIVATION: Record<Activation, string> = {
  identity: "y",
  relu: "F.relu(y)",
  leaky_relu: "F.leaky_relu(y, 0.01)",
  sigmoid: "torch.sigmoid(y)",
  tanh: "torch.tanh(y)",
  gelu: "F.gelu(y)",
  silu: "F.silu(y)",
};

export function writePytorch(result: Result): string {
  const c = result.convolution;
  const { padding, kernel_size, output } = result.geometry;
  const inside = isPadded(padding) && isSymmetric(padding);
  const outside = isPadded(padding) && !inside;
  const mode = c.paddingMode === "zeros" ? "constant" : c.paddingMode;
  const options = [
    `${c.input.shape[0]}, ${c.weight.shape[0]}, kernel_size=${pair(kernel_size)}`,
    ...(isOne(c.stride) ? [] : [`stride=${pair(c.stride)}`]),
    ...(inside ? [`padding=${pair(padding.map(([before]) => before))}`] : []),
    ...(inside && c.paddingMode !== "zeros" ? [`padding_mode="${c.paddingMode}"`] : []),
    ...(isOne(c.dilation) ? [] : [`dilation=${pair(c.dilation)}`]),
    ...(c.groups === 1 ? [] : [`groups=${c.groups}`]),
    ...(c.bias ? [] : ["bias=False"]),
  ];
  const [[top, bottom], [left, right]] = padding;
  return [
    "import torch",
    "import torch.nn.functional as F",
    ...arrays(result),
    "",
    `conv = torch.nn.Conv2d(${options.join(", ")})`,
    "conv.weight.data = torch.from_numpy(w)",
    ...(c.bias ? ["conv.bias.data = torch.from_numpy(b)"] : []),
    "with torch.no_grad():",
    outside
      ? `    y = conv(F.pad(torch.from_numpy(x)[None], (${left}, ${right}, ${top}, ${bottom}), mode="${mode}"))[0]`
      : "    y = conv(torch.from_numpy(x)[None])[0]",
    ...(c.activation === "identity" ? [] : [`    y = ${ACTIVATION[c.activation]}`]),
    `print(y)  # [${output.join(", ")}]`,
  ].join("\n");
}
