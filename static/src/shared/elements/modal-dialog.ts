/** The browser's own modal dialog, opened by being shown and closed in every usual way. */
import { html, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { emit, LightElement } from "./light-element";

export abstract class ModalDialog extends LightElement {
  private readonly dialog = createRef<HTMLDialogElement>();

  protected abstract get heading(): string;
  protected abstract body(): TemplateResult;

  protected override firstUpdated(): void {
    this.dialog.value!.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog
      ${ref(this.dialog)}
      class="dialog"
      aria-labelledby="dialog-title"
      @close=${() => emit(this, "dismiss", undefined)}
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    >
      <header>
        <h2 id="dialog-title">${this.heading}</h2>
        <button type="button" class="icon" aria-label="Close" @click=${() => this.close()}>×</button>
      </header>
      ${this.body()}
    </dialog>`;
  }

  protected close(): void {
    this.dialog.value!.close();
  }
}
