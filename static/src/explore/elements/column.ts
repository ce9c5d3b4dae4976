/** What a column of the stage is given, and how it hears its elements. */

import type { Cell } from "../../shared/frame";
import type { ChannelMarks } from "../drawing/marks";
import type { Stage } from "../drawing/stage";
import type { Figure } from "../operations/figure";

export type Edited = Cell & { value: number };

export interface Column {
  figure: Figure;
  stage: Stage;
  /** The output plane on stage. */
  filter: number;
  channel: number;
  name: string;
  marks: ChannelMarks;
  glide: number;
  brush?: number;
  onTrace: (cell: Cell | null) => void;
  onSelect: (cell: Cell | null) => void;
  onChoose: (cell: Cell) => void;
  onInput: (cell: Edited) => void;
  onWeight: (cell: Edited) => void;
  onPaste: (what: "input" | "weight", text: string) => void;
}

/** The detail of an element's event. */
export function heard<T>(handle: (detail: T) => void): (event: CustomEvent<T>) => void {
  return (event) => handle(event.detail);
}

export function pasted(take: (text: string) => void): (event: ClipboardEvent) => void {
  return (event) => {
    // a cell that is being typed into takes its own text
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    take(event.clipboardData?.getData("text/plain") ?? "");
  };
}
