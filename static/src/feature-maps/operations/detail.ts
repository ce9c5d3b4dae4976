/** One map, and what it is made of; one unit, and what it reads. */
import { bodyOf, type ConvRequest } from "../../explore/operations/conv";
import { TENSORS } from "../../explore/operations/windows";
import { answered, rest, type Schemas } from "../../shared/api/client";
import type { Range } from "../../shared/colours";
import type { Place } from "../../shared/links/maps";
import { layersOf, toRequest } from "../../shared/network/network";
import { type Plane, plane, type Tensor, tensor } from "../../shared/tensor";
import { readSafetensors } from "../../shared/wire/safetensors";
import { pair } from "../state/per-axis";
import { askMaps, askUnit, type Case } from "./asks";
import type { OnShow } from "./on-show";
import { type Overview, ownRange, planesOf, rangeIn } from "./overview";

export type Node = Schemas["NodeAnswer"];
export type Unit = Schemas["ArithmeticAnswer"];

/** Most maps that are shown going into another. */
export const MOST_SOURCES = 16;

/** A map that goes into another; in a convolution with the kernel that slides over it, and what that makes of it. */
export interface Source {
  readonly node: string;
  readonly channel: number;
  readonly plane: Plane;
  readonly range: Range;
  readonly kernel?: Plane;
  readonly part?: Plane;
}

export interface MapDetail {
  readonly plane: Plane;
  readonly range: Range;
  readonly sources: readonly Source[];
  /** How many maps are known to go into it. */
  readonly total: number;
  /** Which of them the `sources` are. */
  readonly onShow: OnShow;
  readonly kernelRange?: Range;
  readonly partRange?: Range;
  readonly bias: number | null;
}

export interface UnitDetail {
  readonly unit: Unit;
  /** What it reads in each node before it, by name; of the input, "input". */
  readonly field: Readonly<Record<string, Schemas["CellsAnswer"]>>;
}

export function nodeOf(view: Overview, name: string): Node | undefined {
  return view.known.analysis.nodes.find((node) => node.name === name);
}

/** Which channels of which nodes a map is made of, seen from its middle. */
function madeOf(unit: Unit): { node: string; channels: readonly number[] }[] {
  const [channel] = unit.unit;
  if (unit.channels) return [{ node: unit.inputs[0], channels: unit.channels }];
  if (!unit.contributions) return unit.inputs.map((node) => ({ node, channels: [channel] }));
  const found = new Map<string, Set<number>>();
  for (const { node, unit: at } of unit.contributions) {
    found.set(node, (found.get(node) ?? new Set()).add(at[0]));
  }
  return [...found].map(([node, channels]) => ({ node, channels: [...channels] }));
}

export async function mapDetail(view: Overview, node: Node, channel: number, signal: AbortSignal): Promise<MapDetail> {
  const { of, answer } = view;
  const middle = node.output_shape.slice(1).map((size) => Math.floor(size / 2));
  const unit = await askUnit(of, node.name, [channel, ...middle], signal);
  const made = madeOf(unit);
  const total = made.reduce((count, { channels }) => count + channels.length, 0);
  const [first] = made;
  const strongest = total > MOST_SOURCES && made.length === 1;
  const shapes = Object.fromEntries(answer.nodes.map(({ name, output_shape }) => [name, output_shape]));
  const all = strongest && first.channels.length === (shapes[first.node] ?? of.input.shape)[0];
  const asked = Object.fromEntries(
    all ? [] : made.map(({ node: name, channels }) => [name, channels.slice(0, MOST_SOURCES)]),
  );
  const found = await askMaps(
    of,
    {
      nodes: [node.name, ...made.map(({ node: name }) => name)],
      channels: { ...asked, [node.name]: [channel] },
      strongest: MOST_SOURCES,
    },
    signal,
  );
  const kernels = unit.weights ? kernelsOf(unit) : undefined;
  const sources: Source[] = made.flatMap(({ node: name }) => {
    const planes = planesOf(found.maps[name]);
    const range = name === "input" ? ownRange(planes) : rangeIn(answer, name);
    return found.answer.channels![name].map((one, i) => ({
      node: name,
      channel: one,
      plane: planes[i],
      range,
      kernel: kernels?.get(one),
    }));
  });
  const parts =
    kernels && node.operation === "conv" ? await partsOf(found.maps[first.node], sources, node, signal) : undefined;
  return {
    plane: planesOf(found.maps[node.name])[0],
    range: rangeIn(answer, node.name),
    onShow: unit.rest?.count ? "some" : all ? "strongest" : sources.length < total ? "first" : "all",
    sources: parts ? sources.map((source, i) => ({ ...source, part: parts[i] })) : sources,
    total,
    kernelRange: kernels && ownRange([...kernels.values()]),
    partRange: parts && ownRange(parts),
    bias: unit.bias,
  };
}

