/** What happens under the window: tables of numbers, a sum written out, a point on a curve, and the number that comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { Operand, Total } from "../drawing/acts/act";
import { BENT } from "../drawing/acts/curve";
import { type Column, heard, pasted } from "./column";
import { curvePlot } from "./curve-plot";
import { pen } from "./pen";

export function strip(column: Column): TemplateResult {
  const { figure, marks } = column;
  const { operands, note, line, divisor, total, point } = marks.act!;
  const signs = operands.length === 3;
  const columns = Math.max(0, ...operands.map(({ grid }) => grid.cells[0].length));
  const table = (i: number) => operand(operands[i], column);
  return html`${note ? html`<p class="muted">${note}</p>` : nothing}
    ${
      operands.length === 0
        ? nothing
        : signs
          ? html`<div class="strip" style="--columns:${columns}">
              ${table(0)}<span class="sign">×</span>${table(1)}<span class="sign equals">=</span>${table(2)}
            </div>`
          : html`<div class="strip pooled" style="--columns:${columns}">${table(0)}</div>`
    }
    ${divisor === undefined ? nothing : html`<p class="sum-line mean">(${line || "…"}) / <span class="divisor" title="divisor">${divisor}</span></p>`}
    ${
      figure.arithmetic === "curve"
        ? html`<p class="sum-line bent"><span class="role-input" data-box=${BENT}>${line || " "}</span></p>`
        : nothing
    }
    ${point ? curvePlot(point) : nothing} ${total ? sum(total) : nothing}`;
}

function sum({ key, label, text, title }: Total): TemplateResult {
  return html`<p class="channel-sum">
    <span>${label}</span><strong class=${text ? "" : "pending"} data-box=${key} title=${title}>${text}</strong>
  </p>`;
}

function operand({ kind, title, hue, grid }: Operand, column: Column): TemplateResult {
  const editable = kind === "weights" && column.figure.editsWeight !== null;
  return html`<div class="operand ${kind}">
    <span class="operand-title ${hue === "output" ? "muted" : `role-${hue}`}">${title}${editable ? pen : ""}</span>
    <tensor-grid
      .label="${title}, channel ${column.name}"
      .grid=${grid}
      .editable=${editable}
      @cell-edit=${heard(column.onWeight)}
      @paste=${editable ? pasted((text) => column.onPaste("weight", text)) : nothing}
    ></tensor-grid>
  </div>`;
}
