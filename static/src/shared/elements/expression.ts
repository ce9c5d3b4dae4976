/** A formula typeset, every quantity in the colour of its role. */
import katex from "katex";
import "katex/dist/katex.min.css";
import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import type { Schemas } from "../api/client";

export function expression({ terms }: Schemas["ExpressionAnswer"]): TemplateResult {
  const latex = terms
    .map((term) => (term.role ? `\\htmlClass{role-${term.role}}{${term.latex}}` : term.latex))
    .join("");
  return html`<p class="formula">${guard([latex], () => unsafeHTML(typeset(latex)))}</p>`;
}

function typeset(latex: string): string {
  return katex.renderToString(`\\displaystyle ${latex}`, {
    strict: (code: string) => (code === "htmlExtension" ? "ignore" : "warn"),
    trust: ({ command }) => command === "\\htmlClass",
  });
}