/** The filter's plane for each channel that it reads. */
function kernelsOf({ channels, weights }: Unit): Map<number, Plane> {
  return new Map(
    channels!.map((channel, i) => {
      const rows = weights![i];
      return [channel, { height: rows.length, width: rows[0].length, data: Float64Array.from(rows.flat()) }];
    }),
  );
}

/** What a convolution makes of each channel by itself: one with as many groups as channels. */
async function partsOf(input: Tensor, sources: readonly Source[], node: Node, signal: AbortSignal): Promise<Plane[]> {
  const [{ kernel }] = sources;
  const { height, width } = kernel!;
  const data = new Float64Array(sources.length * height * width);
  sources.forEach((source, i) => data.set(source.kernel!.data, i * height * width));
  const { stride, padding, dilation } = node.options;
  const body = bodyOf({
    input,
    weight: tensor([sources.length, 1, height, width], data),
    bias: null,
    stride: pair(stride ?? 1),
    padding: (padding ?? 0) as ConvRequest["padding"],
    paddingMode: "zeros",
    dilation: pair(dilation ?? 1),
    groups: sources.length,
    activation: "identity",
  });
  const file = await answered(rest.POST("/api/v1/conv2d", { body, signal, ...TENSORS }));
  const { tensors } = readSafetensors(file);
  return sources.map((_, i) => plane(tensors.output, i));
}

export async function unitDetail(view: Overview, place: Place, signal: AbortSignal): Promise<UnitDetail> {
  const { of } = view;
  const at = [place.map!, ...place.unit!];
  const asksField = place.unit!.length === 2;
  const [unit, cells] = await Promise.all([
    askUnit(of, place.node, at, signal),
    asksField
      ? answered(
          rest.POST("/api/v1/networks/receptive-field", {
            body: { network: networkOf(view), node: place.node, unit: [...place.unit!] },
            signal,
          }),
        )
      : undefined,
  ]);
  return { unit, field: Object.fromEntries((cells?.nodes ?? []).map((node) => [node.name, node])) };
}

function networkOf({ of: { subject }, known }: Overview): Schemas["NetworkRequest"] {
  if (subject.kind === "network") return toRequest(subject.network);
  const { input_shape, nodes } = known.analysis;
  return { input_shape, layers: layersOf(nodes) };
}

/** The same numbers under a convolution's or a pooling's window, to be played: at most so many channels. */
export async function windowOf(
  of: Case,
  unit: Unit,
  signal: AbortSignal,
): Promise<{ channels: number[]; input: Tensor }> {
  const sums = unit.channel_sums;
  const places = unit.channels!.map((_, i) => i);
  if (sums) places.sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
  const channels = places
    .slice(0, MOST_SOURCES)
    .sort((a, b) => a - b)
    .map((i) => unit.channels![i]);
  const [node] = unit.inputs;
  const { maps } = await askMaps(of, { nodes: [node], channels: { [node]: channels } }, signal);
  return { channels, input: maps[node] };
}
