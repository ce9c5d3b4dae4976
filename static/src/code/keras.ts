/** Keras: channels last, so axes are turned on the way in and out. */
import type { Result } from "../api/convolve";
import type { Activation } from "../state/explore";
import { arrays, isOne, isPadded, pair } from "./python";
import { PAD_MODE } from "./numpy";

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
  const c = result.convolution;
  const { padding, kernel_size, effective_kernel_size, output } = result.geometry;
  const [[top, bottom], [left, right]] = padding;
  // Keras refuses strides together with dilation: a kernel with zeros in its holes is the same
  const spread = !isOne(c.stride) && !isOne(c.dilation);
  const options = [
    String(c.weight.shape[0]),
    pair(spread ? effective_kernel_size : kernel_size),
    ...(isOne(c.stride) ? [] : [`strides=${pair(c.stride)}`]),
    ...(isOne(c.dilation) || spread ? [] : [`dilation_rate=${pair(c.dilation)}`]),
    ...(c.groups === 1 ? [] : [`groups=${c.groups}`]),
    ...(c.activation === "identity" ? [] : [ACTIVATION[c.activation]]),
    ...(c.bias ? [] : ["use_bias=False"]),
  ];
  const [stepDown, stepRight] = c.dilation;
  return [
    "import keras",
    ...arrays(result),
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
    "x = x.transpose(1, 2, 0)[None]  # channels last",
    "conv.build(x.shape)",
    `conv.set_weights([w.transpose(2, 3, 1, 0)${c.bias ? ", b" : ""}])`,
    "y = keras.ops.convert_to_numpy(conv(x))[0].transpose(2, 0, 1)",
    `print(y)  # [${output.join(", ")}]`,
  ].join("\n");
}
