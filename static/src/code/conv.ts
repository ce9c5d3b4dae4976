/** A convolution as code, forwards and backwards. */
import type { Result } from "../operations/figure";
import { toNested } from "../state/tensor";
import { curl } from "./curl";
import { fromChannelsLast, KERAS_ACTIVATION, TO_CHANNELS_LAST, without } from "./keras";
import { NUMPY_ACTIVATION, PAD_MODE, padded, windows } from "./numpy";
import { array, arrays, isOne, isPadded, isSymmetric, pair, shape } from "./python";
import { activated, sides } from "./pytorch";
import type { Writers } from "./writers";

function torch(result: Result): string[] {
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

function keras(result: Result): string[] {
  const c = result.setup;
  if (c.view === "grad_input" || c.view === "grad_weight") return without("backward pass of its own, its backends do", numpy(result));
  const { padding, kernel_size, effective_kernel_size } = result.geometry;
  const [[top, bottom], [left, right]] = padding;
  // Keras refuses strides together with dilation: a kernel with zeros in its holes is the same
  const spread = !isOne(c.stride) && !isOne(c.dilation);
  const activated = c.view === "forward" && c.activation !== "identity";
  const options = [
    String(c.weight.shape[0]),
    pair(spread ? effective_kernel_size : kernel_size),
    ...(isOne(c.stride) ? [] : [`strides=${pair(c.stride)}`]),
    ...(isOne(c.dilation) || spread ? [] : [`dilation_rate=${pair(c.dilation)}`]),
    ...(c.groups === 1 ? [] : [`groups=${c.groups}`]),
    ...(activated ? [`activation=${KERAS_ACTIVATION[c.activation]}`] : []),
    ...(c.bias ? [] : ["use_bias=False"]),
  ];
  const [stepDown, stepRight] = c.dilation;
  return [
    ...arrays(result, c.weight),
    ...(spread
      ? [
          `spread = np.zeros((*w.shape[:2], ${effective_kernel_size.join(", ")}), dtype=np.float32)`,
          `spread[:, :, ::${stepDown}, ::${stepRight}] = w`,
          "w = spread  # Keras has no strides with dilation",
        ]
      : []),
    ...(isPadded(padding)
      ? [`x = np.pad(x, ((0, 0), (${top}, ${bottom}), (${left}, ${right})), mode="${PAD_MODE[c.paddingMode]}")`]
      : []),
    "",
    `conv = keras.layers.Conv2D(${options.join(", ")})`,
    TO_CHANNELS_LAST,
    "conv.build(x.shape)",
    `conv.set_weights([w.transpose(2, 3, 1, 0)${c.bias ? ", b" : ""}])`,
    `y = ${fromChannelsLast("conv(x)")}`,
    `print(y)  # ${shape(result)}`,
  ];
}

function numpy(result: Result): string[] {
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
    ...NUMPY_ACTIVATION[c.view === "forward" ? c.activation : "identity"],
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

function request({ setup: s }: Result): string[] {
  const { stride, padding, dilation, groups, bias, activation } = s;
  const body = { weight: toNested(s.weight), bias, stride, padding, padding_mode: s.paddingMode, dilation, groups };
  if (s.view === "forward") return curl("conv2d", s, { ...body, activation });
  if (s.view === "matrix") return curl("conv2d/lowering", s, body);
  return curl("conv2d/gradient", s, { ...body, ...(s.gradOutput ? { grad_output: toNested(s.gradOutput) } : {}) });
}

export const convCode: Writers = { PyTorch: torch, Keras: keras, NumPy: numpy, curl: request };
