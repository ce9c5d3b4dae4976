/** Marks a plane whose numbers can be changed. */
import { html } from "lit";

export const pen = html`<svg class="pen" viewBox="0 0 16 16" aria-hidden="true">
  <path d="M2.5 13.5l.7-3L10.6 3l2.4 2.4-7.5 7.4z" />
</svg>`;
