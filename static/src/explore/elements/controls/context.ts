/** What the parts of the sidebar share: what is asked for now, and how to ask for something else. */
import type { Operation, Setup } from "../../../shared/setup/setup";
import type { Remedy } from "../../state/remedies";

/** What the panel asks of the page, beyond a changed setup. */
export type Request =
  | { ask: "operation"; operation: Operation }
  | { ask: "example" }
  | { ask: "preset"; name: string }
  | { ask: "reset" }
  | { ask: "picture"; name: string; side: number; channels: number }
  | { ask: "rescale"; side: number; channels: number }
  | { ask: "upload"; file: File }
  | { ask: "webcam" }
  | { ask: "pattern"; name: string }
  | { ask: "random" | "zeros"; what: "input" | "weight" }
  | { ask: "paste"; what: "input" | "weight" };

/** What the server said against a control, and what it would take instead. */
export interface Complaint {
  readonly text: string;
  readonly remedy?: Remedy;
  readonly take: (remedy: Remedy) => void;
}

export interface Context {
  readonly setup: Setup;
  /** What is said against fields, by the names that REST has for them, and a way out where there is one. */
  readonly complaint: (...fields: string[]) => Complaint | undefined;
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
