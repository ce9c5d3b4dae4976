/** Where the reader says what comes out, before it is shown. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { notNumber, short, typed } from "../../shared/format";

@customElement("guess-form")
export class GuessForm extends LightElement {
  /** What has been said, once it has; empty where the answer was only asked for. */
  @property({ attribute: false }) said?: string;
  /** What is right. */
  @property({ type: Number }) value = 0;
  /** The sum that leads to it. */
  @property() sum = "";
  /** Why what was typed is no guess yet. */
  @state() private refused = "";
  /** Whether the answer was given here, and not by a key elsewhere. */
  private answering = false;

  protected override render(): TemplateResult {
    if (this.said === undefined) {
      return html`<form class="guess" @submit=${this.onSubmit}>
        <label for="guess">What comes out?</label>
        <input
          id="guess"
          inputmode="decimal"
          autocomplete="off"
          required
          aria-invalid=${this.refused ? "true" : "false"}
          aria-describedby="guess-error"
          @input=${() => (this.refused = "")}
          @keydown=${this.onKey}
        />
        <button class="button primary">Check</button>
        <button type="button" class="button" @click=${() => this.answer("")}>Show the answer</button>
        <p class="field-error" id="guess-error" role="alert">${this.refused}</p>
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
    const said = this.querySelector<HTMLInputElement>("#guess")!.value.trim();
    // a slip of the keyboard does not cost the question
    if (Number.isNaN(typed(said))) this.refused = notNumber(said);
    else this.answer(said);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    event.stopPropagation();
  }
}
