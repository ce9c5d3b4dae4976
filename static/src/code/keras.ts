/** What the Keras snippets share: channels come last, so axes are turned on the way in and out. */
import type { Activation } from "../state/explore";

export const KERAS_ACTIVATION: Record<Activation, string> = {
  identity: '"linear"',
  relu: '"relu"',
  leaky_relu: "lambda y: keras.activations.leaky_relu(y, 0.01)",
  sigmoid: '"sigmoid"',
  tanh: '"tanh"',
  gelu: '"gelu"',
  silu: '"silu"',
};

export const TO_CHANNELS_LAST = "x = x.transpose(1, 2, 0)[None]  # channels last";

export function fromChannelsLast(call: string): string {
  return `keras.ops.convert_to_numpy(${call})[0].transpose(2, 0, 1)`;
}

/** What Keras has no layer for is said, and NumPy does it. */
export function without(what: string, numpy: string[]): string[] {
  return [`# Keras has no ${what}; in NumPy:`, ...numpy];
}
