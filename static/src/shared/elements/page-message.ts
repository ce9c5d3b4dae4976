/** Something that the page has to say, in a place of its own, so that nothing moves. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { LightElement } from "./light-element";

/** Milliseconds that what is said in passing stays, while neither pointer nor focus rests on it. */
const PASSING = 4000;

/** An object, so that the same words can be said again. */
export interface Notice {
  readonly text: string;
}

@customElement("page-message")
export class PageMessage extends LightElement {
  /** What it is about: shown while there is something, and anew whenever it is another. */
  @property({ attribute: false }) about: unknown;
  @property({ attribute: false }) text?: string | TemplateResult;
  @property() tone: "error" | "plain" = "plain";
  /** Whether it is gone after a while, or stays until it is mended or dismissed. */
  @property({ type: Boolean }) passing = false;
  /** Whether a screen reader is interrupted; else what stands around it says when it is read. */
  @property({ type: Boolean }) urgent = false;
  @state() private dismissed: unknown;
  private timer?: ReturnType<typeof setTimeout>;
  private since = 0;
  private left = PASSING;
  private pointed = false;
  private focused = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("about")) return;
    this.dismissed = undefined;
    this.pointed = this.focused = false;
    this.stop();
    this.left = PASSING;
    if (this.about) this.run();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.about || this.dismissed === this.about) return nothing;
    const rest = (change: { pointed?: boolean; focused?: boolean }) => () => this.rest(change);
    // another node each time, so that the same words are read aloud again
    return html`${keyed(
      this.about,
      html`<div
        class="message ${this.tone}"
        role=${this.urgent ? "alert" : nothing}
        @pointerenter=${rest({ pointed: true })}
        @pointerleave=${rest({ pointed: false })}
        @focusin=${rest({ focused: true })}
        @focusout=${rest({ focused: false })}
      >
        <div class="message-text">${this.text}</div>
        <button type="button" class="dismiss" aria-label="Dismiss" @click=${this.dismiss}>×</button>
      </div>`,
    )}`;
  }

  private readonly dismiss = (): void => {
    this.stop();
    this.dismissed = this.about;
  };

  private rest(change: { pointed?: boolean; focused?: boolean }): void {
    Object.assign(this, change);
    this.stop();
    if (!this.pointed && !this.focused) this.run();
  }

  private run(): void {
    if (!this.passing) return;
    this.since = performance.now();
    this.timer = setTimeout(this.dismiss, this.left);
  }

  private stop(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.left -= performance.now() - this.since;
  }
}
