/** The webcam, live: the network sees every frame that it has time for, until one is kept. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Camera } from "../../shared/camera";
import { emit, LightElement } from "../../shared/elements/light-element";

/** Shows a frame to the network, and waits for what it says; `kept` where the frame is to stay. */
export type See = (frame: ImageBitmap, kept: boolean) => Promise<void>;

/** Milliseconds from an answer to the next frame, at least. */
const BETWEEN = 60;

@customElement("live-camera")
export class LiveCamera extends LightElement {
  @property({ attribute: false }) see!: See;
  @query("video") private video!: HTMLVideoElement;
  private readonly camera = new Camera(this, () => this.video);
  private following = false;
  /** Whether the reader has chosen a frame, which no later one takes the place of. */
  private kept = false;

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.camera.live && !this.following) void this.follow();
  }

  /** A frame after the other, each once the last has been answered: a network that takes longer is shown fewer. */
  private async follow(): Promise<void> {
    this.following = true;
    while (this.camera.live) {
      await this.show(false);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    }
  }

  private async show(kept: boolean): Promise<void> {
    this.kept ||= kept;
    const frame = await createImageBitmap(this.video);
    if (this.camera.live && this.kept === kept) await this.see(frame, kept);
  }

  protected override render(): TemplateResult {
    const { live, error } = this.camera;
    return html`<video muted playsinline aria-label="Live picture" ?hidden=${!live}></video>
      ${error ? html`<p class="field-error" role="alert">${error}</p>` : nothing}
      <div class="picture-choice">
        <button type="button" class="button primary" ?disabled=${!live} @click=${() => void this.show(true)}>Keep this picture</button>
        <button type="button" class="button" @click=${() => emit(this, "camera-off", null)}>Stop the camera</button>
      </div>`;
  }
}
