/** The sidebar: everything that a convolution can be told. It proposes; the page decides. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../api/client";
import { fitted, turned, withFilters, withInputShape, withKernel, withOperation } from "../state/edits";
import {
  type Activation,
  ACTIVATIONS,
  type Operation,
  OPERATIONS,
  type Padding,
  PADDING_MODES,
  type PaddingMode,
  type Setup,
  type Sides,
  type View,
  VIEWS,
} from "../state/explore";
import { PATTERNS } from "../state/patterns";
import { LARGEST_SIDE, PICTURE_SIDE, PICTURES } from "../state/pictures";
import { choice, complaint, pairSlider, slider } from "./fields";
import { emit, LightElement } from "./light-element";

/** What the panel asks of the page, beyond a changed convolution. */
export type Request =
  | { ask: "preset"; name: string }
  | { ask: "picture"; name: string; side: number; channels: number }
  | { ask: "rescale"; side: number; channels: number }
  | { ask: "upload"; file: File }
  | { ask: "webcam" }
  | { ask: "pattern"; name: string }
  | { ask: "random" | "zeros"; what: "input" | "weight" }
  | { ask: "paste"; what: "input" | "weight" };

const SIDES = [16, 32, 64, 128, 256, 512, LARGEST_SIDE];
/** How far the sliders go; REST goes further. */
const MOST = { size: 32, channels: 16, filters: 16, kernel: 11, stride: 8, padding: 10, dilation: 6, groups: 16, outputPadding: 4 };

@customElement("control-panel")
export class ControlPanel extends LightElement {
  @property({ attribute: false }) setup!: Setup;
  @property({ attribute: false }) presets: readonly Schemas["PresetSummary"][] = [];
  @property({ attribute: false }) errors: Record<string, string> = {};
  /** A value that the pointer draws, or undefined when it picks. */
  @property({ attribute: false }) brush?: number;
  /** The filter on stage. */
  @property({ type: Number }) filter = 0;
  @state() private split: ReadonlySet<string> = new Set();

  private propose(change: Partial<Setup>): void {
    emit(this, "propose", { ...this.setup, ...change });
  }

  private ask(request: Request): void {
    emit(this, "ask", request);
  }

  private toggle(name: string): () => void {
    return () => {
      const split = new Set(this.split);
      if (!split.delete(name)) split.add(name);
      this.split = split;
    };
  }

  protected override render(): TemplateResult {
    const c = this.setup;
    const groups = [...new Set(this.presets.map(({ group }) => group))];
    const note = this.presets.find(({ name }) => name === c.preset)?.note;
    const weighted = c.operation === "conv" || c.operation === "conv_transpose";
    return html`<form class="controls" aria-label="Controls" @submit=${(event: Event) => event.preventDefault()}>
      ${choice({
        id: "operation",
        label: "Operation",
        wide: true,
        value: c.operation,
        options: OPERATIONS,
        change: (operation) => emit(this, "propose", withOperation(c, operation as Operation)),
      })}
      ${choice({
        id: "preset",
        label: "Preset",
        wide: true,
        value: c.preset,
        options: groups.map((group) => ({
          group,
          options: this.presets.filter((preset) => preset.group === group).map(({ name, title }) => [name, title] as const),
        })),
        change: (name) => this.ask({ ask: "preset", name }),
      })}
      <p class="note">${note}</p>
      ${c.operation === "conv"
        ? choice({
            id: "view",
            label: "View",
            wide: true,
            value: c.view,
            options: VIEWS,
            error: this.errors.grad_output,
            change: (view) => this.propose({ view: view as View }),
          })
        : nothing}
      <h2>Input</h2>
      ${this.source()} ${c.source.kind === "numbers" ? this.numbers() : this.picture()}
      ${weighted ? html`<h2>Filters</h2>${this.filters()}` : nothing}
      ${c.operation === "activation" ? nothing : html`<h2>Window</h2>${this.window()}`}
      <h2>${weighted ? "After the sum" : ""}</h2>
      ${weighted ? this.bias() : nothing}
      ${weighted || c.operation === "activation"
        ? choice({
            id: "activation",
            label: "Activation",
            value: c.activation,
            options: ACTIVATIONS,
            error: this.errors.activation,
            change: (activation) => this.propose({ activation: activation as Activation }),
          })
        : nothing}
      <p class="hint">Space plays · ← → step · <kbd>?</kbd> all keys</p>
    </form>`;
  }

