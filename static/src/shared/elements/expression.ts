/** A formula typeset, every quantity in the colour of its role. */
import katex from "katex";
import "katex/dist/katex.min.css";
import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import type { Schemas } from "../api/client";

export function expression({ terms }: Schemas["ExpressionAnswer"]): TemplateResult {
  const latex = terms
    .map((term) => (term.role ? `\\htmlClass{role-${term.role}}{${term.latex}}` : term.latex))
    .join("");
  const markup = katex.renderToString(`\\displaystyle ${latex}`, {
    strict: (code: string) => (code === "htmlExtension" ? "ignore" : "warn"),
    trust: ({ command }) => command === "\\htmlClass",
  });
  return html`<p class="formula">${unsafeHTML(markup)}</p>`;
}
