/** What the parts of the sidebar share: what is asked for now, and how to ask for something else. */
import type { Setup } from "../../../shared/setup/setup";

/** What the panel asks of the page, beyond a changed setup. */
export type Request =
  | { ask: "example" }
  | { ask: "preset"; name: string }
  | { ask: "picture"; name: string; side: number; channels: number }
  | { ask: "rescale"; side: number; channels: number }
  | { ask: "upload"; file: File }
  | { ask: "webcam" }
  | { ask: "pattern"; name: string }
  | { ask: "random" | "zeros"; what: "input" | "weight" }
  | { ask: "paste"; what: "input" | "weight" };

/** How far the sliders go; REST goes further. */
export const MOST = {
  size: 32,
  channels: 16,
  filters: 16,
  kernel: 11,
  stride: 8,
  padding: 10,
  dilation: 6,
  groups: 16,
  outputPadding: 4,
};

export interface Context {
  readonly setup: Setup;
  readonly errors: Readonly<Record<string, string>>;
  /** The filter on stage. */
  readonly filter: number;
  /** A value that the pointer draws, or undefined when it picks. */
  readonly brush: number | undefined;
  readonly propose: (setup: Setup) => void;
  /** Propose the setup with one thing changed. */
  readonly change: (change: Partial<Setup>) => void;
  readonly ask: (request: Request) => void;
  readonly draw: (brush: number | undefined) => void;
  /** Show the list of sources as it was, where choosing one only opened a dialog. */
  readonly reset: () => void;
  /** Which options are set for height and width, or for each side, apart. */
  readonly split: {
    readonly has: (name: string) => boolean;
    readonly toggle: (name: string) => () => void;
    readonly set: (name: string, on: boolean) => void;
  };
}