  private bias(): TemplateResult {
    const c = this.setup;
    return html`${choice({
        id: "bias",
        label: "Bias",
        value: c.bias ? "yes" : "no",
        options: [["yes", "per filter"], ["no", "none"]],
        error: this.errors.bias,
        change: (value) => this.propose({ bias: value === "yes" ? new Array<number>(c.weight.shape[0]).fill(0) : null }),
      })}
      ${c.bias
        ? html`<div class="field list">
            <label for="bias-value">Filter ${this.filter + 1}</label
            ><input
              id="bias-value"
              type="number"
              step="any"
              aria-label="Bias of filter ${this.filter + 1}"
              .value=${String(c.bias[this.filter] ?? 0)}
              @change=${(event: Event) => this.changeBias(Number((event.target as HTMLInputElement).value))}
            />
          </div>`
        : nothing}`;
  }

  private changeBias(value: number): void {
    this.propose({ bias: this.setup.bias!.map((old, o) => (o === this.filter ? value : old)) });
  }

  private source(): TemplateResult {
    const { source, input } = this.setup;
    const value = source.kind === "picture" ? `picture:${source.name}` : source.kind;
    const channels = input.shape[0] === 3 ? 3 : 1;
    return html`${choice({
        id: "source",
        label: "Source of the input",
        wide: true,
        value,
        options: [
          {
            group: "Numbers",
            options: [["numbers", "Numbers"], ...Object.keys(PATTERNS).map((name) => [`pattern:${name}`, `Pattern: ${name}`] as const)],
          },
          {
            group: "Pictures",
            options: [
              ...PICTURES.map((name) => [`picture:${name}`, `Picture: ${name}`] as const),
              ["upload", source.kind === "upload" ? `Your picture: ${source.name}` : "Your own picture…"],
              ["webcam", "Webcam…"],
            ],
          },
        ],
        error: this.errors.input ?? this.errors.dtype,
        change: (chosen) => {
          const [kind, name] = chosen.split(":");
          if (kind === "picture") this.ask({ ask: "picture", name, side: PICTURE_SIDE, channels });
          else if (kind === "pattern") this.ask({ ask: "pattern", name });
          else if (kind === "webcam") this.ask({ ask: "webcam" });
          else if (kind === "upload") this.querySelector<HTMLInputElement>("#upload")!.click();
          else this.ask({ ask: "random", what: "input" });
          this.requestUpdate();
        },
      })}
      <input
        type="file"
        id="upload"
        class="visually-hidden"
        accept="image/*"
        aria-label="Picture file"
        tabindex="-1"
        @change=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          if (field.files?.[0]) this.ask({ ask: "upload", file: field.files[0] });
          field.value = "";
        }}
      />`;
  }

  private numbers(): TemplateResult {
    const c = this.setup;
    const [channels, height, width] = c.input.shape;
    return html`${pairSlider({
        id: "size",
        label: "Size",
        value: [height, width],
        least: 1,
        most: MOST.size,
        role: "input",
        split: this.split.has("size"),
        toggle: this.toggle("size"),
        change: (size) => emit(this, "propose", withInputShape(c, [channels, ...size])),
      })}
      ${slider({
        id: "channels",
        label: "Channels",
        value: channels,
        least: 1,
        most: MOST.channels,
        role: "input",
        change: (count) => emit(this, "propose", withInputShape(c, [count, height, width])),
      })}
      ${this.fill("input")}
      <label class="check"
        ><input type="checkbox" .checked=${this.brush !== undefined} @change=${() => emit(this, "brush", this.brush === undefined ? 1 : undefined)} />
        Draw with the pointer</label
      >
      ${this.brush === undefined
        ? nothing
        : html`<div class="field list">
            <label for="brush">Value drawn</label
            ><input
              id="brush"
              type="number"
              step="any"
              .value=${String(this.brush)}
              @change=${(event: Event) => emit(this, "brush", Number((event.target as HTMLInputElement).value))}
            />
          </div>`}`;
  }

