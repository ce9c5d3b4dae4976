/** Why padding: how often each input cell is read, with the padding that is set and without any. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { rangeOf } from "../../shared/colours";
import { LightElement } from "../../shared/elements/light-element";
import { grouped } from "../../shared/format";
import { grid } from "../../shared/marks";
import type { Plane } from "../../shared/tensor";
import { isTable } from "../drawing/stage";
import type { Figure, Result } from "../operations/figure";
import { Unpadded } from "../operations/unpadded";
import "./plane-thumb";
import "../../shared/elements/tensor-grid";

type Reads = NonNullable<Figure["reads"]>;

/** A cell is read as often as its row and its column together. */
function planeOf([rows, columns]: Reads): Plane {
  const data = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      data[i * columns.length + j] = row * column;
    });
  });
  return { height: rows.length, width: columns.length, data };
}

/** How often cells in the middle are read: with a stride they take turns, and one period holds every turn. */
function middle(reads: Reads, stride: readonly number[]): readonly [number, number] {
  const axes = reads.map((counts, axis) => {
    const first = Math.max(0, Math.floor((counts.length - stride[axis]) / 2));
    return counts.slice(first, first + stride[axis]);
  });
  const by = (pick: (...counts: number[]) => number) => axes.reduce((all, counts) => all * pick(...counts), 1);
  return [by(Math.min), by(Math.max)];
}

function times(count: number): string {
  return count === 1 ? "once" : count === 0 ? "never" : `${grouped(count)} times`;
}

function between([least, most]: readonly [number, number]): string {
  return least === most ? times(most) : `${grouped(least)} to ${grouped(most)} times`;
}

@customElement("read-counts")
export class ReadCounts extends LightElement {
  @property({ attribute: false }) result!: Result;
  @state() private open = false;
  private readonly unpadded = new Unpadded(this);

  protected override render(): TemplateResult {
    return html`<details class="card reads" @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
      <summary>Why padding? How often each input cell is read</summary>
      ${this.open ? this.maps() : nothing}
    </details>`;
  }

  private maps(): TemplateResult {
    const { figure, geometry } = this.result;
    const padded = planeOf(figure.reads!);
    const bare = this.unpadded.get(this.result);
    const inside = middle(figure.reads!, geometry.stride);
    const isPadded = geometry.padding.flat().some((side) => side > 0);
    const without = bare && planeOf(bare);
    const largest = Math.max(...[padded, without ?? padded].map(({ data }) => rangeOf(data).largest));
    const [own, other] = [
      this.map("As it is padded", padded, largest),
      without && this.map("Without padding", without, largest),
    ];
    return html`<p class="muted">
        ${isPadded && without ? html`Without padding a corner is read ${times(without.data[0])} and the middle ${between(middle(bare, geometry.stride))}; as it is, the corner ${times(padded.data[0])}. ` : nothing}
        ${isPadded ? nothing : html`There is no padding: a corner is read ${times(padded.data[0])}, the middle ${between(inside)}. `}
        ${inside[0] < inside[1] ? "With a stride, neighbours are read more and less often in turn, whatever the padding. " : nothing}
        What is read seldom has little say in the output.
      </p>
      ${isPadded && bare === null ? html`<p class="muted">Without padding no window fits on the input.</p>` : nothing}
      <div class="reads-maps">${isPadded ? [other, own] : own}</div>`;
  }

  private map(label: string, plane: Plane, largest: number): TemplateResult {
    return html`<figure class="reads-map">
      <figcaption class="operand-title">${label}</figcaption>
      ${
        isTable(plane.height, plane.width)
          ? html`<tensor-grid .label="${label}: how often each cell is read" .grid=${grid({ role: "input", plane, reach: largest })}></tensor-grid>`
          : html`<plane-thumb class="large" role="img" aria-label="${label}: how often each cell is read" .plane=${plane} .range=${{ least: 0, largest }}></plane-thumb>`
      }
    </figure>`;
  }
}
