/** The webcam's picture, live until one frame is taken. */
import { html, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { Camera } from "../../shared/camera";
import { emit } from "../../shared/elements/light-element";
import { ModalDialog } from "../../shared/elements/modal-dialog";

@customElement("webcam-dialog")
export class WebcamDialog extends ModalDialog {
  @query("video") private video!: HTMLVideoElement;
  private readonly camera = new Camera(this, () => this.video);

  protected override get heading(): string {
    return "Webcam";
  }

  protected override body(): TemplateResult {
    const { error, live } = this.camera;
    return html`<video muted playsinline aria-label="Live picture" ?hidden=${error !== ""}></video>
      <p class="field-error" role="alert">${error}</p>
      <div class="dialog-actions">
        <button type="button" class="button" @click=${() => this.close()}>Cancel</button>
        <button type="button" class="button primary" ?disabled=${!live} @click=${this.take}>Take the picture</button>
      </div>`;
  }

  private readonly take = async (): Promise<void> => {
    const { videoWidth, videoHeight } = this.video;
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    canvas.getContext("2d")!.drawImage(this.video, 0, 0);
    emit(this, "picture", await canvas.convertToBlob());
    this.close();
  };
}
