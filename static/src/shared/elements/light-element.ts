/** Elements render into the page itself, so that one style sheet, labels and ids reach everywhere. */
import { LitElement } from "lit";

export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** An event that carries a value and bubbles; what is undefined arrives as null. */
export function emit<T>(from: HTMLElement, type: string, detail: T): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
}
