/** What is on screen on the Networks page, and its link. */
import type { Schemas } from "../api/client";
import { packed, unpacked } from "../wire/packed";

/** A layer as a request has it. */
export type LayerSpec = Schemas["NodeRequest"];

/** A network of the zoo, by name. */
export interface ZooNetwork {
  readonly kind: "zoo";
  readonly name: string;
  readonly inputSize?: number;
  readonly classes?: number;
}

/** A network of the reader's own; `original` is the one of the zoo that it started from. */
export interface OwnNetwork {
  readonly kind: "own";
  readonly title: string;
  readonly inputShape: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly original?: string;
}

export type NetworkRequest = ZooNetwork | OwnNetwork;

export interface Lab {
  readonly blocks: number;
  readonly norm: "batch" | "none";
  readonly gain: number;
  readonly seed: number;
}

export interface Screen {
  readonly network?: NetworkRequest;
  /** What it is compared with. */
  readonly other?: NetworkRequest;
  readonly lab?: Lab;
}

export const LAB: Lab = { blocks: 30, norm: "batch", gain: 2, seed: 0 };

/** Longer than this, in characters, a link is refused by servers on its way. */
export const LONGEST_LINK = 16_000;

export function toRequest(network: NetworkRequest): Schemas["NetworkRequest"] {
  return network.kind === "zoo"
    ? { name: network.name, input_size: network.inputSize, num_classes: network.classes }
    : { input_shape: [...network.inputShape], layers: [...network.layers] };
}

export function toSearch({ network, other, lab }: Screen): string {
  const search = new URLSearchParams();
  if (lab) search.set("residual_lab", [lab.blocks, lab.norm, lab.gain, lab.seed].join());
  putNetwork(search, "", network);
  putNetwork(search, "with_", other);
  return search.size ? `?${search}` : location.pathname;
}

export function putNetwork(search: URLSearchParams, prefix: string, network: NetworkRequest | undefined): void {
  if (network?.kind === "zoo") {
    search.set(`${prefix}network`, network.name);
    if (network.inputSize) search.set(`${prefix}input_size`, String(network.inputSize));
    if (network.classes) search.set(`${prefix}num_classes`, String(network.classes));
  } else if (network) {
    const { kind: _, ...rest } = network;
    search.set(`${prefix}layers`, packed(JSON.stringify(rest)));
  }
}

export function fromSearch(text: string): Screen {
  const search = new URLSearchParams(text);
  return { network: takenNetwork(search, ""), other: takenNetwork(search, "with_"), lab: takenLab(search.get("residual_lab")) };
}

export function takenNetwork(search: URLSearchParams, prefix: string): NetworkRequest | undefined {
  const name = search.get(`${prefix}network`);
  const count = (key: string) => Number(search.get(`${prefix}${key}`)) || undefined;
  if (name) return { kind: "zoo", name, inputSize: count("input_size"), classes: count("num_classes") };
  return ownNetwork(unpacked(search.get(`${prefix}layers`)));
}

/** What is not a network opens as nothing. */
function ownNetwork(text: string | null): OwnNetwork | undefined {
  try {
    const found = JSON.parse(text ?? "null") as Omit<OwnNetwork, "kind"> | null;
    return Array.isArray(found?.layers) && Array.isArray(found.inputShape) ? { ...found, kind: "own" } : undefined;
  } catch {
    return undefined;
  }
}

function takenLab(text: string | null): Lab | undefined {
  if (text === null) return undefined;
  const [blocks, norm, gain, seed] = text.split(",");
  return {
    blocks: Number(blocks) || LAB.blocks,
    norm: norm === "none" ? "none" : "batch",
    gain: Number(gain) || LAB.gain,
    seed: Number(seed) || LAB.seed,
  };
}

/** The layers of an analysis, as a request has them: what follows the node before says no inputs. */
export function layersOf(nodes: readonly Schemas["NodeAnswer"][]): LayerSpec[] {
  return nodes.map(({ name, operation, inputs, stage, options }, place) => {
    const before = place === 0 ? "input" : nodes[place - 1].name;
    const usual = inputs.length === 1 && inputs[0] === before;
    return { operation, name, ...(usual ? {} : { inputs }), ...(stage ? { stage } : {}), ...options } as LayerSpec;
  });
}
