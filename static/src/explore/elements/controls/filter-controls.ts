/** How many filters, their weights, their biases. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { turned, withBias, withFilters } from "../../../shared/setup/edits";
import { MOST } from "../../state/ranges";
import { choice, slider } from "../fields";
import type { Context } from "./context";
import { fill } from "./input-controls";

export function filterControls(x: Context): TemplateResult {
  const c = x.setup;
  const [filters] = c.weight.shape;
  return html`${slider({
    id: "filters",
    label: "Number",
    value: filters,
    least: 1,
    most: MOST.filters,
    role: "kernel",
    change: (count) => x.propose(withFilters(c, count)),
  })}
    ${fill(x, "weight")}
    <label class="check"
      ><input type="checkbox" .checked=${live(c.flipped)} @change=${() => x.propose(turned(c))} /> Flip the kernels</label
    >
    <p class="note">
      ${
        c.flipped
          ? "Turned by 180° and then slid: the convolution of mathematics."
          : "Slid as they are: cross-correlation, which deep-learning libraries call convolution."
      }
    </p>`;
}

export function biasControls(x: Context): TemplateResult {
  const c = x.setup;
  return html`${choice({
    id: "bias",
    label: "Bias",
    value: c.bias ? "yes" : "no",
    options: [
      ["yes", "per filter"],
      ["no", "none"],
    ],
    error: x.complaint("bias"),
    change: (value) => x.propose(withBias(c, value === "yes")),
  })}
    ${
      c.bias
        ? html`<div class="field list">
          <label for="bias-value">Filter ${x.filter + 1}</label
          ><input
            id="bias-value"
            type="number"
            step="any"
            aria-label="Bias of filter ${x.filter + 1}"
            .value=${String(c.bias[x.filter] ?? 0)}
            @change=${(event: Event) => changeBias(x, Number((event.target as HTMLInputElement).value))}
          />
        </div>`
        : nothing
    }`;
}

function changeBias(x: Context, value: number): void {
  x.change({ bias: x.setup.bias!.map((old, o) => (o === x.filter ? value : old)) });
}
