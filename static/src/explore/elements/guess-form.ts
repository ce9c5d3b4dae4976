/** Where the reader says what comes out, before it is shown. */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { short, typed } from "../../shared/format";

@customElement("guess-form")
export class GuessForm extends LightElement {
  /** What has been said, once it has; empty where the answer was only asked for. */
  @property({ attribute: false }) said?: string;
  /** What is right. */
  @property({ type: Number }) value = 0;
  /** The sum that leads to it. */
  @property() sum = "";

  protected override render(): TemplateResult {
    if (this.said === undefined) {
      return html`<form class="guess" @submit=${this.onSubmit}>
        <label for="guess">What comes out?</label>
        <input id="guess" inputmode="decimal" autocomplete="off" @keydown=${this.onKey} />
        <button class="button primary">Check</button>
        <button type="button" class="button" @click=${() => emit(this, "guess", "")}>Show the answer</button>
      </form>`;
    }
    const said = typed(this.said);
    const right = !Number.isNaN(said) && short(said) === short(this.value);
    const verdict = this.said === "" ? "" : right ? "Right: " : `Not ${this.said}: `;
    return html`<p class="guess verdict ${right ? "right" : this.said === "" ? "" : "wrong"}" role="status">
      <strong>${verdict}</strong>${this.sum} = ${short(this.value)}
    </p>`;
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    emit(this, "guess", this.querySelector<HTMLInputElement>("#guess")!.value.trim());
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    event.stopPropagation();
  }
}
