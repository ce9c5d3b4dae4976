/** How often cells would be read without padding: asked for when somebody wants to see what padding does. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { Refused } from "../../shared/api/client";
import type { Figure, Result } from "./figure";
import { windowsOf } from "./shapes";

export class Unpadded implements ReactiveController {
  /** Undefined while it is on its way. */
  private readonly kept = new WeakMap<Result, Figure["reads"] | null>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The counts, if they are here; else they are fetched and the host updated. Null where no window fits without padding. */
  get(result: Result): Figure["reads"] | null {
    if (this.kept.has(result)) return this.kept.get(result);
    this.kept.set(result, undefined);
    const { operation, ceilMode } = result.setup;
    const { input, kernel_size, stride, dilation } = result.geometry;
    const ceil_mode = ceilMode && (operation === "max_pool" || operation === "avg_pool");
    const window = { input_size: input.slice(1), kernel_size, stride, dilation, ceil_mode };
    windowsOf(window, new AbortController().signal)
      .then(({ axes: [rows, columns] }) => this.kept.set(result, [rows.reads, columns.reads]))
      .catch((error: unknown) => {
        // a server that is gone or busy has not said that nothing fits: it is asked again the next time
        if (error instanceof Refused && error.isFinal) this.kept.set(result, null);
        else this.kept.delete(result);
      })
      .finally(() => this.kept.has(result) && this.host.requestUpdate());
    return undefined;
  }
}
