/** A number that is typed: what is none is said beside the field, and the number stays what it was. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { long, typed } from "../../shared/format";

@customElement("number-field")
export class NumberField extends LightElement {
  /** The id of the input. */
  @property() field = "";
  @property() label = "";
  /** How it is called where the label alone would not tell it from others. */
  @property() name = "";
  @property({ type: Number }) value = 0;
  @state() private refused = "";

  protected override render(): TemplateResult {
    return html`<div class="field list">
      <label for=${this.field}>${this.label}</label
      ><input
        id=${this.field}
        type="number"
        step="any"
        aria-label=${this.name || this.label}
        aria-invalid=${this.refused ? "true" : "false"}
        aria-describedby="${this.field}-error"
        .value=${live(String(this.value))}
        @change=${this.onChange}
      />
      <p class="field-error" id="${this.field}-error" role="alert">${this.refused}</p>
    </div>`;
  }

  private onChange(event: Event): void {
    // the browser gives nothing for what is no number, or is larger than any
    const value = typed((event.target as HTMLInputElement).value);
    this.refused = Number.isNaN(value) ? `That is no number that can be used; it stays ${long(this.value)}.` : "";
    if (this.refused) this.requestUpdate();
    else emit(this, "number", value);
  }
}
