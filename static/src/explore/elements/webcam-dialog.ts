/** The webcam's picture, live until one frame is taken. */
import { html, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { closeCamera, openCamera } from "../../shared/camera";
import { emit } from "../../shared/elements/light-element";
import { ModalDialog } from "../../shared/elements/modal-dialog";

@customElement("webcam-dialog")
export class WebcamDialog extends ModalDialog {
  @state() private error = "";
  @state() private live = false;
  @query("video") private video!: HTMLVideoElement;
  private stream?: MediaStream;

  protected override get heading(): string {
    return "Webcam";
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    void this.startCamera();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    closeCamera(this.stream);
  }

  private async startCamera(): Promise<void> {
    try {
      const stream = await openCamera();
      if (!this.isConnected) return closeCamera(stream);
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
      this.live = true;
    } catch (error) {
      this.error = `No picture from a camera: ${(error as Error).message}`;
    }
  }

  protected override body(): TemplateResult {
    return html`<video muted playsinline aria-label="Live picture" ?hidden=${this.error !== ""}></video>
      <p class="field-error" role="alert">${this.error}</p>
      <div class="dialog-actions">
        <button type="button" class="button" @click=${() => this.close()}>Cancel</button>
        <button type="button" class="button primary" ?disabled=${!this.live} @click=${this.take}>Take the picture</button>
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
