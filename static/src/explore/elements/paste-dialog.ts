/** Takes a matrix as text, for one channel of the input or of a filter. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { emit } from "../../shared/elements/light-element";
import { ModalDialog } from "../../shared/elements/modal-dialog";
import { parseMatrix } from "../../shared/setup/edits";

@customElement("paste-dialog")
export class PasteDialog extends ModalDialog {
  @property() what: "input" | "weight" = "input";
  /** What the channels are called. */
  @property({ attribute: false }) channels: readonly string[] = [];
  @property({ type: Number }) filter = 0;
  @state() private error = "";

  protected override get heading(): string {
    return this.what === "input" ? "Paste a matrix as the input" : `Paste a matrix into filter ${this.filter + 1}`;
  }

  protected override body(): TemplateResult {
    return html`<form @submit=${this.onSubmit}>
      <p class="muted">One row a line; numbers apart by tabs, commas or spaces, as a spreadsheet copies them. The size follows the matrix.</p>
      ${
        this.channels.length > 1
          ? html`<div class="field list">
            <label for="paste-channel">Channel</label>
            <select id="paste-channel" name="channel">
              ${this.channels.map((name, i) => html`<option value=${i}>${name}</option>`)}
            </select>
          </div>`
          : nothing
      }
      <label for="paste-text" class="visually-hidden">Matrix</label>
      <textarea
        id="paste-text"
        name="text"
        rows="9"
        spellcheck="false"
        autofocus
        placeholder="0 1 0&#10;1 −4 1&#10;0 1 0"
        aria-invalid=${this.error ? "true" : "false"}
        aria-describedby="paste-error"
      ></textarea>
      <p class="field-error" id="paste-error" role="alert">${this.error}</p>
      <div class="dialog-actions">
        <button type="button" class="button" @click=${() => this.close()}>Cancel</button>
        <button type="submit" class="button primary">Use it</button>
      </div>
    </form>`;
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    try {
      const matrix = parseMatrix(String(data.get("text")));
      emit(this, "matrix", { what: this.what, channel: Number(data.get("channel") ?? 0), matrix });
      this.close();
    } catch (error) {
      this.error = (error as Error).message;
    }
  };
}
