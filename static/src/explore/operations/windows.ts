/** What every operation that slides a window over its input shares. */
import type { Schemas } from "../../shared/api/client";
import { grouped } from "../../shared/format";
import type { Sources } from "../../shared/frame";
import type { Setup } from "../../shared/setup/setup";
import type { Tensor } from "../../shared/tensor";
import { frameOf, usersOf } from "../state/trace";
import type { Figure, Partners } from "./figure";

export const TENSORS = { headers: { Accept: "application/x-safetensors" }, parseAs: "arrayBuffer" } as const;

/** The options as REST names them; `padding` as four sides or a word. */
export function options(s: Setup) {
  const padding = typeof s.padding === "string" ? s.padding : s.padding.map((sides) => [...sides]);
  return { stride: [...s.stride], padding, dilation: [...s.dilation] };
}

/** The parts of a figure that follow from its windows. */
export function sliding(
  windows: Schemas["WindowsAnswer"],
  before: readonly [number, number],
  output: Tensor,
  fill = 0,
) {
  const [rows, columns] = windows.axes;
  const sources: Sources = { rows: rows.sources, columns: columns.sources, before, fill };
  const [height, width] = output.shape.slice(1);
  const partners: Figure["partners"] = (cell, on): Partners => {
    if (on === "output") return { cells: new Set(), text: "" };
    const { cells, reads } = usersOf(windows.axes, cell);
    const where = `Input (${cell.row}, ${cell.column})`;
    if (cells.size === 0) return { cells, text: `${where} is used by no output unit.` };
    const units = `${grouped(cells.size)} unit${cells.size === 1 ? "" : "s"} of ${output.shape[0] === 1 ? "the output" : "each output channel"}`;
    const again = reads === cells.size ? "" : `, ${grouped(reads)} times in all because padding copies it`;
    return { cells, text: `${where} is used by ${units}${again}.` };
  };
  const onInput: Figure["onInput"] = (step) => frameOf(windows.axes, step);
  const onOutput: Figure["onOutput"] = () => undefined;
  const reads = [rows.reads, columns.reads] as const;
  return { sources, reads, steps: [height, width] as const, stepsOn: "output" as const, onInput, onOutput, partners };
}
