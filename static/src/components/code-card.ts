/** The same convolution as code: paste it, run it, get the numbers on screen. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Result } from "../operations/figure";
import { LANGUAGES, write } from "../code/writers";
import { REGISTRY } from "../operations/registry";
import { LightElement } from "./light-element";

@customElement("code-card")
export class CodeCard extends LightElement {
  @property({ attribute: false }) result!: Result;
  @state() private tab = 0;
  @state() private copied = false;

  private get code(): string {
    return write(REGISTRY[this.result.setup.operation].code, LANGUAGES[this.tab], this.result);
  }

  protected override render(): TemplateResult {
    const name = LANGUAGES[this.tab];
    return html`<section class="card code-card" aria-label="Code">
      <div class="card-line">
        <div class="tabs" role="tablist" aria-label="Language" @keydown=${this.onKey}>
          ${LANGUAGES.map(
            (label, i) =>
              html`<button
                type="button"
                role="tab"
                id="code-tab-${i}"
                aria-selected=${i === this.tab}
                aria-controls="code-panel"
                tabindex=${i === this.tab ? 0 : -1}
                @click=${() => (this.tab = i)}
              >
                ${label}
              </button>`,
          )}
        </div>
        <button type="button" class="button copy" @click=${this.copy}>${this.copied ? "Copied" : "Copy"}</button>
      </div>
      <pre id="code-panel" role="tabpanel" aria-labelledby="code-tab-${this.tab}" tabindex="0" data-language=${name}><code>${this.code}</code></pre>
    </section>`;
  }

  private onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.stopPropagation();
    this.tab = (this.tab + by + LANGUAGES.length) % LANGUAGES.length;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[aria-selected="true"]')!.focus());
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.code);
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  }
}
