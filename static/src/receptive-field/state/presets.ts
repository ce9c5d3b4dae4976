/** Networks to begin with, and what each of them shows. */
import type { LayerSpec, NetworkRequest } from "../../shared/network/network";

export interface FieldPreset {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly network: NetworkRequest;
}

type Spec = Omit<Partial<LayerSpec>, "name" | "operation"> & { operation: string; name: string };

function own(name: string, title: string, note: string, side: number, layers: readonly Spec[]): FieldPreset {
  return {
    name,
    title,
    note,
    network: { kind: "own", title, inputShape: [1, side, side], layers: layers as LayerSpec[] },
  };
}

function conv(name: string, options: Omit<Partial<LayerSpec>, "name" | "operation"> = {}): Spec {
  return { operation: "conv", name, out_channels: 1, kernel_size: 3, ...options };
}

const zoo = (name: string, title: string, note: string): FieldPreset => ({
  name,
  title,
  note,
  network: { kind: "zoo", name },
});

export const PRESETS: readonly FieldPreset[] = [
  own("two-3x3", "Two 3×3", "Two layers of 3×3 see 5×5. A widespread tutorial says 7×7, but that takes three.", 11, [
    conv("conv1"),
    conv("conv2"),
  ]),
  own("three-3x3", "Three 3×3", "Three layers of 3×3 see 7×7, as one kernel of 7×7 does.", 11, [
    conv("conv1"),
    conv("conv2"),
    conv("conv3"),
  ]),
  own("strided", "Strided", "A stride doubles what every later layer adds.", 21, [
    conv("conv1", { stride: 2 }),
    conv("conv2", { stride: 2 }),
    conv("conv3"),
  ]),
  own("pooled", "Pooled", "Pooling is a window with a stride too.", 20, [
    conv("conv1", { padding: 1 }),
    { operation: "max_pool", name: "pool1", kernel_size: 2 },
    conv("conv2", { padding: 1 }),
    { operation: "max_pool", name: "pool2", kernel_size: 2 },
    conv("conv3", { padding: 1 }),
  ]),
  own(
    "gridding",
    "Dilated, with holes",
    "The same dilation again and again never looks at three cells of four: gridding.",
    19,
    [conv("conv1", { dilation: 2 }), conv("conv2", { dilation: 2 }), conv("conv3", { dilation: 2 })],
  ),
  own("dilated", "Dilated 1, 2, 4", "Dilations that double leave no hole and see far.", 21, [
    conv("conv1"),
    conv("conv2", { dilation: 2 }),
    conv("conv3", { dilation: 4 }),
  ]),
  own("residual", "A skip connection", "The sum sees what its longest path sees; the skip alone, one cell.", 11, [
    conv("conv1", { padding: 1 }),
    conv("conv2", { padding: 1 }),
    { operation: "add", name: "add", inputs: ["conv2", "input"] },
  ]),
  own("transposed", "Transposed", "Where stamps overlap a unit sees two cells, elsewhere one.", 8, [
    {
      operation: "conv_transpose",
      name: "up",
      out_channels: 1,
      kernel_size: 3,
      stride: 2,
      padding: 1,
      output_padding: 1,
    },
    conv("conv", { padding: 1 }),
  ]),
  zoo("alexnet", "AlexNet", "Few layers, large kernels and strides."),
  zoo("vgg16", "VGG-16", "Small kernels, many of them: a unit of the last map sees nearly the whole picture."),
  zoo("resnet50", "ResNet-50", "Deep enough to see more than there is; the shortest path still sees little."),
];

/** The network of a preset; of the first where there is none of that name. */
export function presetNetwork(name: string | null): NetworkRequest {
  return (PRESETS.find((preset) => preset.name === name) ?? PRESETS[0]).network;
}
