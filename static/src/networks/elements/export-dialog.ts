/** A network as PyTorch or Keras code, or as JSON. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { Asking } from "../../shared/asking";
import { ModalDialog } from "../../shared/elements/modal-dialog";
import { download } from "./download";

const FORMATS = {
  pytorch: ["PyTorch", "py", "text/x-python"],
  keras: ["Keras", "py", "text/x-python"],
  json: ["JSON", "json", "application/json"],
} as const;
type Format = keyof typeof FORMATS;

@customElement("export-dialog")
export class ExportDialog extends ModalDialog {
  @property() name = "";
  @property({ attribute: false }) network!: Schemas["LayersAnswer"];
  @state() private format: Format = "pytorch";
  @state() private code = "";
  @state() private copied = false;
  private readonly asking = new Asking(this);

  protected override get heading(): string {
    return `${this.name} as code`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.write("pytorch");
  }

  private async write(format: Format): Promise<void> {
    this.format = format;
    this.copied = false;
    this.code = "";
    this.asking.stop();
    if (format === "json") {
      this.code = JSON.stringify(this.network, null, 1);
      return;
    }
    await this.asking.ask(
      (signal) =>
        answered(
          rest.POST("/api/v1/networks/export", {
            body: { network: this.network as Schemas["NetworkRequest"], format },
            signal,
          }),
        ),
      ({ code }) => (this.code = code),
    );
  }

  protected override body(): TemplateResult {
    const [, ending, type] = FORMATS[this.format];
    return html`<div class="export">
      <div class="segments" role="group" aria-label="Format">
        ${Object.entries(FORMATS).map(
          ([format, [label]]) =>
            html`<button type="button" class="button" aria-pressed=${format === this.format} @click=${() => this.write(format as Format)}>${label}</button>`,
        )}
      </div>
      <p class="field-error" role="alert">${this.asking.errors[""] ?? ""}</p>
      <pre tabindex="0" role="group" aria-label="Code"><code>${this.code}</code></pre>
      <div class="dialog-actions">
        <button type="button" class="button" ?disabled=${!this.code} @click=${this.copy}>${this.copied ? "Copied" : "Copy"}</button>
        <button type="button" class="button primary" ?disabled=${!this.code} @click=${() => download(this.code, `${this.name}.${ending}`, type)}>Download</button>
      </div>
    </div>`;
  }

  private readonly copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.code);
    this.copied = true;
  };
}
