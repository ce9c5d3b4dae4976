/** A camera's picture, live in a video of an element's, for as long as the element is on the page. */
import type { LitElement, ReactiveController } from "lit";

export class Camera implements ReactiveController {
  /** Why there is no picture. */
  error = "";
  /** Whether there is one. */
  live = false;
  private stream?: MediaStream;
  private begun = false;

  /** @param video gives where the picture is shown, once the element is drawn. */
  constructor(
    private readonly host: LitElement,
    private readonly video: () => HTMLVideoElement,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.begun) return;
    this.begun = true;
    void this.start();
  }

  hostDisconnected(): void {
    this.live = false;
    stop(this.stream);
  }

  private async start(): Promise<void> {
    try {
      const stream = await open();
      if (!this.host.isConnected) return stop(stream);
      this.stream = stream;
      const video = this.video();
      video.srcObject = stream;
      await video.play();
      this.live = this.host.isConnected;
    } catch (error) {
      this.error = `No picture from a camera: ${(error as Error).message}`;
    }
    this.host.requestUpdate();
  }
}

async function open(): Promise<MediaStream> {
  // browsers hide cameras from pages that came without https, except on this very machine
  if (!navigator.mediaDevices)
    throw new Error("This page must be opened over https, or as localhost, to use a camera.");
  return navigator.mediaDevices.getUserMedia({ video: true });
}

function stop(stream: MediaStream | undefined): void {
  stream?.getTracks().forEach((track) => track.stop());
}
