/** A transposed convolution as code. */
import type { Result } from "../operations/figure";
import { channelsFirst } from "../operations/transposed";
import { toNested } from "../state/tensor";
import { curl } from "./curl";
import { fromChannelsLast, KERAS_ACTIVATION, TO_CHANNELS_LAST, without } from "./keras";
import { NUMPY_ACTIVATION } from "./numpy";
import { arrays, isOne, isPadded, isSymmetric, pair, shape } from "./python";
import { activated } from "./pytorch";
import type { Writers } from "./writers";

function torch(result: Result): string[] {
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

function keras(result: Result): string[] {
  const c = result.setup;
  const { padding, kernel_size, output } = result.geometry;
  if (c.groups > 1) return without("groups in Conv2DTranspose", numpy(result));
  if (!isOne(c.dilation)) return without("strides with dilation in Conv2DTranspose", numpy(result));
  const [[top], [left]] = padding;
  const options = [String(c.weight.shape[0]), pair(kernel_size), ...(isOne(c.stride) ? [] : [`strides=${pair(c.stride)}`]), "use_bias=False"];
  return [
    ...arrays(result, c.weight),
    "",
    `conv = keras.layers.Conv2DTranspose(${options.join(", ")})`,
    TO_CHANNELS_LAST,
    "conv.build(x.shape)",
    "conv.set_weights([w.transpose(2, 3, 0, 1)])",
    `y = ${fromChannelsLast("conv(x)")}`,
    `y = np.pad(y, ((0, 0), (0, ${output[1]}), (0, ${output[2]})))[:, ${top}:${top + output[1]}, ${left}:${left + output[2]}]  # as padding cuts it`,
    "y = y + b[:, None, None]",
    ...(c.activation === "identity" ? [] : [`y = keras.ops.convert_to_numpy(keras.layers.Activation(${KERAS_ACTIVATION[c.activation]})(y))`]),
    `print(y)  # ${shape(result)}`,
  ];
}

function numpy(result: Result): string[] {
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
    ...NUMPY_ACTIVATION[c.activation],
    `print(y)  # ${shape(result)}`,
  ];
}

function request({ setup: s }: Result): string[] {
  const { stride, padding, dilation, groups, bias, activation } = s;
  const weight = toNested(channelsFirst(s.weight, groups));
  return curl("conv-transpose2d", s, { weight, bias, stride, padding, output_padding: s.outputPadding, dilation, groups, activation });
}

export const transposedCode: Writers = { PyTorch: torch, Keras: keras, NumPy: numpy, curl: request };
