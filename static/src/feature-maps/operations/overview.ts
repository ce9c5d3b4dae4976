/** The whole network at once: what it says, and the maps of its columns. */
import { type Range, rangeOf } from "../../shared/colours";
import { type Plane, plane, type Tensor } from "../../shared/tensor";
import { askMaps, type Case, type Maps } from "./asks";
import type { Known } from "./subjects";

/** Most maps that a column shows. */
export const MOST_TILES = 16;
/** Most classes that are listed. */
const MOST_CLASSES = 10;

/** Maps of a node, as small pictures. */
export interface Tiles {
  readonly channels: readonly number[];
  /** By place in `channels`; for a vector one plane of a column each. */
  readonly planes: readonly Plane[];
  readonly range: Range;
}

export interface Overview {
  readonly of: Case;
  readonly known: Known;
  readonly answer: Maps;
  readonly tiles: Readonly<Record<string, Tiles>>;
}

export async function overview(of: Case, known: Known, signal: AbortSignal): Promise<Overview> {
  const names = known.columns.map(({ node }) => node.name);
  const { answer, maps } = await askMaps(
    of,
    { nodes: names, strongest: MOST_TILES, maps_dtype: "uint8", top: MOST_CLASSES },
    signal,
  );
  const tiles = Object.fromEntries(Object.entries(tilesOf(answer, maps)).map(([node, own]) => [node, inPlace(own)]));
  return { of, known, answer, tiles };
}

/** A layer's maps alone, all that there are, the strongest first. */
export async function layerTiles(of: Case, node: string, signal: AbortSignal): Promise<Tiles> {
  const most = 2 ** 31 - 1;
  const { answer, maps } = await askMaps(of, { nodes: [node], strongest: most, maps_dtype: "uint8" }, signal);
  return tilesOf(answer, maps)[node];
}

export function rangeIn(answer: Maps, node: string): Range {
  const { minimum, maximum } = answer.nodes.find(({ name }) => name === node)!;
  return { least: minimum, largest: maximum };
}

function tilesOf(answer: Maps, maps: Readonly<Record<string, Tensor>>): Record<string, Tiles> {
  return Object.fromEntries(
    Object.entries(maps).map(([node, map]) => {
      const range = rangeIn(answer, node);
      return [node, { channels: answer.channels![node], planes: planesOf(fromBytes(map, range)), range }];
    }),
  );
}

/** A column that shows all of its maps keeps their order, whatever the picture. */
function inPlace(tiles: Tiles): Tiles {
  const { channels, planes } = tiles;
  const order = channels.map((_, i) => i).sort((a, b) => channels[a] - channels[b]);
  const all = channels[order[order.length - 1]] === channels.length - 1;
  return all ? { ...tiles, channels: order.map((i) => channels[i]), planes: order.map((i) => planes[i]) } : tiles;
}

/** Bytes spread from the minimum to the maximum back to numbers; vectors come as numbers. */
function fromBytes(map: Tensor, { least, largest }: Range): Tensor {
  if (!(map.data instanceof Uint8Array)) return map;
  return { ...map, data: Float32Array.from(map.data, (byte) => least + (byte / 255) * (largest - least)) };
}

/** Every map as a plane: of a signal one row, of a vector one number. */
export function planesOf(map: Tensor): Plane[] {
  const [channels, ...axes] = map.shape;
  const flat: Tensor = { ...map, shape: [channels, axes.slice(0, -1).reduce((a, b) => a * b, 1), axes.at(-1) ?? 1] };
  return Array.from({ length: channels }, (_, channel) => plane(flat, channel));
}

export function ownRange(planes: readonly Plane[]): Range {
  const ranges = planes.map(({ data }) => rangeOf(data));
  return {
    least: Math.min(...ranges.map(({ least }) => least)),
    largest: Math.max(...ranges.map(({ largest }) => largest)),
  };
}
