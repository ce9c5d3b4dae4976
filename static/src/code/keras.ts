/** Keras: channels last, so axes are turned on the way in and out. */
import type { Result } from "../operations/figure";
import type { Activation } from "../state/explore";
import { PAD_MODE, writeNumpy } from "./numpy";
import { arrays, counted, inputArray, isOne, isPadded, pair, shape, widths } from "./python";

const ACTIVATION: Record<Activation, string> = {
  identity: "",
  relu: 'activation="relu"',
  leaky_relu: "activation=lambda y: keras.activations.leaky_relu(y, 0.01)",
  sigmoid: 'activation="sigmoid"',
  tanh: 'activation="tanh"',
  gelu: 'activation="gelu"',
  silu: 'activation="silu"',
};

export function writeKeras(result: Result): string {
  return ["import keras", ...WRITERS[result.setup.operation](result)].join("\n");
}

const WRITERS = { conv, conv_transpose: transposed, max_pool: maxPool, avg_pool: meanPool, activation };

const TO_CHANNELS_LAST = "x = x.transpose(1, 2, 0)[None]  # channels last";

function fromChannelsLast(call: string): string {
  return `keras.ops.convert_to_numpy(${call})[0].transpose(2, 0, 1)`;
}

/** What Keras has no layer for is said, and NumPy does it. */
function without(what: string, result: Result): string[] {
  return [`# Keras has no ${what}; in NumPy:`, writeNumpy(result)];
}

function conv(result: Result): string[] {
  const c = result.setup;
  if (c.view === "grad_input" || c.view === "grad_weight") return without("backward pass of its own, its backends do", result);
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
    ...(activated ? [ACTIVATION[c.activation]] : []),
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

function transposed(result: Result): string[] {
  const c = result.setup;
  const { padding, kernel_size, output } = result.geometry;
  if (c.groups > 1) return without("groups in Conv2DTranspose", result);
  if (!isOne(c.dilation)) return without("strides with dilation in Conv2DTranspose", result);
  const [[top], [left]] = padding;
  const options = [String(c.weight.shape[0]), pair(kernel_size), ...(isOne(c.stride) ? [] : [`strides=${pair(c.stride)}`]), "use_bias=False"];
  const activate = ACTIVATION[c.activation];
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
    ...(activate ? [`y = keras.ops.convert_to_numpy(keras.layers.Activation(${activate.replace("activation=", "")})(y))`] : []),
    `print(y)  # ${shape(result)}`,
  ];
}

function maxPool(result: Result): string[] {
  const { setup, geometry } = result;
  if (!isOne(setup.dilation)) return without("dilation in MaxPooling2D", result);
  return [
    ...inputArray(result),
    `x = np.pad(x, ${widths(result)}, constant_values=-np.inf)`,
    "",
    TO_CHANNELS_LAST,
    `y = ${fromChannelsLast(`keras.layers.MaxPooling2D(${pair(geometry.kernel_size)}, strides=${pair(setup.stride)})(x)`)}`,
    `print(y)  # ${shape(result)}`,
  ];
}

function meanPool(result: Result): string[] {
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

function activation(result: Result): string[] {
  const { activation: name } = result.setup;
  const layer = name === "identity" ? '"linear"' : ACTIVATION[name].replace("activation=", "");
  return [...inputArray(result), "", `y = keras.ops.convert_to_numpy(keras.layers.Activation(${layer})(x))`, `print(y)  # ${shape(result)}`];
}
