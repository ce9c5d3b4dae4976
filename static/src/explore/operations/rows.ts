/** The arithmetic of rows, asked for as the animation reaches them and kept while the figure stays. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Figure, Row } from "./figure";

const MOST_KEPT = 64;
/** Milliseconds. */
const RETRY_AFTER = 1000;
/** What an operation without arithmetic of its own answers with: the planes say it all. */
const NOTHING: Row = {};

export class Rows implements ReactiveController {
  private figure?: Figure;
  private readonly kept = new Map<string, Row>();
  private busy = false;
  private wanted?: [number, number];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The row, if it is here; else it is fetched and the host updated. The row after it is fetched ahead. */
  get(figure: Figure, plane: number, row: number): Row | undefined {
    if (!figure.row) return NOTHING;
    if (figure !== this.figure) {
      this.figure = figure;
      this.kept.clear();
    }
    const here = this.kept.get(`${plane}:${row}`);
    if (!here) this.fetch(plane, row);
    else if (row + 1 < figure.steps[0]) this.fetch(plane, row + 1);
    else if (plane + 1 < figure.output.shape[0]) this.fetch(plane + 1, 0);
    return here;
  }

  private fetch(plane: number, row: number): void {
    if (this.kept.has(`${plane}:${row}`)) return;
    if (this.busy) {
      this.wanted = [plane, row];
      return;
    }
    this.busy = true;
    const figure = this.figure!;
    figure.row!(plane, row)
      .then((answer) => {
        if (figure !== this.figure) return;
        if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
        this.kept.set(`${plane}:${row}`, answer);
      })
      // without the server the strip stays empty, and is asked for again after a while
      .catch(() => new Promise((over) => setTimeout(over, RETRY_AFTER)))
      .finally(() => {
        this.busy = false;
        const next = this.wanted;
        this.wanted = undefined;
        if (next && this.figure?.row) this.fetch(...next);
        this.host.requestUpdate();
      });
  }
}
