/** The stage: a column for each input channel, with the arithmetic under it, and the output that fills up. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { emit, LightElement } from "../../shared/elements/light-element";
import { channelName } from "../../shared/setup/setup";
import type { Instant } from "../drawing/instant";
import { marks } from "../drawing/marks";
import type { Room } from "../drawing/room";
import type { Stage } from "../drawing/stage";
import { layoutOf } from "../drawing/stage-room";
import type { Figure } from "../operations/figure";
import type { Traced } from "../state/trace";
import { channelColumn, channelTabs } from "./channel-column";
import { outputColumn } from "./output-column";

/** Until the stage has been measured. */
const UNMEASURED: Room = { width: 1100, height: 600, leastDigits: 11, rem: 15, mostCell: 44 };

@customElement("operation-stage")
export class OperationStage extends LightElement {
  @property({ attribute: false }) figure!: Figure;
  @property({ attribute: false }) stage!: Stage;
  @property({ attribute: false }) at!: Instant;
  @property({ type: Number }) glide = 0;
  @property({ attribute: false }) brush?: number;
  @state() private open = 0;
  @state() private room = UNMEASURED;
  private readonly observer = new ResizeObserver(() => this.measure());

  override connectedCallback(): void {
    super.connectedCallback();
    // keys that would scroll the page are the stage's own while it has the focus
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = "Stage";
    this.observer.observe(this);
    addEventListener("resize", this.measure);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
    removeEventListener("resize", this.measure);
  }

  private readonly measure = (): void => {
    const style = getComputedStyle(this);
    const number = (name: string) => Number.parseFloat(style.getPropertyValue(name));
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const top = this.getBoundingClientRect().top + scrollY;
    const room: Room = {
      width: this.clientWidth,
      // a stage further down the page is scrolled to
      height: Math.max(number("--least-stage") * rem, innerHeight - top - number("--below-stage") * rem),
      leastDigits: number("--least-digits"),
      rem,
      mostCell: number("--most-cell") * rem,
    };
    if (JSON.stringify(room) !== JSON.stringify(this.room)) this.room = room;
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("at");
    if (!changed.has("figure") && before?.filter === this.at.filter) return;
    // what happens to another filter is not to happen out of sight
    const seen = this.figure.seen(this.at.filter);
    if (!seen.includes(this.open)) this.open = seen[0];
  }

  protected override updated(changed: PropertyValues<this>): void {
    // what stands above the stage may have another height once it has been drawn
    if (changed.has("stage")) requestAnimationFrame(this.measure);
  }

  protected override render(): TemplateResult {
    const { figure, stage, at } = this;
    const { filter, traced, step } = at;
    const count = stage.inputs.length;
    const seen = figure.seen(filter);
    const layout = layoutOf(figure, stage, this.room);
    const folded = layout.plan !== "columns" && count > 1;
    // without weights each output has one channel: that one is open
    const open = figure.weight ? Math.min(this.open, count - 1) : seen[0];
    const name = (channel: number) => channelName(channel, count);
    const partners = traced && figure.partners(traced, traced.on);
    const onStage = folded ? [open] : stage.inputs.map((_, i) => i);
    const seenNow = marks({ figure, stage, at }, onStage, name);
    const column = (channel: number) =>
      channelColumn({
        figure,
        stage,
        filter,
        channel,
        name: name(channel),
        marks: seenNow.channels.get(channel)!,
        glide: this.glide,
        brush: this.brush,
        onTrace: (cell) => emit<Traced | null>(this, "trace", cell && { on: "input", channel, ...cell }),
        onSelect: (cell) => emit<Traced | null>(this, "selected", cell && { on: "input", channel, ...cell }),
        onChoose: (cell) => emit<Traced>(this, "choose", { on: "input", channel, ...cell }),
        onInput: ({ row, column: across, value }) =>
          emit(this, "number-edit", { what: figure.editsInput, at: [channel, row, across], value }),
        onWeight: ({ row, column: across, value }) =>
          emit(this, "number-edit", {
            what: figure.editsWeight,
            at: [filter, seen.indexOf(channel), row, across],
            value,
          }),
        onPaste: (what, text) =>
          emit(this, "matrix-paste", { what, channel: what === "input" ? channel : seen.indexOf(channel), text }),
      });
    return html`${
      folded
        ? channelTabs({
            stage,
            names: stage.inputs.map((_, i) => name(i)),
            seen,
            totals: seenNow.totals,
            open,
            change: (i) => this.openChannel(i),
            host: this,
          })
        : nothing
    }
      <div
        class="stage ${layout.plan} strip-${layout.strip}"
        style=${styleMap({
          "--channel": `${layout.channel}px`,
          "--output-width": `${layout.output}px`,
          "--input-cell": `${layout.inputCell}px`,
          "--output-cell": `${layout.outputCell}px`,
          "--input-shift": `${layout.inputShift}px`,
          "--output-shift": `${layout.outputShift}px`,
        })}
      >
        <div class="channels">
          ${onStage.map(column)}
        </div>
        ${outputColumn({
          figure,
          stage,
          filter,
          marks: seenNow,
          step,
          partners,
          glide: this.glide,
          onTrace: (cell) => emit<Traced | null>(this, "trace", cell && { on: "output", ...cell }),
          onSelect: (cell) => emit<Traced | null>(this, "selected", cell && { on: "output", ...cell }),
          onChoose: (cell) => emit<Traced>(this, "choose", { on: "output", ...cell }),
        })}
      </div>`;
  }

  private openChannel(channel: number): void {
    this.open = channel;
    if (!this.figure.weight) emit(this, "filter", channel);
  }
}
