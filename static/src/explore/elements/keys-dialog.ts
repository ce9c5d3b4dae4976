/** The list of keys. */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ModalDialog } from "../../shared/elements/modal-dialog";
import { hasSingleKeys, setSingleKeys } from "../../shared/single-keys";
import type { Shortcut } from "../state/shortcuts";

/** Keys that a cell or a plane takes itself once it has the focus. */
const IN_A_PLANE = [
  ["← → ↑ ↓", "move from cell to cell"],
  ["Enter", "edit an input cell or a weight; go to the unit of an output cell"],
  ["0–9 . −", "type into an input cell or a weight; in a picture 1–9"],
  ["F2", "edit the number that is there"],
  ["Tab", "take what was typed and go on to the next cell"],
  ["Esc", "take back what was typed; let go of the cell"],
  ["+ − 0", "zoom a picture in, out, to the whole"],
] as const;

const CHANGES = [
  ["Ctrl Z", "undo the last change (⌘ Z on a Mac)"],
  ["Ctrl Shift Z, Ctrl Y", "redo it"],
] as const;

@customElement("keys-dialog")
export class KeysDialog extends ModalDialog {
  @property({ attribute: false }) shortcuts: readonly Shortcut[] = [];

  protected override get heading(): string {
    return "Keys";
  }

  protected override body(): TemplateResult {
    const row = (keys: string, does: string) => html`<tr><th scope="row"><kbd>${keys}</kbd></th><td>${does}</td></tr>`;
    return html`<label class="check"
        ><input
          type="checkbox"
          aria-describedby="single-keys-note"
          .checked=${hasSingleKeys()}
          @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)}
        />
        Single-key shortcuts</label
      >
      <p class="muted" id="single-keys-note">
        Without them letters, digits and signs do nothing anywhere on the page; arrows, Space, Home, End and Esc still work.
      </p>
      <table class="keys">
        <caption>Anywhere on the page</caption>
        <tbody>${this.shortcuts.map(({ shown, does }) => row(shown, does))}</tbody>
      </table>
      <table class="keys">
        <caption>In a table of numbers or a picture</caption>
        <tbody>${IN_A_PLANE.map(([keys, does]) => row(keys, does))}</tbody>
      </table>
      <table class="keys">
        <caption>For every change</caption>
        <tbody>${CHANGES.map(([keys, does]) => row(keys, does))}</tbody>
      </table>`;
  }
}
