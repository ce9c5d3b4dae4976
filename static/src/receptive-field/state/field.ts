/** What is on screen on the Receptive field page, its link, and what there is to begin with. */
import type { Schemas } from "../../shared/api/client";
import { type NetworkRequest, type LayerSpec, putNetwork, takenNetwork } from "../../shared/network/network";
import type { NetworkNode } from "../../shared/network/table";

/** What is drawn over the input besides the cells that are seen. */
export const OVERLAYS = [
  ["field", "what is seen"],
  ["paths", "paths counted (equal weights)"],
  ["gradient", "gradient measured (random weights)"],
] as const;
export type Overlay = (typeof OVERLAYS)[number][0];

export interface FieldScreen {
  readonly network: NetworkRequest;
  /** The unit's node; empty for the last map. */
  readonly node: string;
  /** Row and column; null for the middle. */
  readonly unit: readonly [number, number] | null;
  readonly overlay: Overlay;
  /** A sample picture under the input's plane, by name. */
  readonly picture: string;
}

export interface FieldPreset {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly network: NetworkRequest;
}

type Spec = Omit<Partial<LayerSpec>, "name" | "operation"> & { operation: string; name: string };

function own(name: string, title: string, note: string, side: number, layers: readonly Spec[]): FieldPreset {
  return { name, title, note, network: { kind: "own", title, inputShape: [1, side, side], layers: layers as LayerSpec[] } };
}

function conv(name: string, options: Omit<Partial<LayerSpec>, "name" | "operation"> = {}): Spec {
  return { operation: "conv", name, out_channels: 1, kernel_size: 3, ...options };
}

const zoo = (name: string, title: string, note: string): FieldPreset => ({ name, title, note, network: { kind: "zoo", name } });

export const PRESETS: readonly FieldPreset[] = [
  own("two-3x3", "Two 3×3", "Two layers of 3×3 see 5×5. The tutorial says 7×7: that takes three.", 11, [conv("conv1"), conv("conv2")]),
  own("three-3x3", "Three 3×3", "Three layers of 3×3 see 7×7, as one kernel of 7×7 does.", 11, [conv("conv1"), conv("conv2"), conv("conv3")]),
  own("strided", "Strided", "A stride doubles what every later layer adds.", 21, [conv("conv1", { stride: 2 }), conv("conv2", { stride: 2 }), conv("conv3")]),
  own("pooled", "Pooled", "Pooling is a window with a stride too.", 20, [
    conv("conv1", { padding: 1 }),
    { operation: "max_pool", name: "pool1", kernel_size: 2 },
    conv("conv2", { padding: 1 }),
    { operation: "max_pool", name: "pool2", kernel_size: 2 },
    conv("conv3", { padding: 1 }),
  ]),
  own("gridding", "Dilated, with holes", "The same dilation again and again never looks at three cells of four: gridding.", 19, [
    conv("conv1", { dilation: 2 }),
    conv("conv2", { dilation: 2 }),
    conv("conv3", { dilation: 2 }),
  ]),
  own("dilated", "Dilated 1, 2, 4", "Dilations that double leave no hole and see far.", 21, [conv("conv1"), conv("conv2", { dilation: 2 }), conv("conv3", { dilation: 4 })]),
  own("residual", "A skip connection", "The sum sees what its longest path sees; the skip alone, one cell.", 11, [
    conv("conv1", { padding: 1 }),
    conv("conv2", { padding: 1 }),
    { operation: "add", name: "add", inputs: ["conv2", "input"] },
  ]),
  own("transposed", "Transposed", "Where stamps overlap a unit sees two cells, elsewhere one.", 8, [
    { operation: "conv_transpose", name: "up", out_channels: 1, kernel_size: 3, stride: 2, padding: 1, output_padding: 1 },
    conv("conv", { padding: 1 }),
  ]),
  zoo("alexnet", "AlexNet", "Few layers, large kernels and strides."),
  zoo("vgg16", "VGG-16", "Small kernels, many of them: a unit of the last map sees nearly the whole picture."),
  zoo("resnet50", "ResNet-50", "Deep enough to see more than there is; the shortest path still sees little."),
];

/** More planes than this are thinned out to one for each stage. */
const MOST_PLANES = 14;

/** The nodes that are drawn as planes; the unit's own is always among them. */
export function planesOf(nodes: readonly NetworkNode[], own: string): readonly NetworkNode[] {
  const maps = nodes.filter(({ operation, output_shape, rearranges }, i) => {
    // a mean over as many bins as there are cells changes nothing
    const idle = operation === "adaptive_avg_pool" && String(output_shape) === String(nodes[i - 1]?.output_shape);
    return output_shape.length === 3 && (nodes[i].name === own || (rearranges && !idle));
  });
  if (maps.length <= MOST_PLANES) return maps;
  return maps.filter((node, i) => node.name === own || maps[i + 1]?.stage !== node.stage);
}

/** The last map of more than one unit: a global mean sees everything. */
export function lastMap(planes: readonly NetworkNode[]): string {
  const maps = planes.filter(({ output_shape: [, rows, columns] }) => rows * columns > 1);
  return (maps[maps.length - 1] ?? planes[planes.length - 1])?.name ?? "input";
}

export function toSearch({ network, node, unit, overlay, picture }: FieldScreen): string {
  const search = new URLSearchParams();
  putNetwork(search, "", network);
  if (node) search.set("node", node);
  if (unit) search.set("unit", unit.join());
  if (overlay !== "field") search.set("overlay", overlay);
  if (picture) search.set("picture", picture);
  return `?${search}`;
}

export function fromSearch(text: string): FieldScreen {
  const search = new URLSearchParams(text);
  const preset = PRESETS.find(({ name }) => name === search.get("preset")) ?? PRESETS[0];
  const unit = search.get("unit")?.split(",").map(Number);
  const whole = unit?.length === 2 && unit.every(Number.isInteger);
  const overlay = OVERLAYS.find(([name]) => name === search.get("overlay"))?.[0] ?? "field";
  return {
    network: takenNetwork(search, "") ?? preset.network,
    node: search.get("node") ?? "",
    unit: whole ? [unit[0], unit[1]] : null,
    overlay,
    picture: search.get("picture") ?? "",
  };
}

/** Where a node's cells stand in relation to the unit. */
export type Relation = "seen" | "reached" | "unit";

/** The answer by name; the unit's own node is told apart by name. */
export function relationsOf({ nodes, reached }: Schemas["NetworkUnitAnswer"]): ReadonlyMap<string, { relation: Relation; answer: Schemas["CellsAnswer"] }> {
  const relations = new Map<string, { relation: Relation; answer: Schemas["CellsAnswer"] }>();
  nodes.forEach((answer, i) => relations.set(answer.name, { relation: i === nodes.length - 1 ? "unit" : "seen", answer }));
  reached.forEach((answer) => relations.set(answer.name, { relation: "reached", answer }));
  return relations;
}

export function decodedMask(map: Schemas["MapAnswer"]): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(atob(map.base64), (char) => char.charCodeAt(0));
  return map.dtype === "uint8" ? bytes : new Float32Array(bytes.buffer);
}
