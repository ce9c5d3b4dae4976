/** How often cells would be read without padding: asked for when somebody wants to see what padding does. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Figure, Result } from "./figure";
import { windowsOf } from "./windows";

export class Unpadded implements ReactiveController {
  private readonly kept = new WeakMap<Result, NonNullable<Figure["reads"]> | null>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The counts, if they are here; else they are fetched and the host updated. Null where no window fits without padding. */
  get(result: Result): Figure["reads"] | null {
    const here = this.kept.get(result);
    if (here !== undefined) return here;
    const { input, kernel_size, stride, dilation } = result.geometry;
    const window = { input_size: input.slice(1), kernel_size, stride, dilation };
    windowsOf(window, new AbortController().signal)
      .then(({ axes: [rows, columns] }) => this.kept.set(result, [rows.reads, columns.reads]))
      .catch(() => this.kept.set(result, null))
      .finally(() => this.host.requestUpdate());
    return undefined;
  }
}
