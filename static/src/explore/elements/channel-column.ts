/** One input channel: its plane with the window on it, and under it how the window becomes a number. */
import { html, type TemplateResult } from "lit";
import type { LightElement } from "../../shared/elements/light-element";
import type { Total } from "../drawing/acts/act";
import type { Stage } from "../drawing/stage";
import { type Column, heard, pasted } from "./column";
import { pen } from "./pen";
import "./pixel-map";
import "./plane-thumb";
import "./signal-plot";
import { strip } from "./strips";
import "../../shared/elements/tensor-grid";

export function channelColumn(column: Column): TemplateResult {
  const { figure, stage, channel, name, glide, brush } = column;
  const { input: marks, act } = column.marks;
  const { rows, columns } = figure.sources;
  const plane = stage.inputs[channel];
  const padded = rows.length !== plane.height || columns.length !== plane.width;
  const label = `${figure.inputName} ${name}`;
  const input = marks.grid
    ? html`<tensor-grid
        .label=${label}
        .grid=${marks.grid}
        .frames=${marks.frames}
        .glide=${glide}
        .brush=${figure.editsInput ? brush : undefined}
        .editable=${figure.editsInput !== null}
        @cell-trace=${heard(column.onTrace)}
        @cell-select=${heard(column.onSelect)}
        @cell-choose=${heard(column.onChoose)}
        @cell-edit=${heard(column.onInput)}
        @paste=${pasted((text) => column.onPaste("input", text))}
      ></tensor-grid>`
    : html`<pixel-map
        .label=${label}
        .of=${marks.of}
        .frames=${marks.frames}
        .range=${stage.inputRange}
        .editable=${figure.editsInput !== null}
        @cell-trace=${heard(column.onTrace)}
        @cell-select=${heard(column.onSelect)}
        @cell-choose=${heard(column.onChoose)}
        @cell-edit=${heard(column.onInput)}
      ></pixel-map>`;
  return html`<section class="channel ${act ? "" : "unseen"}" aria-label=${label}>
    <div class="plane" style="--columns:${columns.length}">
      <header class="plane-title">
        <h2 class="role-input">${label}</h2>
        <span class="muted">${figure.editsInput ? pen : ""}${plane.height}×${plane.width}${padded ? (figure.weight ? " + padding" : " + border") : ""}</span>
      </header>
      ${plane.height === 1 ? html`<signal-plot .plane=${plane} .sources=${figure.sources} .frame=${marks.frames.find(({ role }) => role === "window")?.frame} .hue=${"input"}></signal-plot>` : ""}
      ${input}
    </div>
    <div class="under">${act ? strip(column) : html`<p class="muted">${unseen(column)}</p>`}</div>
  </section>`;
}

function unseen({ figure, filter, name }: Column): string {
  if (!figure.weight) return `Channel ${name} has an output of its own.`;
  if (figure.planeName !== "Filter") return `${figure.outputName} ${filter + 1} has nothing of this channel.`;
  return `Filter ${filter + 1} belongs to another group and does not see this channel.`;
}

interface Tabs {
  stage: Stage;
  names: readonly string[];
  seen: readonly number[];
  /** What each channel has added up to, as far as it has. */
  totals: ReadonlyMap<number, Total>;
  open: number;
  change: (channel: number) => void;
  host: LightElement;
}

/** Thumbnails of all channels, where there is no room for all columns. */
export function channelTabs({ stage, names, seen, totals, open, change, host }: Tabs): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change((open + by + names.length) % names.length);
    void host.updateComplete.then(() =>
      host.querySelector<HTMLElement>('.channel-tabs [aria-selected="true"]')!.focus(),
    );
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
          ${totals.get(i)?.text ? html`<strong>${totals.get(i)!.text}</strong>` : ""}
        </button>`,
    )}
  </div>`;
}
