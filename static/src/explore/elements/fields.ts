/** The sidebar's controls: a label, a slider or a list, the value, and what is wrong with it. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Pair } from "../../shared/setup/setup";
import type { Complaint } from "./controls/context";

export type RoleName = "input" | "kernel" | "stride" | "padding" | "dilation" | "plain";

/** What the server said against a field, beside the control that it belongs to, and the nearest value that works. */
export function complaint(id: string, error: Complaint | undefined): TemplateResult {
  const remedy = error?.remedy;
  return html`<p class="field-error" id="${id}-error" role="alert">${error?.text ?? nothing}</p>
    ${
      remedy
        ? html`<button type="button" class="button remedy" aria-describedby="${id}-error" @click=${() => {
            error.take(remedy);
            document.getElementById(id)?.focus();
          }}>
            Use ${remedy.value}
          </button>`
        : nothing
    }`;
}

interface Slider {
  id: string;
  label: string;
  value: number;
  least: number;
  most: number;
  role: RoleName;
  error?: Complaint;
  shown?: string;
  disabled?: boolean;
  change: (value: number) => void;
}

export function slider({
  id,
  label,
  value,
  least,
  most,
  role,
  error,
  shown,
  disabled,
  change,
}: Slider): TemplateResult {
  const filled = ((Math.min(most, value) - least) / Math.max(1, most - least)) * 100;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      type="range"
      id=${id}
      class=${role}
      min=${least}
      max=${most}
      .value=${live(String(value))}
      ?disabled=${disabled}
      style="--filled:${filled}%"
      aria-invalid=${error ? "true" : "false"}
      aria-describedby="${id}-error"
      @input=${(event: Event) => change(Number((event.target as HTMLInputElement).value))}
    />
    <span class="value" aria-hidden="true">${shown ?? value}</span>
    ${complaint(id, error)}
  </div>`;
}

interface PairSlider extends Omit<Slider, "value" | "change" | "shown"> {
  value: Pair;
  split: boolean;
  toggle: () => void;
  change: (value: Pair) => void;
}

/** One slider for both axes, or one for each. */
export function pairSlider({ value, split, toggle, change, ...rest }: PairSlider): TemplateResult {
  const [height, width] = value;
  const separate = split || height !== width;
  const button = html`<button
    type="button"
    class="split"
    aria-pressed=${separate}
    aria-label="${rest.label}: height and width apart"
    title="Height and width apart"
    @click=${() => {
      if (separate && height !== width) change([height, height]);
      toggle();
    }}
  >
    ⇅
  </button>`;
  if (!separate) {
    return html`<div class="pair">
      ${slider({ ...rest, value: height, shown: `${height}×${width}`, change: (n) => change([n, n]) })}${button}
    </div>`;
  }
  return html`<div class="pair">
      ${slider({ ...rest, label: `${rest.label}, height`, value: height, change: (n) => change([n, width]) })}${button}
    </div>
    ${slider({
      ...rest,
      id: `${rest.id}-width`,
      label: `${rest.label}, width`,
      value: width,
      error: undefined,
      change: (n) => change([height, n]),
    })}`;
}

type Option = readonly [value: string, text: string];

interface Choice {
  id: string;
  label: string;
  value: string;
  options: readonly Option[] | readonly { group: string; options: readonly Option[] }[];
  error?: Complaint;
  /** The list takes the whole width, with its label above. */
  wide?: boolean;
  change: (value: string) => void;
}

export function choice({ id, label, value, options, error, wide, change }: Choice): TemplateResult {
  const entry = ([name, text]: Option) => html`<option value=${name} ?selected=${name === value}>${text}</option>`;
  return html`<div class="field list ${wide ? "wide" : ""}">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      .value=${live(value)}
      aria-describedby="${id}-error"
      @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}
    >
      ${options.map((option) =>
        "group" in option
          ? html`<optgroup label=${option.group}>${option.options.map(entry)}</optgroup>`
          : entry(option as Option),
      )}
    </select>
    ${complaint(id, error)}
  </div>`;
}
