/** What there is to say above the stage: why a change was not computed, what a link could not bring. */
import { html, nothing, type TemplateResult } from "lit";

interface Messages {
  refused?: string;
  notice: string;
  /** The name of a picture that only whoever made the link has. */
  wanted: string;
  choose: () => void;
}

export function messages({ refused, notice, wanted, choose }: Messages): TemplateResult {
  return html`<div class="messages" role="status">
    ${refused ? html`<p class="banner error"><strong>Not computed:</strong> ${refused}. Below is the last convolution that was.</p>` : nothing}
    ${notice ? html`<p class="banner">${notice}</p>` : nothing}
    ${
      wanted
        ? html`<p class="banner">
          This link was made with a picture, “${wanted}”, that stays with whoever made it; a sample stands in for it.
          <button type="button" class="button" @click=${choose}>Choose the picture…</button>
        </p>`
        : nothing
    }
  </div>`;
}
