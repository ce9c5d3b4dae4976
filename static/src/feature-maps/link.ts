/** What the Feature maps page shows, as its link says it. */
import { type Place, putPlace, putSubject, type Subject, takenPlace, takenSubject } from "../shared/links/maps";
import { LONGEST_LINK } from "../shared/links/network";
import { wholes } from "../shared/links/wholes";
import { type Drawing, packedDrawing, unpackedDrawing } from "./state/drawing";
import { NUMBERS, type Numbers, usualNumbers } from "./state/numbers";
import { sampleDigit } from "./state/sample-digits";

export type Picture =
  | { readonly kind: "drawing"; readonly drawing: Drawing }
  | { readonly kind: "sample"; readonly name: string }
  /** The reader's own; after a reload it has to be chosen again. */
  | { readonly kind: "upload"; readonly name: string };

/** How a picture of another shape is made to fit: its middle, or all of it. */
export type Fit = "crop" | "stretch";

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
  /** What the pixels become, where the network says nothing of it. */
  readonly numbers: Numbers;
  readonly place: Place;
  /** Filters that are switched off, by node. */
  readonly off: Readonly<Record<string, readonly number[]>>;
  /** What the answer is due to: asked how, and of which class; null for the best. */
  readonly why: { readonly method: Method; readonly class: number | null } | null;
  readonly cover: Cover | null;
}

/** What can be too long for a link, as it is called there. */
const LONG_PARTS = ["drawing", "weights"] as const;
type LongPart = (typeof LONG_PARTS)[number];

/** What is too long for a link is left out of it, the longest first; its name stays, so that its absence is known. */
export function toSearch({ subject, picture, fit, numbers, place, off, why, cover }: MapsScreen): string {
  const search = new URLSearchParams();
  putSubject(search, subject);
  if (picture.kind === "drawing") search.set("drawing", packedDrawing(picture.drawing));
  else search.set(picture.kind, picture.name);
  if (fit !== "crop") search.set("fit", fit);
  if (numbers !== usualNumbers(subject)) search.set("numbers", numbers);
  putPlace(search, place);
  for (const [node, channels] of Object.entries(off)) {
    if (channels.length) search.append("off", `${node}:${channels.join()}`);
  }
  if (why) search.set("why", why.class === null ? why.method : `${why.method},${why.class}`);
  if (cover) search.set("cover", cover.join());
  const length = (part: LongPart) => search.get(part)?.length ?? 0;
  for (const part of [...LONG_PARTS].sort((a, b) => length(b) - length(a))) {
    if (`?${search}`.length > LONGEST_LINK && length(part) > 0) search.set(part, "");
  }
  return `?${search}`;
}

/** What a link is about and does not hold, because it was too long. */
export function missingIn(text: string): readonly LongPart[] {
  const search = new URLSearchParams(text);
  return LONG_PARTS.filter((part) => search.get(part) === "");
}

/** What each model is shown first; others a drawing. */
const FIRST_PICTURES: Readonly<Record<string, Picture>> = {
  efficientnet_lite0: { kind: "sample", name: "chelsea" },
};

export function firstPicture(subject: Subject): Picture {
  const known = subject.kind === "model" ? FIRST_PICTURES[subject.name] : undefined;
  if (subject.kind === "network" && "id" in subject.weights) return { kind: "sample", name: "chelsea" };
  return known ?? { kind: "drawing", drawing: sampleDigit(3) };
}

export function fromSearch(text: string): MapsScreen {
  const search = new URLSearchParams(text);
  const subject = takenSubject(search);
  const [method, of] = (search.get("why") ?? "").split(",");
  const known = METHODS.find(([name]) => name === method)?.[0];
  const cover = wholes(search.get("cover"), 3);
  return {
    subject,
    picture: takenPicture(search) ?? firstPicture(subject),
    fit: search.get("fit") === "stretch" ? "stretch" : "crop",
    numbers: NUMBERS.find(([name]) => name === search.get("numbers"))?.[0] ?? usualNumbers(subject),
    place: takenPlace(search),
    off: takenOff(search.getAll("off")),
    why: known ? { method: known, class: wholes(of ?? null, 1)?.[0] ?? null } : null,
    cover: cover ? [cover[0], cover[1], Math.max(1, cover[2])] : null,
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
      found[text.slice(0, place)] = [...new Set(channels)];
    }
  }
  return found;
}
