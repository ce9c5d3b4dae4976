/** The same call as code, written by the server: paste it, run it, get the numbers on screen. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { Asking } from "../../shared/asking";
import { LightElement } from "../../shared/elements/light-element";
import type { Result } from "../operations/figure";
import { REGISTRY } from "../operations/registry";

type Format = Schemas["CodeRequest"]["format"];
const LANGUAGES: readonly [Format, string][] = [
  ["pytorch", "PyTorch"],
  ["keras", "Keras"],
  ["numpy", "NumPy"],
  ["curl", "curl"],
];
/** A setup has settled when it has not changed for so many milliseconds. */
const SETTLED = 250;

/** Code, and what it is the code of. */
interface Written {
  readonly result: Result;
  readonly code: string;
}

@customElement("code-card")
export class CodeCard extends LightElement {
  @property({ attribute: false }) result!: Result;
  @state() private tab = 0;
  /** The last code of every language that was looked at. */
  @state() private written: Partial<Record<Format, Written>> = {};
  @state() private copied = false;
  /** Whether any of the card is on screen. */
  @state() private seen = false;
  private readonly asking = new Asking(this);
  private readonly watcher = new IntersectionObserver((entries) => (this.seen = entries.at(-1)!.isIntersecting));
  private settling = 0;

  private get format(): Format {
    return LANGUAGES[this.tab][0];
  }

  private get isFresh(): boolean {
    return this.written[this.format]?.result === this.result;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
    clearTimeout(this.settling);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!["result", "tab", "seen"].some((name) => changed.has(name))) return;
    this.asking.stop();
    window.clearTimeout(this.settling);
    // a language that nobody looks at is not asked for
    if (this.isFresh || !this.seen) return;
    if (changed.has("result")) this.settling = window.setTimeout(() => void this.ask(), SETTLED);
    else void this.ask();
  }

  private async ask(): Promise<void> {
    const { result, format } = this;
    const body = { ...REGISTRY[result.setup.operation].code(result), format };
    await this.asking.ask(
      (signal) => answered(rest.POST("/api/v1/code", { body, signal })),
      ({ code }) => (this.written = { ...this.written, [format]: { result, code } }),
    );
  }

  protected override render(): TemplateResult {
    const code = this.written[this.format]?.code ?? "";
    const failure = this.asking.errors[""];
    return html`<section class="card code-card" aria-label="Code">
      <div class="card-line">
        <div class="tabs" role="tablist" aria-label="Language" @keydown=${this.onKey}>
          ${LANGUAGES.map(
            ([, label], i) =>
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
        <button type="button" class="button copy" ?disabled=${!this.isFresh} @click=${this.copy}>${this.copied ? "Copied" : "Copy"}</button>
      </div>
      ${failure ? html`<p class="banner" role="status"><strong>Not written:</strong> ${failure}</p>` : nothing}
      <pre
        id="code-panel"
        role="tabpanel"
        aria-labelledby="code-tab-${this.tab}"
        aria-busy=${!this.isFresh && !failure}
        tabindex="0"
        data-language=${LANGUAGES[this.tab][1]}
      ><code>${code}</code></pre>
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
    await navigator.clipboard.writeText(this.written[this.format]!.code);
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  }
}
