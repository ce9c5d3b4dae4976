/** The dialog that is open, if any. */
import { html, nothing, type TemplateResult } from "lit";
import { channelName, type Setup } from "../../shared/setup/setup";
import type { Shortcut } from "../state/shortcuts";
import "./keys-dialog";
import "./paste-dialog";
import "./webcam-dialog";

export type Open = { dialog: "paste"; what: "input" | "weight" } | { dialog: "webcam" } | { dialog: "keys" };

export function openDialog(
  open: Open | undefined,
  c: Setup,
  filter: number,
  shortcuts: readonly Shortcut[],
): TemplateResult | typeof nothing {
  if (open?.dialog === "keys") return html`<keys-dialog .shortcuts=${shortcuts}></keys-dialog>`;
  if (open?.dialog === "webcam") return html`<webcam-dialog></webcam-dialog>`;
  if (open?.dialog !== "paste") return nothing;
  const count = open.what === "input" ? c.input.shape[0] : c.weight.shape[1];
  const names = Array.from({ length: count }, (_, i) => channelName(i, count));
  return html`<paste-dialog .what=${open.what} .channels=${names} .filter=${filter}></paste-dialog>`;
}
