/** What the Feature maps page shows, as its link says it. */
import { putNetwork, takenNetwork } from "../shared/links/network";
import type { NetworkRequest } from "../shared/network/network";
import { fromNested, type Tensor } from "../shared/tensor";
import { packed, unpacked } from "../shared/wire/packed";
import { type Drawing, packedDrawing, unpackedDrawing } from "./state/drawing";
import { sampleDigit } from "./state/sample-digits";

/** By node, then by PyTorch's name. */
export type Tensors = Readonly<Record<string, Readonly<Record<string, Tensor>>>>;

/** Which network is shown a picture: a trained one, or any with weights drawn from a seed or typed. */
export type Subject =
  | { readonly kind: "model"; readonly name: string }
  | { readonly kind: "network"; readonly network: NetworkRequest; readonly weights: Weights };

export type Weights = { readonly seed: number } | { readonly tensors: Tensors };

export type Picture =
  | { readonly kind: "drawing"; readonly drawing: Drawing }
  | { readonly kind: "sample"; readonly name: string }
  /** The reader's own; after a reload it has to be chosen again. */
  | { readonly kind: "upload"; readonly name: string };

/** How a picture of another shape is made to fit: its middle, or all of it. */
export type Fit = "crop" | "stretch";

/** Where one has gone: nowhere, to a layer, to one of its maps, to a unit of that. */
export interface Place {
  readonly node: string;
  readonly map: number | null;
  /** Row and column; [] in a vector, whose maps are its units. */
  readonly unit: readonly number[] | null;
}

export const NOWHERE: Place = { node: "", map: null, unit: null };

export const METHODS = [
  ["gradient", "gradient: which pixels would change it most"],
  ["grad_cam", "Grad-CAM: which places of the last maps speak for it"],
  ["occlusion", "occlusion: what it falls by when a patch is covered"],
] as const;
export type Method = (typeof METHODS)[number][0];

/** A square of the picture that is covered: its first row and column, and its side. */
export type Cover = readonly [row: number, column: number, side: number];

export interface MapsScreen {
  readonly subject: Subject;
  readonly picture: Picture;
  readonly fit: Fit;
  readonly place: Place;
  /** Filters that are switched off, by node. */
  readonly off: Readonly<Record<string, readonly number[]>>;
  /** What the answer is due to: asked how, and of which class; null for the best. */
  readonly why: { readonly method: Method; readonly class: number | null } | null;
  readonly cover: Cover | null;
}

export function toSearch({ subject, picture, fit, place, off, why, cover }: MapsScreen): string {
  const search = new URLSearchParams();
  if (subject.kind === "model") search.set("model", subject.name);
  else {
    putNetwork(search, "", subject.network);
    if ("seed" in subject.weights) search.set("seed", String(subject.weights.seed));
    else search.set("weights", packed(JSON.stringify(nestedTensors(subject.weights.tensors))));
  }
  if (picture.kind === "drawing") search.set("drawing", packedDrawing(picture.drawing));
  else search.set(picture.kind, picture.name);
  if (fit !== "crop") search.set("fit", fit);
  if (place.node) search.set("node", place.node);
  if (place.map !== null) search.set("map", String(place.map));
  if (place.unit?.length) search.set("unit", place.unit.join());
  for (const [node, channels] of Object.entries(off)) {
    if (channels.length) search.append("off", `${node}:${channels.join()}`);
  }
  if (why) search.set("why", why.class === null ? why.method : `${why.method},${why.class}`);
  if (cover) search.set("cover", cover.join());
  return `?${search}`;
}

export const FIRST_MODEL = "digits";
/** What each model is shown first; others a drawing. */
const FIRST_PICTURES: Readonly<Record<string, Picture>> = {
  efficientnet_lite0: { kind: "sample", name: "chelsea" },
};

export function firstPicture(subject: Subject): Picture {
  const known = subject.kind === "model" ? FIRST_PICTURES[subject.name] : undefined;
  return known ?? { kind: "drawing", drawing: sampleDigit(3) };
}

export function fromSearch(text: string): MapsScreen {
  const search = new URLSearchParams(text);
  const subject = takenSubject(search);
  const node = search.get("node") ?? "";
  const map = wholes(search.get("map"), 1);
  const unit = wholes(search.get("unit"), 2);
  const [method, of] = (search.get("why") ?? "").split(",");
  const known = METHODS.find(([name]) => name === method)?.[0];
  const cover = wholes(search.get("cover"), 3);
  return {
    subject,
    picture: takenPicture(search) ?? firstPicture(subject),
    fit: search.get("fit") === "stretch" ? "stretch" : "crop",
    place: node ? { node, map: map?.[0] ?? null, unit: map ? unit : null } : NOWHERE,
    off: takenOff(search.getAll("off")),
    why: known ? { method: known, class: wholes(of ?? null, 1)?.[0] ?? null } : null,
    cover: cover ? [cover[0], cover[1], Math.max(1, cover[2])] : null,
  };
}

function takenSubject(search: URLSearchParams): Subject {
  const network = takenNetwork(search, "");
  if (!network) return { kind: "model", name: search.get("model") ?? FIRST_MODEL };
  const tensors = takenTensors(unpacked(search.get("weights")));
  return {
    kind: "network",
    network,
    weights: tensors ? { tensors } : { seed: wholes(search.get("seed"), 1)?.[0] ?? 0 },
  };
}

function takenPicture(search: URLSearchParams): Picture | null {
  const drawing = unpackedDrawing(search.get("drawing"));
  if (drawing) return { kind: "drawing", drawing };
  for (const kind of ["sample", "upload"] as const) {
    const name = search.get(kind);
    if (name) return { kind, name };
  }
  return null;
}

function takenOff(texts: readonly string[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const text of texts) {
    const place = text.lastIndexOf(":");
    const channels = text
      .slice(place + 1)
      .split(",")
      .map(Number);
    if (place > 0 && channels.every((channel) => Number.isInteger(channel) && channel >= 0)) {
      found[text.slice(0, place)] = channels;
    }
  }
  return found;
}

/** So many whole numbers from 0 on; null for anything else. */
function wholes(text: string | null, count: number): number[] | null {
  const numbers = text?.split(",").map((part) => (part === "" ? Number.NaN : Number(part))) ?? [];
  return numbers.length === count && numbers.every((n) => Number.isInteger(n) && n >= 0) ? numbers : null;
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
