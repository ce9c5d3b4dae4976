/** What is on screen on the Networks page, and its link. */
import { putNetwork, takenNetwork } from "../shared/links/network";
import type { NetworkRequest } from "../shared/network/network";

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

export function toSearch({ network, other, lab }: Screen): string {
  const search = new URLSearchParams();
  if (lab) search.set("residual_lab", [lab.blocks, lab.norm, lab.gain, lab.seed].join());
  putNetwork(search, "", network);
  putNetwork(search, "with_", other);
  return search.size ? `?${search}` : location.pathname;
}

export function fromSearch(text: string): Screen {
  const search = new URLSearchParams(text);
  return {
    network: takenNetwork(search, ""),
    other: takenNetwork(search, "with_"),
    lab: takenLab(search.get("residual_lab")),
  };
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
