/** The examples to choose from, by group, each with a picture of what it starts with. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { emit } from "../../shared/elements/light-element";
import { ModalDialog } from "../../shared/elements/modal-dialog";
import type { Preset } from "../../shared/setup/setup";
import { examplePicture } from "./example-picture";

type Example = Schemas["PresetSummary"];

@customElement("example-dialog")
export class ExampleDialog extends ModalDialog {
  @property({ attribute: false }) examples: readonly Example[] = [];
  /** The name of the one on stage. */
  @property() chosen = "";
  /** Gives an example in full. */
  @property({ attribute: false }) load!: (name: string) => Promise<Preset>;
  @state() private pictures: ReadonlyMap<string, TemplateResult> = new Map();
  /** The one that the pointer or the focus is on. */
  @state() private looked?: Example;

  protected override get heading(): string {
    return "Examples";
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    void this.drawAll();
  }

  private get groups(): readonly (readonly [heading: string, examples: readonly Example[]])[] {
    const headings = [...new Set(this.examples.map(({ group }) => group))];
    return headings.map((heading) => [heading, this.examples.filter(({ group }) => group === heading)]);
  }

  /** Group by group, from the top, until one is chosen. */
  private async drawAll(): Promise<void> {
    for (const [, examples] of this.groups) {
      if (this.isConnected) await Promise.all(examples.map(({ name }) => this.draw(name)));
    }
  }

  private async draw(name: string): Promise<void> {
    // without its picture an example can still be chosen, and then says what is wrong
    const preset = await this.load(name).catch(() => undefined);
    if (preset) this.pictures = new Map([...this.pictures, [name, examplePicture(preset)]]);
  }

  protected override body(): TemplateResult {
    const note = (this.looked ?? this.examples.find(({ name }) => name === this.chosen))?.note;
    return html`<div class="examples" @keydown=${this.onKey}>
        ${this.groups.map(
          ([heading, examples], i) => html`<section role="group" aria-labelledby="examples-${i}">
            <h3 id="examples-${i}">${heading}</h3>
            <div class="example-list">
              ${examples.map((example) => this.entry(example))}
            </div>
          </section>`,
        )}
      </div>
      <p class="example-note muted">${note}</p>`;
  }

  private entry(example: Example): TemplateResult {
    const { name, title } = example;
    const chosen = name === this.chosen;
    const look = () => (this.looked = example);
    return html`<button
      type="button"
      class="example"
      aria-current=${chosen ? "true" : nothing}
      ?autofocus=${chosen}
      @pointerenter=${look}
      @focus=${look}
      @click=${() => {
        emit(this, "ask", { ask: "preset", name });
        this.close();
      }}
    >
      <span class="example-picture">${this.pictures.get(name)}</span>
      <span>${title}</span>
    </button>`;
  }

  /** Arrows go to the next example on that side, where there is one. */
  private onKey(event: KeyboardEvent): void {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const entries = [...this.querySelectorAll<HTMLElement>(".example")];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    if (x) {
      entries[at + x]?.focus();
      return;
    }
    const from = entries[at].getBoundingClientRect();
    const distance = (entry: HTMLElement) => {
      const to = entry.getBoundingClientRect();
      const rows = (to.top - from.top) * y;
      return rows < from.height / 2 ? Infinity : rows * 10 + Math.abs(to.left - from.left);
    };
    const nearest = entries.reduce((best, entry) => (distance(entry) < distance(best) ? entry : best));
    if (distance(nearest) < Infinity) nearest.focus();
  }
}
