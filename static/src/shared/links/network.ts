/** A network in a link. */
import type { NetworkRequest, OwnNetwork } from "../network/network";
import { packed, unpacked } from "../wire/packed";

/** Longer than this, in characters, a link is refused by servers on its way. */
export const LONGEST_LINK = 16_000;

export function putNetwork(search: URLSearchParams, prefix: string, network: NetworkRequest | undefined): void {
  if (network?.kind === "zoo") {
    search.set(`${prefix}network`, network.name);
    if (network.inputSize) search.set(`${prefix}input_size`, String(network.inputSize));
    if (network.classes) search.set(`${prefix}num_classes`, String(network.classes));
  } else if (network) {
    const { kind: _, ...rest } = network;
    const layers = packed(JSON.stringify(rest));
    if (network.file && layers.length > LONGEST_LINK / 2) {
      // the browser that opened the file finds the layers again
      search.set(`${prefix}file`, network.file);
      search.set(`${prefix}title`, network.title);
    } else search.set(`${prefix}layers`, layers);
  }
}

/** The query of the pages that show a network. */
export function networkSearch(network: NetworkRequest): string {
  const search = new URLSearchParams();
  putNetwork(search, "", network);
  return `?${search}`;
}

export function takenNetwork(search: URLSearchParams, prefix: string): NetworkRequest | undefined {
  const name = search.get(`${prefix}network`);
  const count = (key: string) => Number(search.get(`${prefix}${key}`)) || undefined;
  if (name) return { kind: "zoo", name, inputSize: count("input_size"), classes: count("num_classes") };
  const file = search.get(`${prefix}file`);
  if (file) {
    const title = search.get(`${prefix}title`) ?? "Opened network";
    return { kind: "own", title, inputShape: [], layers: [], file, weights: file };
  }
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
