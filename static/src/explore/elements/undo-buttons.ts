/** The head of the sidebar: take a change back, make it again. */
import { html, type TemplateResult } from "lit";

interface Changes {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

export function undoButtons(changes: Changes): TemplateResult {
  return html`<div class="undo" role="group" aria-label="Changes">
    <button type="button" class="button" title="Ctrl+Z" ?disabled=${!changes.canUndo} @click=${() => void changes.undo()}>Undo</button>
    <button type="button" class="button" title="Ctrl+Shift+Z" ?disabled=${!changes.canRedo} @click=${() => void changes.redo()}>Redo</button>
  </div>`;
}
