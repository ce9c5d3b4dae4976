/** The webcam, live: the network sees every frame that it has time for, until one is kept. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { closeCamera, openCamera } from "../../shared/camera";
import { emit, LightElement } from "../../shared/elements/light-element";

/** A frame of the camera; `kept` where it is to stay. */
export interface Framed {
  readonly frame: ImageBitmap;
  readonly kept: boolean;
}

/** Milliseconds from one frame to the next. */
const BETWEEN = 100;

@customElement("live-camera")
export class LiveCamera extends LightElement {
  @state() private error = "";
  @state() private live = false;
  @query("video") private video!: HTMLVideoElement;
  private stream?: MediaStream;
  private timer?: ReturnType<typeof setInterval>;

  protected override firstUpdated(): void {
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    closeCamera(this.stream);
  }

  private async start(): Promise<void> {
    try {
      const stream = await openCamera();
      if (!this.isConnected) return closeCamera(stream);
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
      this.live = true;
      this.timer = setInterval(() => void this.tell(false), BETWEEN);
    } catch (error) {
      this.error = `No picture from a camera: ${(error as Error).message}`;
    }
  }

  private async tell(kept: boolean): Promise<void> {
    const frame = await createImageBitmap(this.video);
    if (this.isConnected) emit<Framed>(this, "frame", { frame, kept });
  }

  protected override render(): TemplateResult {
    return html`<video muted playsinline aria-label="Live picture" ?hidden=${!this.live}></video>
      ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
      <div class="picture-choice">
        <button type="button" class="button primary" ?disabled=${!this.live} @click=${() => void this.tell(true)}>Keep this picture</button>
        <button type="button" class="button" @click=${() => emit(this, "camera-off", null)}>Stop the camera</button>
      </div>`;
  }
}
