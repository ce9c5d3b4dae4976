/** The sidebar: everything that an operation can be told. It proposes; the page decides. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { emit, LightElement } from "../../shared/elements/light-element";
import { ACTIVATIONS, type Activation, type Operation, type Setup, VIEWS, type View } from "../../shared/setup/setup";
import { REGISTRY } from "../operations/registry";
import type { Remedies } from "../state/remedies";
import type { Context } from "./controls/context";
import { biasControls, filterControls } from "./controls/filter-controls";
import { inputControls } from "./controls/input-controls";
import { windowControls } from "./controls/window-controls";
import { choice } from "./fields";

@customElement("control-panel")
export class ControlPanel extends LightElement {
  @property({ attribute: false }) setup!: Setup;
  @property({ attribute: false }) presets: readonly Schemas["PresetSummary"][] = [];
  /** Whether the preset has been changed. */
  @property({ type: Boolean }) changed = false;
  @property({ attribute: false }) errors: Readonly<Record<string, string>> = {};
  @property({ attribute: false }) remedies: Remedies = {};
  @property({ attribute: false }) brush?: number;
  @property({ type: Number }) filter = 0;
  @state() private split: ReadonlySet<string> = new Set();

  private get context(): Context {
    const propose = (setup: Setup) => emit(this, "propose", setup);
    const has = (name: string) => this.split.has(name);
    const set = (name: string, on: boolean) => {
      this.split = new Set([...this.split].filter((other) => other !== name).concat(on ? [name] : []));
    };
    return {
      setup: this.setup,
      complaint: (...fields) => {
        const field = fields.find((name) => this.errors[name]);
        if (!field) return undefined;
        return { text: this.errors[field], remedy: this.remedies[field], take: ({ setup }) => propose(setup) };
      },
      filter: this.filter,
      brush: this.brush,
      propose,
      change: (change) => propose({ ...this.setup, ...change }),
      ask: (request) => emit(this, "ask", request),
      draw: (brush) => emit(this, "brush", brush),
      reset: () => this.requestUpdate(),
      split: { has, set, toggle: (name) => () => set(name, !has(name)) },
    };
  }

  /** The button goes with what it takes back. */
  private reset(x: Context): void {
    x.ask({ ask: "reset" });
    this.querySelector<HTMLElement>("#example")!.focus();
  }

  protected override render(): TemplateResult {
    const x = this.context;
    const c = this.setup;
    const example = this.presets.find(({ name }) => name === c.preset);
    const weighted = c.operation === "conv" || c.operation === "conv_transpose";
    return html`<form class="controls" aria-label="Controls" @submit=${(event: Event) => event.preventDefault()}>
      ${choice({
        id: "operation",
        label: "Operation",
        wide: true,
        value: c.operation,
        options: Object.entries(REGISTRY).map(([name, { title }]) => [name, title] as const),
        change: (operation) => x.ask({ ask: "operation", operation: operation as Operation }),
      })}
      <div class="field list wide">
        <span id="example-label">Example</span>
        <button
          type="button"
          id="example"
          class="picker"
          aria-haspopup="dialog"
          aria-labelledby="example-label example-title"
          @click=${() => x.ask({ ask: "example" })}
        >
          <span id="example-title">${example?.title}</span>
        </button>
      </div>
      ${
        this.changed
          ? html`<p class="changed">
              <span class="tag">changed</span>
              <button type="button" class="button" @click=${() => this.reset(x)}>Reset</button>
            </p>`
          : html`<p class="note">${example?.note}</p>`
      }
      ${
        c.operation === "conv"
          ? choice({
              id: "view",
              label: "View",
              wide: true,
              value: c.view,
              options: VIEWS,
              error: x.complaint("grad_output"),
              change: (view) => x.change({ view: view as View }),
            })
          : nothing
      }
      <h2>Input</h2>
      ${inputControls(x)}
      ${weighted ? html`<h2>Filters</h2>${filterControls(x)}` : nothing}
      ${c.operation === "activation" ? nothing : html`<h2>Window</h2>${windowControls(x)}`}
      ${weighted ? html`<h2>After the sum</h2>${biasControls(x)}` : nothing}
      ${
        weighted || c.operation === "activation"
          ? choice({
              id: "activation",
              label: "Activation",
              value: c.activation,
              options: ACTIVATIONS,
              error: x.complaint("activation"),
              change: (activation) => x.change({ activation: activation as Activation }),
            })
          : nothing
      }
      <p class="hint">Space plays · ← → step · <kbd>?</kbd> all keys</p>
    </form>`;
  }
}
