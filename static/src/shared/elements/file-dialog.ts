/** Asks for a file of a model, and says how far it is. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emit } from "./light-element";
import { ModalDialog } from "./modal-dialog";

const ACCEPTED = ".onnx,.safetensors,.pth,.pt,.bin,.keras,.py,.txt,.json";
/** The lines that write such files from one's own model. */
const LINES = [
  ["From PyTorch", 'torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "model.onnx", dynamo=False)'],
  ["Its weights alone", 'torch.save(model.state_dict(), "model.pth")'],
  ["From Keras", 'model.save("model.keras")'],
] as const;

@customElement("file-dialog")
export class FileDialog extends ModalDialog {
  /** What is going on; empty where nothing is. */
  @property() status = "";
  @property({ type: Number }) percent = 0;
  @property() error = "";

  protected override get heading(): string {
    return "Open a model";
  }

  protected override body(): TemplateResult {
    const busy = this.status !== "";
    return html`<p class="muted">
        An ONNX file or an archive of Keras, with its weights; or a text that makes the model. Weights alone (safetensors, or a state file of torch.save) go with the
        network that is on screen. Nothing in a file is run. It can also be dropped anywhere on the page.
      </p>
      <label class="button primary file" aria-disabled=${busy}>
        Choose a file
        <input type="file" class="visually-hidden" accept=${ACCEPTED} ?disabled=${busy} @change=${this.onChange} />
      </label>
      ${busy ? html`<progress max="100" .value=${this.percent} aria-label="Sent"></progress>` : nothing}
      <p role="status">${this.status}</p>
      <p class="field-error" role="alert">${this.error}</p>
      <dl class="export-lines">
        ${LINES.map(([from, line]) => html`<dt>${from}</dt><dd><code>${line}</code> <button type="button" class="button" aria-label="Copy the line: ${from}" @click=${() => void copy(line)}>Copy</button></dd>`)}
      </dl>
      <div class="dialog-actions"><button type="button" class="button" @click=${() => this.close()}>${busy ? "Give up" : "Close"}</button></div>`;
  }

  private readonly onChange = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) emit(this, "chosen", file);
    input.value = ""; // the same file may be chosen again
  };
}

/** Where the browser does not allow it, the line can be selected. */
async function copy(line: string): Promise<void> {
  await navigator.clipboard?.writeText(line).catch(() => {});
}
