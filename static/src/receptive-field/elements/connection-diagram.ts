/** The classic diagram along one axis: a dot for each unit, a line to each cell that it looks at. */
import { html, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import type { Schemas } from "../../shared/api/client";
import { emit, LightElement } from "../../shared/elements/light-element";
import { decodedMask, type Relation, relationsOf } from "../state/relations";
import type { Pointed } from "./field-planes";

const ROW = 64;
const MOST_WIDTH = 980;

interface Lit {
  readonly relation: Relation;
  readonly columns: ReadonlySet<number>;
}

@customElement("connection-diagram")
export class ConnectionDiagram extends LightElement {
  @property({ attribute: false }) connections!: Schemas["ConnectionsAnswer"];
  @property({ attribute: false }) planes: readonly string[] = [];
  @property({ attribute: false }) unitCells?: Schemas["NetworkUnitAnswer"];

  protected override render(): TemplateResult {
    const { input_size, nodes } = this.connections;
    const drawn = nodes.filter(({ name }) => this.planes.includes(name));
    const levels = [{ name: "input", size: input_size }, ...drawn];
    const widest = Math.max(...levels.map(({ size }) => size));
    const step = Math.min(44, MOST_WIDTH / widest);
    const width = widest * step + 150;
    const lit = this.lit();
    const place = new Map(levels.map(({ name, size }, i) => [name, { size, y: 30 + (levels.length - 1 - i) * ROW }]));
    const x = (name: string, unit: number) => 130 + ((unit + 0.5) * widest * step) / place.get(name)!.size;
    return html`<div class="diagram" tabindex="0" role="group" aria-label="Connections along the width">
      <svg width=${width} height=${levels.length * ROW + 10} role="img" aria-label="Connections along the width: ${levels.map(({ name, size }) => `${name} ${size}`).join(", ")}">
        ${drawn.map(({ name, sources, cells }) =>
          sources.map((source) => {
            const below = this.drawnSource(source);
            return cells.map((row, unit) =>
              row.map((cell) => {
                const on = lit.get(name)?.columns.has(unit) && lit.get(below)?.columns.has(cell);
                return svg`<path class=${classMap({ connection: true, lit: !!on, reached: !!on && lit.get(name)!.relation === "reached" })}
                  d=${connection(x(name, unit), place.get(name)!.y, x(below, cell), place.get(below)!.y)}></path>`;
              }),
            );
          }),
        )}
        ${levels.map(({ name, size }) => {
          const known = lit.get(name);
          const { y } = place.get(name)!;
          return svg`<text x="0" y=${y + 4}>${name}</text>
            ${Array.from(
              { length: size },
              (
                _,
                unit,
              ) => svg`<circle class=${known?.columns.has(unit) ? known.relation : "plain"} cx=${x(name, unit)} cy=${y} r=${Math.min(8, step / 3)}
                @pointerenter=${() => emit<Pointed>(this, "hover", this.pointed(name, unit))}
                @pointerleave=${() => emit(this, "hover", null)}
                @click=${() => emit<Pointed>(this, "pin", this.pointed(name, unit))}><title>${name}, column ${unit}</title></circle>`,
            )}`;
        })}
      </svg>
    </div>`;
  }

  /** Layers that leave every cell in its place are not drawn: the line goes on to what they look at. */
  private drawnSource(name: string): string {
    if (name === "input" || this.planes.includes(name)) return name;
    const node = this.connections.nodes.find((one) => one.name === name);
    return this.drawnSource(node!.sources[0]);
  }

  private pointed(node: string, column: number): Pointed {
    const answer = this.unitCells && relationsOf(this.unitCells).get(node)?.answer;
    const rows = answer?.size[0] ?? 1;
    const row = answer?.rows ? Math.floor((answer.rows[0] + answer.rows[1]) / 2) : Math.floor(rows / 2);
    return { node, unit: [row, column] };
  }

  /** Columns that hold a cell that belongs to the unit. */
  private lit(): ReadonlyMap<string, Lit> {
    const found = new Map<string, Lit>();
    if (!this.unitCells) return found;
    for (const [name, { relation, answer }] of relationsOf(this.unitCells)) {
      if (!answer.mask) continue;
      const columns = new Set<number>();
      decodedMask(answer.mask).forEach((cell, i) => cell && columns.add(i % answer.size[1]));
      found.set(name, { relation, columns });
    }
    return found;
  }
}

/** Straight to the next layer; around the layers in between. */
function connection(x1: number, y1: number, x2: number, y2: number): string {
  if (y2 - y1 <= ROW) return `M ${x1} ${y1} L ${x2} ${y2}`;
  const out = (y2 - y1) / 9;
  return `M ${x1} ${y1} C ${x1 + out} ${y1 + ROW / 2}, ${x2 + out} ${y2 - ROW / 2}, ${x2} ${y2}`;
}
