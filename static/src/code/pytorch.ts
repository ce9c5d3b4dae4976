/** PyTorch: the layer with the weights on screen. */
import type { Result } from "../operations/figure";
import { channelsFirst } from "../operations/transposed";
import type { Activation } from "../state/explore";
import { array, arrays, counted, inputArray, isOne, isPadded, isSymmetric, pair, shape } from "./python";

const ACTIVATION: Record<Activation, string> = {
  identity: "y",
  relu: "F.relu(y)",
  leaky_relu: "F.leaky_relu(y, 0.01)",
  sigmoid: "torch.sigmoid(y)",
  tanh: "torch.tanh(y)",
  gelu: "F.gelu(y)",
  silu: "F.silu(y)",
};

const IMPORTS = ["import torch", "import torch.nn.functional as F"];

export function writePytorch(result: Result): string {
  return [...IMPORTS, ...WRITERS[result.setup.operation](result)].join("\n");
}

const WRITERS = { conv, conv_transpose: transposed, max_pool: maxPool, avg_pool: meanPool, activation };

function sides([[top, bottom], [left, right]]: readonly (readonly number[])[]): string {
  return `(${left}, ${right}, ${top}, ${bottom})`;
}

function activated({ setup }: Result): string[] {
  return setup.activation === "identity" ? [] : [`    y = ${ACTIVATION[setup.activation]}`];
}

function conv(result: Result): string[] {
  const c = result.setup;
  const { padding, kernel_size } = result.geometry;
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
  const input = outside ? `F.pad(t[None], ${sides(padding)}, mode="${mode}")` : "t[None]";
  const head = [
    ...arrays(result, c.weight),
    "",
    `conv = torch.nn.Conv2d(${options.join(", ")})`,
    "conv.weight.data = torch.from_numpy(w)",
    ...(c.bias ? ["conv.bias.data = torch.from_numpy(b)"] : []),
  ];
  if (c.view === "grad_input" || c.view === "grad_weight") {
    return [
      ...head,
      "t = torch.from_numpy(x).requires_grad_()",
      `y = conv(${input})[0]`,
      c.gradOutput ? `y.backward(torch.from_numpy(${array(c.gradOutput, "grad_output")}))` : "y.backward(torch.ones_like(y))",
      c.view === "grad_input" ? "print(t.grad)" : "print(conv.weight.grad)",
    ];
  }
  return [
    ...head,
    "t = torch.from_numpy(x)",
    "with torch.no_grad():",
    `    y = conv(${input})[0]`,
    ...activated(result),
    `print(y)  # ${shape(result)}`,
  ];
}

function transposed(result: Result): string[] {
  const c = result.setup;
  const { padding, kernel_size, output } = result.geometry;
  const [[top], [left]] = padding;
  const symmetric = isSymmetric(padding) && c.outputPadding.every((extra, axis) => extra < Math.max(c.stride[axis], c.dilation[axis])) && c.padding !== "same";
  const options = [
    `${c.input.shape[0]}, ${c.weight.shape[0]}, kernel_size=${pair(kernel_size)}`,
    ...(isOne(c.stride) ? [] : [`stride=${pair(c.stride)}`]),
    ...(symmetric && isPadded(padding) ? [`padding=${pair([top, left])}`] : []),
    ...(symmetric && c.outputPadding.some((extra) => extra > 0) ? [`output_padding=${pair(c.outputPadding)}`] : []),
    ...(isOne(c.dilation) ? [] : [`dilation=${pair(c.dilation)}`]),
    ...(c.groups === 1 ? [] : [`groups=${c.groups}`]),
    "bias=False",
  ];
  const [, height, width] = output;
  return [
    ...arrays(result, channelsFirst(c.weight, c.groups)),
    "",
    `conv = torch.nn.ConvTranspose2d(${options.join(", ")})`,
    "conv.weight.data = torch.from_numpy(w)  # [C, O/groups, KH, KW]",
    "with torch.no_grad():",
    "    y = conv(torch.from_numpy(x)[None])[0]",
    ...(symmetric ? [] : [`    y = F.pad(y, (0, ${width}, 0, ${height}))[:, ${top}:${top + height}, ${left}:${left + width}]  # sides of their own`]),
    "    y = y + torch.from_numpy(b)[:, None, None]",
    ...activated(result),
    `print(y)  # ${shape(result)}`,
  ];
}

function maxPool(result: Result): string[] {
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

function meanPool(result: Result): string[] {
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

function activation(result: Result): string[] {
  return [...inputArray(result), "", "y = torch.from_numpy(x)", `y = ${ACTIVATION[result.setup.activation]}`, `print(y)  # ${shape(result)}`];
}
