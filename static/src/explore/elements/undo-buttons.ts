/** The head of the sidebar: take a change back, make it again. */
import { html, type TemplateResult } from "lit";

interface Changes {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the oldest changes are no longer kept. */
  readonly hasForgotten: boolean;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

export function undoButtons(changes: Changes): TemplateResult {
  return html`<div class="undo" role="group" aria-label="Changes">
    <button type="button" class="button" title=${changes.hasForgotten ? "Ctrl+Z; the oldest changes are no longer kept" : "Ctrl+Z"} ?disabled=${!changes.canUndo} @click=${() => void changes.undo()}>Undo</button>
    <button type="button" class="button" title="Ctrl+Shift+Z" ?disabled=${!changes.canRedo} @click=${() => void changes.redo()}>Redo</button>
  </div>`;
}