  private picture(): TemplateResult {
    const { input } = this.setup;
    const channels = input.shape[0];
    const side = SIDES.find((most) => most >= Math.max(...input.shape.slice(1))) ?? LARGEST_SIDE;
    return html`${choice({
        id: "side",
        label: "Longer side",
        value: String(side),
        options: SIDES.map((most) => [String(most), `${most} pixels`] as const),
        change: (most) => this.ask({ ask: "rescale", side: Number(most), channels }),
      })}
      ${choice({
        id: "colour",
        label: "Colour",
        value: String(channels),
        options: [["1", "Grey, 1 channel"], ["3", "RGB, 3 channels"]],
        change: (count) => this.ask({ ask: "rescale", side, channels: Number(count) }),
      })}`;
  }

  private filters(): TemplateResult {
    const c = this.setup;
    const [filters] = c.weight.shape;
    return html`${slider({
        id: "filters",
        label: "Number",
        value: filters,
        least: 1,
        most: MOST.filters,
        role: "kernel",
        change: (count) => emit(this, "propose", withFilters(c, count)),
      })}
      ${this.fill("weight")}
      <label class="check"
        ><input type="checkbox" .checked=${c.flipped} @change=${() => emit(this, "propose", turned(c))} /> Flip the kernels</label
      >
      <p class="note">
        ${c.flipped
          ? "Turned by 180° and then slid: the convolution of mathematics."
          : "Slid as they are: cross-correlation, which deep-learning libraries call convolution."}
      </p>`;
  }

  private kernel(): TemplateResult {
    const c = this.setup;
    const [kernelHeight, kernelWidth] = c.weight.shape.slice(2);
    return html`${pairSlider({
        id: "kernel",
        label: "Kernel",
        value: [kernelHeight, kernelWidth],
        least: 1,
        most: MOST.kernel,
        role: "kernel",
        error: this.errors.kernel_size ?? this.errors.weight,
        split: this.split.has("kernel"),
        toggle: this.toggle("kernel"),
        change: (kernel) => emit(this, "propose", withKernel(c, kernel)),
      })}`;
  }

  private fill(what: "input" | "weight"): TemplateResult {
    const name = what === "input" ? "input" : "weights";
    return html`<div class="buttons" role="group" aria-label="Fill the ${name}">
      <button type="button" class="button" aria-label="Random integers for the ${name}" @click=${() => this.ask({ ask: "random", what })}>Random</button>
      <button type="button" class="button" aria-label="Zeros for the ${name}" @click=${() => this.ask({ ask: "zeros", what })}>Zeros</button>
      <button type="button" class="button" aria-label="Paste a matrix as the ${name}" @click=${() => this.ask({ ask: "paste", what })}>Paste…</button>
    </div>`;
  }

