/** What the Receptive field page shows, as its link says it. */
import type { NetworkRequest } from "../network/network";
import { putNetwork, takenNetwork } from "./network";

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

export function toSearch({ network, node, unit, overlay, picture }: FieldScreen): string {
  const search = new URLSearchParams();
  putNetwork(search, "", network);
  if (node) search.set("node", node);
  if (unit) search.set("unit", unit.join());
  if (overlay !== "field") search.set("overlay", overlay);
  if (picture) search.set("picture", picture);
  return `?${search}`;
}

/** @param usual is the network of a link that names none, by the name of the preset that it asks for. */
export function fromSearch(text: string, usual: (preset: string | null) => NetworkRequest): FieldScreen {
  const search = new URLSearchParams(text);
  const unit = search.get("unit")?.split(",").map(Number);
  const whole = unit?.length === 2 && unit.every(Number.isInteger);
  const overlay = OVERLAYS.find(([name]) => name === search.get("overlay"))?.[0] ?? "field";
  return {
    network: takenNetwork(search, "") ?? usual(search.get("preset")),
    node: search.get("node") ?? "",
    unit: whole ? [unit[0], unit[1]] : null,
    overlay,
    picture: search.get("picture") ?? "",
  };
}
