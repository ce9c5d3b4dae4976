/** Small networks to compose by hand, with filters that are known by name. */
import type { LayerSpec } from "../../shared/network/network";

/** A kernel of one of Explore's examples, by the example's name and the filter's place in it. */
export type KernelOf = readonly [preset: string, filter: number];

export interface ByHand {
  readonly name: string;
  readonly title: string;
  readonly layers: readonly LayerSpec[];
  /** By node, the kernel of every filter, each of which reads one channel; a number where it is 1×1. */
  readonly kernels: Readonly<Record<string, readonly (readonly (KernelOf | number)[])[]>>;
}

/** As tall and wide as the digits. */
export const INPUT_SHAPE = [1, 28, 28] as const;

const conv = (name: string, more: Partial<LayerSpec>): LayerSpec => ({
  operation: "conv",
  name,
  out_channels: 1,
  kernel_size: 3,
  padding: "same",
  ...more,
});

export const BY_HAND: readonly ByHand[] = [
  {
    name: "edges",
    title: "Convolution, ReLU, pooling",
    layers: [
      conv("conv1", { out_channels: 2 }),
      { operation: "relu", name: "relu1" },
      { operation: "max_pool", name: "max_pool1", kernel_size: 2 },
    ],
    kernels: { conv1: [[["sobel", 0]], [["sobel", 1]]] },
  },
  {
    name: "two",
    title: "3×3 after 3×3",
    layers: [conv("conv1", {}), conv("conv2", {})],
    kernels: { conv1: [[["blur", 0]]], conv2: [[["sobel", 0]]] },
  },
  {
    name: "separable",
    title: "Depthwise, then pointwise",
    layers: [
      conv("conv1", { out_channels: 2 }),
      conv("depthwise", { out_channels: 2, groups: 2 }),
      conv("pointwise", { kernel_size: 1 }),
    ],
    kernels: {
      conv1: [[["sobel", 0]], [["sobel", 1]]],
      depthwise: [[["blur", 0]], [["blur", 0]]],
      pointwise: [[1, 1]],
    },
  },
];

/** Examples whose filters can be laid into a 3×3 kernel. */
export const KERNELS: readonly (readonly [KernelOf, string])[] = [
  [["identity", 0], "identity"],
  [["sobel", 0], "Sobel, left to right"],
  [["sobel", 1], "Sobel, top to bottom"],
  [["laplacian", 0], "Laplacian"],
  [["blur", 0], "blur"],
  [["sharpen", 0], "sharpen"],
  [["emboss", 0], "emboss"],
];
