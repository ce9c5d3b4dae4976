/** Which network Feature maps shows, and where in it one is: what other pages need to point there. */
import type { NetworkRequest } from "../network/network";
import { fromNested, type Tensor } from "../tensor";
import { packed, unpacked } from "../wire/packed";
import { putNetwork, takenNetwork } from "./network";
import { wholes } from "./wholes";

/** By node, then by PyTorch's name. */
export type Tensors = Readonly<Record<string, Readonly<Record<string, Tensor>>>>;

/** Which network is shown a picture: a trained one, or any with weights drawn from a seed or typed. */
export type Subject =
  | { readonly kind: "model"; readonly name: string }
  | { readonly kind: "network"; readonly network: NetworkRequest; readonly weights: Weights };

export type Weights =
  | { readonly seed: number }
  | { readonly tensors: Tensors }
  /** Of a file, which the server keeps for a while and this browser for longer. */
  | { readonly id: string };

/** Where one has gone: nowhere, to a layer, to one of its maps, to a unit of that. */
export interface Place {
  readonly node: string;
  readonly map: number | null;
  /** Row and column; [] in a vector, whose maps are its units. */
  readonly unit: readonly number[] | null;
}

export const NOWHERE: Place = { node: "", map: null, unit: null };
export const FIRST_MODEL = "digits";

/** The address of a layer of a network, or of the whole network where `node` is empty. */
export function toMaps(subject: Subject, node = ""): string {
  const search = new URLSearchParams();
  putSubject(search, subject);
  putPlace(search, { ...NOWHERE, node });
  return `/feature-maps?${search}`;
}

export function putSubject(search: URLSearchParams, subject: Subject): void {
  if (subject.kind === "model") {
    search.set("model", subject.name);
    return;
  }
  putNetwork(search, "", subject.network);
  if ("seed" in subject.weights) search.set("seed", String(subject.weights.seed));
  else if ("id" in subject.weights) search.set("weights_of", subject.weights.id);
  else search.set("weights", packed(JSON.stringify(nestedTensors(subject.weights.tensors))));
}

export function takenSubject(search: URLSearchParams): Subject {
  const network = takenNetwork(search, "");
  if (!network) return { kind: "model", name: search.get("model") ?? FIRST_MODEL };
  const id = search.get("weights_of");
  if (id) return { kind: "network", network, weights: { id } };
  const tensors = takenTensors(unpacked(search.get("weights")));
  return {
    kind: "network",
    network,
    weights: tensors ? { tensors } : { seed: wholes(search.get("seed"), 1)?.[0] ?? 0 },
  };
}

export function putPlace(search: URLSearchParams, { node, map, unit }: Place): void {
  if (node) search.set("node", node);
  if (map !== null) search.set("map", String(map));
  if (unit?.length) search.set("unit", unit.join());
}

export function takenPlace(search: URLSearchParams): Place {
  const node = search.get("node");
  const map = wholes(search.get("map"), 1);
  const unit = wholes(search.get("unit"), 2);
  return node ? { node, map: map?.[0] ?? null, unit: map ? unit : null } : NOWHERE;
}

type Nested = number | Nested[];

function nested({ shape, data }: Tensor): Nested {
  const level = (axis: number, start: number, size: number): Nested => {
    if (axis === shape.length) return data[start];
    const inner = size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, i) => level(axis + 1, start + i * inner, inner));
  };
  return level(0, 0, data.length);
}

function nestedTensors(tensors: Tensors): Record<string, Record<string, Nested>> {
  return Object.fromEntries(
    Object.entries(tensors).map(([node, own]) => [
      node,
      Object.fromEntries(Object.entries(own).map(([name, t]) => [name, nested(t)])),
    ]),
  );
}

/** What is no map of tensors opens as nothing; whether they fit the network is for the server to say. */
function takenTensors(text: string | null): Tensors | null {
  try {
    const found = JSON.parse(text ?? "null") as Record<string, Record<string, unknown>> | null;
    if (found === null) return null;
    return Object.fromEntries(
      Object.entries(found).map(([node, own]) => [
        node,
        Object.fromEntries(Object.entries(own).map(([name, value]) => [name, fromNested(value)])),
      ]),
    );
  } catch {
    return null;
  }
}
