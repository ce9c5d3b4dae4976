/** How many filters, their weights, their biases. */
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import { turned, withBias, withFilters } from "../../../shared/setup/edits";
import { MOST } from "../../state/ranges";
import { choice, slider } from "../fields";
import "../number-field";
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
        ? keyed(
            x.filter, // what was said of one filter's is not said of another's
            html`<number-field
              .field=${"bias-value"}
              .label="Filter ${x.filter + 1}"
              .name="Bias of filter ${x.filter + 1}"
              .value=${c.bias[x.filter] ?? 0}
              @number=${({ detail }: CustomEvent<number>) => changeBias(x, detail)}
            ></number-field>`,
          )
        : nothing
    }`;
}

function changeBias(x: Context, value: number): void {
  x.change({ bias: x.setup.bias!.map((old, o) => (o === x.filter ? value : old)) });
}
