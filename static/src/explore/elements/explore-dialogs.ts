/** The dialog that is open, if any. */
import { html, nothing, type TemplateResult } from "lit";
import { channelName } from "../../shared/setup/setup";
import type { ExploreSession } from "../session";
import type { Shortcut } from "../state/shortcuts";
import "./example-dialog";
import "./keys-dialog";
import "./paste-dialog";
import "./webcam-dialog";

export type Open = { dialog: "paste"; what: "input" | "weight" } | { dialog: "webcam" | "keys" | "example" };

export function openDialog(
  open: Open | undefined,
  session: ExploreSession,
  filter: number,
  shortcuts: readonly Shortcut[],
): TemplateResult | typeof nothing {
  if (open?.dialog === "keys") return html`<keys-dialog .shortcuts=${shortcuts}></keys-dialog>`;
  if (open?.dialog === "webcam") return html`<webcam-dialog></webcam-dialog>`;
  const c = session.draft!;
  if (open?.dialog === "example") {
    return html`<example-dialog .examples=${session.presets} .chosen=${c.preset} .load=${(name: string) => session.preset(name)}></example-dialog>`;
  }
  if (open?.dialog !== "paste") return nothing;
  const count = open.what === "input" ? c.input.shape[0] : c.weight.shape[1];
  const names = Array.from({ length: count }, (_, i) => channelName(i, count));
  return html`<paste-dialog .what=${open.what} .channels=${names} .filter=${filter}></paste-dialog>`;
}
