/** What there is to say beside the stage: why a change was not computed, what a link could not bring. */
import { html, type TemplateResult } from "lit";
import "../../shared/elements/page-message";
import type { Notice } from "../../shared/elements/page-message";

interface Messages {
  refused?: string;
  notice?: Notice;
  /** The name of a picture that only whoever made the link has. */
  wanted: string;
  choose: () => void;
}

export function messages({ refused, notice, wanted, choose }: Messages): TemplateResult {
  // a server that is gone is told of in whole sentences
  const refusal = html`<strong>Not computed:</strong> ${refused?.endsWith(".") ? refused : `${refused}. The last one stays.`}`;
  const picture = html`This link was made with a picture, “${wanted}”, that stays with whoever made it; a sample stands in
    for it. <button type="button" class="button" @click=${choose}>Choose the picture…</button>`;
  return html`<div class="messages" role="status">
    <page-message tone="error" .about=${refused} .text=${refusal}></page-message>
    <page-message passing .about=${notice} .text=${notice?.text}></page-message>
    <page-message .about=${wanted} .text=${picture}></page-message>
  </div>`;
}