  private window(): TemplateResult {
    const c = this.setup;
    const pooling = c.operation === "max_pool" || c.operation === "avg_pool";
    const stride = pairSlider({
      id: "stride",
      label: "Stride",
      value: c.stride,
      least: 1,
      most: MOST.stride,
      role: "stride",
      error: this.errors.stride,
      split: this.split.has("stride"),
      toggle: this.toggle("stride"),
      change: (value) => this.propose({ stride: value }),
    });
    const dilation = pairSlider({
      id: "dilation",
      label: "Dilation",
      value: c.dilation,
      least: 1,
      most: MOST.dilation,
      role: "dilation",
      error: this.errors.dilation,
      split: this.split.has("dilation"),
      toggle: this.toggle("dilation"),
      change: (value) => this.propose({ dilation: value }),
    });
    const groups = slider({
      id: "groups",
      label: "Groups",
      value: c.groups,
      least: 1,
      most: Math.min(MOST.groups, Math.max(c.input.shape[0], c.groups)),
      role: "plain",
      disabled: c.input.shape[0] === 1 && c.groups === 1,
      error: this.errors.groups,
      change: (value) => emit(this, "propose", fitted({ ...c, groups: value })),
    });
    const check = (label: string, on: boolean, change: (on: boolean) => void) =>
      html`<label class="check"><input type="checkbox" .checked=${on} @change=${() => change(!on)} /> ${label}</label>`;
    return html`${this.kernel()} ${stride} ${this.padding()} ${c.operation === "avg_pool" ? nothing : dilation}
    ${pooling ? nothing : groups}
    ${c.operation === "conv_transpose"
      ? pairSlider({
          id: "output-padding",
          label: "Output padding",
          value: c.outputPadding,
          least: 0,
          most: MOST.outputPadding,
          role: "padding",
          error: this.errors.output_padding,
          split: this.split.has("output-padding"),
          toggle: this.toggle("output-padding"),
          change: (outputPadding) => this.propose({ outputPadding }),
        })
      : nothing}
    ${pooling ? check("Round up (ceil_mode)", c.ceilMode, (ceilMode) => this.propose({ ceilMode })) : nothing}
    ${c.operation === "avg_pool"
      ? check("Count padding in the divisor", c.countIncludePad, (countIncludePad) => this.propose({ countIncludePad }))
      : nothing}`;
  }

  private padding(): TemplateResult {
    const { operation, padding, paddingMode } = this.setup;
    const sides: Sides = typeof padding === "string" ? [[0, 0], [0, 0]] : padding;
    const even = sides.flat().every((side) => side === sides[0][0]);
    const perSide = typeof padding !== "string" && (!even || this.split.has("padding"));
    const kind = typeof padding === "string" ? padding : perSide ? "sides" : "number";
    const change = (value: Padding) => this.propose({ padding: value });
    const all = (n: number): Sides => [[n, n], [n, n]];
    const names = [["top", "bottom"], ["left", "right"]];
    return html`${choice({
        id: "padding-kind",
        label: "Padding",
        value: kind,
        options: [["number", "even"], ["sides", "per side"], ["same", "same"], ["valid", "valid"]],
        change: (chosen) => {
          this.split = new Set([...this.split].filter((name) => name !== "padding").concat(chosen === "sides" ? ["padding"] : []));
          change(chosen === "same" || chosen === "valid" ? chosen : chosen === "number" ? all(sides[0][0]) : sides);
        },
      })}
      ${kind === "number"
        ? slider({
            id: "padding",
            label: "Amount",
            value: sides[0][0],
            least: 0,
            most: MOST.padding,
            role: "padding",
            error: this.errors.padding,
            change: (n) => change(all(n)),
          })
        : kind === "sides"
          ? names.map((pair, axis) =>
              pair.map((name, side) =>
                slider({
                  id: `padding-${name}`,
                  label: `Padding ${name}`,
                  value: sides[axis][side],
                  least: 0,
                  most: MOST.padding,
                  role: "padding",
                  error: axis + side === 0 ? this.errors.padding : undefined,
                  change: (n) => change(sides.map((s, a) => s.map((old, b) => (a === axis && b === side ? n : old))) as unknown as Sides),
                }),
              ),
            )
          : complaint("padding", this.errors.padding)}
      ${operation === "conv"
        ? choice({
            id: "padding-mode",
            label: "Filled with",
            value: paddingMode,
            options: PADDING_MODES.map((mode) => [mode, mode] as const),
            error: this.errors.padding_mode,
            change: (mode) => this.propose({ paddingMode: mode as PaddingMode }),
          })
        : nothing}`;
  }
}
