/** Where the reader says what comes out, before it is shown. */
import { html, type PropertyValues, type TemplateResult } from "lit";
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
  /** Whether the answer was given here, and not by a key elsewhere. */
  private answering = false;

  protected override render(): TemplateResult {
    if (this.said === undefined) {
      return html`<form class="guess" @submit=${this.onSubmit}>
        <label for="guess">What comes out?</label>
        <input id="guess" inputmode="decimal" autocomplete="off" required @keydown=${this.onKey} />
        <button class="button primary">Check</button>
        <button type="button" class="button" @click=${() => this.answer("")}>Show the answer</button>
      </form>`;
    }
    const said = typed(this.said);
    const right = !Number.isNaN(said) && short(said) === short(this.value);
    const verdict = this.said === "" ? "" : right ? "Right: " : `Not ${this.said}: `;
    return html`<p class="guess verdict ${right ? "right" : this.said === "" ? "" : "wrong"}" role="status" tabindex="-1">
      <strong>${verdict}</strong>${this.sum} = ${short(this.value)}
    </p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // whoever has answered here goes on from here
    if (changed.get("said") === undefined && this.said !== undefined && this.answering) {
      this.querySelector<HTMLElement>(".verdict")?.focus();
    }
    this.answering = false;
  }

  private answer(said: string): void {
    this.answering = true;
    emit(this, "guess", said);
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.answer(this.querySelector<HTMLInputElement>("#guess")!.value.trim());
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    event.stopPropagation();
  }
}
