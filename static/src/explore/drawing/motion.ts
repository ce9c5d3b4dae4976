/** Numbers on their way: once what stands still is on the page, what moves is set going. */
import type { LitElement, ReactiveController } from "lit";
import type { Player } from "../state/player";
import { moving } from "./acts/acts";
import { clear, play } from "./painter";
import type { Show } from "./show";

export class Motion implements ReactiveController {
  /** What is being seen moving. */
  private seen = "";

  constructor(
    private readonly host: LitElement,
    private readonly player: Player,
    private readonly show: Show,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const { position, progress, partLasts } = this.player;
    const { scene, unit } = this.show;
    // a beat waits for its numbers, and they move once they are here
    const seen = `${unit}:${position.beat}:${progress}:${scene?.at.unit !== undefined}`;
    if (seen === this.seen) return;
    this.seen = seen;
    clear();
    if (partLasts === 0 || !scene) return;
    // once the elements have put the instant onto the page
    void Promise.resolve().then(() => play(this.host, (time) => moving(scene, time), partLasts));
  }
}
