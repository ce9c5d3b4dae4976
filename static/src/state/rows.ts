/** The arithmetic of output rows, asked for as the animation reaches them and kept while the convolution stays. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type Result, type Row, rowArithmetic } from "../api/convolve";

const MOST_KEPT = 64;

export class Rows implements ReactiveController {
  private result?: Result;
  private readonly kept = new Map<string, Row>();
  private busy = false;
  private wanted?: [number, number];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The row, if it is here; else it is fetched and the host updated. The row after it is fetched ahead. */
  get(result: Result, filter: number, row: number): Row | undefined {
    if (result !== this.result) {
      this.result = result;
      this.kept.clear();
    }
    const [filters, rows] = result.geometry.output;
    const here = this.kept.get(`${filter}:${row}`);
    if (!here) this.fetch(filter, row);
    else if (row + 1 < rows) this.fetch(filter, row + 1);
    else if (filter + 1 < filters) this.fetch(filter + 1, 0);
    return here;
  }

  private fetch(filter: number, row: number): void {
    if (this.kept.has(`${filter}:${row}`)) return;
    if (this.busy) {
      this.wanted = [filter, row];
      return;
    }
    this.busy = true;
    const result = this.result!;
    rowArithmetic(result, filter, row)
      .then((answer) => {
        if (result !== this.result) return;
        if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
        this.kept.set(`${filter}:${row}`, answer);
      })
      .catch(() => {
        // without the server the strip stays empty; the page says so when something is changed
      })
      .finally(() => {
        this.busy = false;
        const next = this.wanted;
        this.wanted = undefined;
        if (next) this.fetch(...next);
        this.host.requestUpdate();
      });
  }
}
