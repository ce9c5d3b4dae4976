/** Why the network says what it says: an attribution over the picture, and a patch to cover it with. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { METHODS, type Method } from "../link";
import type { MapsSession, Shown } from "../session";

/** @param covering is whether the pointer covers the picture with a patch. */
export function reasonsPanel(
  session: MapsSession,
  shown: Shown,
  covering: boolean,
  toggleCovering: () => void,
): TemplateResult | typeof nothing {
  const { why, cover } = session.draft;
  const classes = shown.view.answer.classes;
  if (!classes) return nothing;
  const best = classes[0];
  const label = shown.why && `${shown.why.label ?? `class ${shown.why.class}`}`;
  return html`<section class="panel choosing" aria-label="Ask why">
    <h2>Ask why</h2>
    <div class="picture-choice">
      <label for="why">Due to</label>
      <select id="why" .value=${live(why?.method ?? "")} @change=${(event: Event) => ask(session, (event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${!why}>nothing over the picture</option>
        ${METHODS.map(([method, text]) => html`<option value=${method} ?selected=${why?.method === method}>${text}</option>`)}
      </select>
    </div>
    ${
      why
        ? html`<div class="picture-choice">
            <label for="why-class">Class</label>
            <select id="why-class" .value=${live(why.class === null ? "" : String(why.class))} @change=${(event: Event) => askOf(session, (event.target as HTMLSelectElement).value)}>
              <option value="" ?selected=${why.class === null}>what it says: ${best.label ?? best.index}</option>
              ${classOptions(shown, why.class).map(([index, name]) => html`<option value=${String(index)} ?selected=${why.class === index}>${name}</option>`)}
            </select>
          </div>`
        : nothing
    }
    ${shown.why ? html`<p class="muted">The stronger the orange, the more ${label} is due to it${shown.why.method === "occlusion" ? "; blue: it would be more without" : ""}.${shown.why.patch ? ` A patch of ${shown.why.patch}×${shown.why.patch}, moved by ${shown.why.stride}.` : ""}${shown.why.node ? ` Maps of ${shown.why.node}.` : ""}</p>` : nothing}
    <label class="switch"><input type="checkbox" .checked=${live(covering)} @change=${toggleCovering} /> Cover with a patch: drag it over the picture, and watch the bars</label>
    ${cover ? html`<button type="button" class="button" @click=${() => void session.cover(null, true)}>Take the patch away</button>` : nothing}
  </section>`;
}

/** Of classes without names the best, and the one that is chosen. */
function classOptions({ known, view }: Shown, chosen: number | null): (readonly [number, string])[] {
  if (known.model) return known.model.classes.map((name, index) => [index, name] as const);
  const listed = (view.answer.classes ?? []).map(({ index }) => index);
  const all = chosen === null || listed.includes(chosen) ? listed : [chosen, ...listed];
  return all.map((index) => [index, `class ${index}`] as const);
}

function ask(session: MapsSession, method: string): void {
  const { why } = session.draft;
  void session.change({ why: method ? { method: method as Method, class: why?.class ?? null } : null });
}

function askOf(session: MapsSession, index: string): void {
  const { why } = session.draft;
  if (why) void session.change({ why: { ...why, class: index === "" ? null : Number(index) } });
}
