/** One input channel: its padded plane with the window, and under it window × weights = products. */
import { html, nothing, type TemplateResult } from "lit";
import type { Result, Unit } from "../api/convolve";
import { reach } from "../scene/colours";
import { long, short } from "../scene/format";
import { isTable, type Stage } from "../scene/stage";
import type { Cell, Frame } from "../scene/trace";
import { plane, type Tensor } from "../state/tensor";
import type { LightElement } from "./light-element";
import "./pixel-map";
import "./plane-thumb";
import "./tensor-grid";

export type Edited = Cell & { value: number };

interface Column {
  result: Result;
  stage: Stage;
  filter: number;
  channel: number;
  name: string;
  /** Which of the filter's channels this is; −1 if the filter does not see it. */
  place: number;
  frame: Frame;
  tracedFrame?: Frame;
  traced?: Cell;
  arithmetic?: Unit;
  glide: number;
  brush?: number;
  /** Whether the only channel has the room of several. */
  wide: boolean;
  onTrace: (cell: Cell | null) => void;
  onPin: (cell: Cell) => void;
  onInput: (cell: Edited) => void;
  onWeight: (cell: Edited) => void;
  onPaste: (what: "input" | "weight", text: string) => void;
}

/** The detail of an element's event, which stays within the column. */
function heard<T>(handle: (detail: T) => void): (event: CustomEvent<T>) => void {
  return (event) => {
    event.stopPropagation();
    handle(event.detail);
  };
}

export function channelColumn(column: Column): TemplateResult {
  const { stage, channel, name, place, frame, tracedFrame, traced, glide, brush } = column;
  const { rows, columns } = stage.sources;
  const { height, width } = stage.inputs[channel];
  const padded = rows.length !== height || columns.length !== width;
  const seen = place >= 0;
  const label = `Input ${name}`;
  const input = isTable(rows.length, columns.length)
    ? html`<tensor-grid
        .label=${label}
        .hue=${"input"}
        .plane=${stage.inputs[channel]}
        .reach=${reach(stage.inputRange)}
        .sources=${stage.sources}
        .frame=${seen ? frame : undefined}
        .tracedFrame=${seen ? tracedFrame : undefined}
        .marked=${traced}
        .glide=${glide}
        .brush=${brush}
        .editable=${true}
        @cell-trace=${heard(column.onTrace)}
        @cell-pin=${heard(column.onPin)}
        @cell-edit=${heard(column.onInput)}
        @paste=${(event: ClipboardEvent) => pasted(event, (text) => column.onPaste("input", text))}
      ></tensor-grid>`
    : html`<pixel-map
        .label=${label}
        .plane=${stage.inputs[channel]}
        .range=${stage.inputRange}
        .sources=${stage.sources}
        .frame=${seen ? frame : undefined}
        .tracedFrame=${seen ? tracedFrame : undefined}
        .editable=${true}
        @cell-trace=${heard(column.onTrace)}
        @cell-pin=${heard(column.onPin)}
        @cell-edit=${heard(column.onInput)}
      ></pixel-map>`;
  return html`<section class="channel ${seen ? "" : "unseen"} ${column.wide ? "wide" : ""}" aria-label=${label}>
    <header class="plane-title">
      <h2 class="role-input">${label}</h2>
      <span class="muted">${height}×${width}${padded ? " + padding" : ""}</span>
    </header>
    ${input}
    ${seen ? arithmetic(column) : html`<p class="muted">Filter ${column.filter + 1} belongs to another group and does not see this channel.</p>`}
  </section>`;
}

function arithmetic({ result, stage, filter, name, place, arithmetic: unit, brush: _, onWeight, onPaste }: Column): TemplateResult {
  const { weight } = result.convolution;
  const channels = weight.shape[1];
  const [, , height, width] = weight.shape;
  const pending: Tensor = { shape: [channels, height, width], data: new Float64Array(channels * height * width) };
  const grid = (kind: string, label: string, hue: "input" | "kernel" | "output", tensor: Tensor, index: number, largest: number) => html`
    <div class="operand ${kind}">
      <span class="operand-title role-${hue === "output" ? "ink" : hue}">${label}</span>
      <tensor-grid
        .label="${label}, channel ${name}"
        .hue=${hue}
        .plane=${plane(tensor, index)}
        .reach=${largest}
        .shown=${unit || hue === "kernel" ? Infinity : 0}
        .editable=${hue === "kernel"}
        @cell-trace=${heard(() => {})}
        @cell-pin=${heard(() => {})}
        @cell-edit=${heard(hue === "kernel" ? onWeight : () => {})}
        @paste=${hue === "kernel" ? (event: ClipboardEvent) => pasted(event, (text) => onPaste("weight", text)) : nothing}
      ></tensor-grid>
    </div>`;
  return html`<div class="strip" style="--columns:${width}">
      ${grid("values", "window", "input", unit?.values ?? pending, place, reach(stage.inputRange))}
      <span class="sign">×</span>
      ${grid("weights", `filter ${filter + 1}`, "kernel", weight, filter * channels + place, reach(stage.weightRange))}
      <span class="sign equals">=</span>
      ${grid("products", "products", "output", unit?.products ?? pending, place, reach(stage.inputRange) * reach(stage.weightRange))}
    </div>
    <p class="channel-sum">
      <span>Sum of channel ${name}</span>
      <strong title=${unit ? long(unit.channelSums[place]) : nothing}>${unit ? short(unit.channelSums[place]) : "…"}</strong>
    </p>`;
}

function pasted(event: ClipboardEvent, take: (text: string) => void): void {
  // a cell that is being typed into takes its own text
  if (event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  take(event.clipboardData?.getData("text/plain") ?? "");
}

interface Tabs {
  stage: Stage;
  names: readonly string[];
  seen: readonly number[];
  open: number;
  change: (channel: number) => void;
  host: LightElement;
}

/** Thumbnails of all channels, where there is no room for all columns. */
export function channelTabs({ stage, names, seen, open, change, host }: Tabs): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change((open + by + names.length) % names.length);
    void host.updateComplete.then(() => host.querySelector<HTMLElement>('.channel-tabs [aria-selected="true"]')!.focus());
  };
  return html`<div class="channel-tabs" role="tablist" aria-label="Input channels" @keydown=${onKey}>
    ${names.map(
      (name, i) =>
        html`<button
          type="button"
          role="tab"
          class=${seen.includes(i) ? "" : "unseen"}
          aria-selected=${i === open}
          aria-label="Channel ${name}"
          tabindex=${i === open ? 0 : -1}
          @click=${() => change(i)}
        >
          <plane-thumb .plane=${stage.inputs[i]} .range=${stage.inputRange}></plane-thumb>${name}
        </button>`,
    )}
  </div>`;
}
