/** What is on screen on the Networks page, and its link. */
import { putNetwork, takenNetwork } from "../shared/links/network";
import type { Counting } from "../shared/network/analysis";
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
  readonly counting?: Counting;
}

export const ONE: Counting = { batch: 1, biases: false };
export const LAB: Lab = { blocks: 30, norm: "batch", gain: 2, seed: 0 };

export function toSearch({ network, other, lab, counting }: Screen): string {
  const search = new URLSearchParams();
  if (lab) search.set("residual_lab", [lab.blocks, lab.norm, lab.gain, lab.seed].join());
  putNetwork(search, "", network);
  putNetwork(search, "with_", other);
  if (network && counting && counting.batch !== 1) search.set("batch", String(counting.batch));
  if (network && counting?.biases) search.set("bias_flops", "true");
  return search.size ? `?${search}` : location.pathname;
}

export function fromSearch(text: string): Screen {
  const search = new URLSearchParams(text);
  return {
    network: takenNetwork(search, ""),
    other: takenNetwork(search, "with_"),
    lab: takenLab(search.get("residual_lab")),
    counting: takenCounting(search),
  };
}

function takenCounting(search: URLSearchParams): Counting | undefined {
  const counting = { batch: Number(search.get("batch")) || ONE.batch, biases: search.get("bias_flops") === "true" };
  return counting.batch === ONE.batch && !counting.biases ? undefined : counting;
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
