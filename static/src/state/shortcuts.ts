/** Keys for the whole page: one list that the handler obeys and the help shows. */
export interface Shortcut {
  /** As KeyboardEvent.key has them. */
  readonly keys: readonly string[];
  /** As the help shows them. */
  readonly shown: string;
  readonly does: string;
  readonly run: () => void;
}

/** Controls that need these keys themselves. */
const TYPED_INTO = "input:not([type=range]):not([type=checkbox]), textarea, select";
const PRESSED_WITH_SPACE = "button, summary, input[type=checkbox], [role=tab], [role=radio]";
const MOVED_WITH_ARROWS = "input[type=range], [role=grid] *, [role=application], [role=tab], [role=radio], [role=tabpanel]";

export function obey(shortcuts: readonly Shortcut[], event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  const { target, key } = event;
  if (target.matches(TYPED_INTO)) return;
  if (key === " " && target.matches(PRESSED_WITH_SPACE)) return;
  if (/^(Arrow|Home|End)/.test(key) && target.matches(MOVED_WITH_ARROWS)) return;
  const shortcut = shortcuts.find(({ keys }) => keys.includes(key));
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
}
