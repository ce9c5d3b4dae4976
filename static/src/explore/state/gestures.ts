/** Tells one thing that a reader does from the next: all that a slider says while it is dragged is one gesture. */

const TEXT = "input:not([type=range]):not([type=checkbox]), textarea";

export class Gestures {
  /** Names the gesture that is going on. */
  count = 0;

  connect(): void {
    for (const type of ["pointerdown", "pointerup", "keydown"]) addEventListener(type, this.next, true);
    // a slider says this once it is let go of, or set without pointer and keys; its own listeners come first
    addEventListener("change", this.next);
  }

  disconnect(): void {
    for (const type of ["pointerdown", "pointerup", "keydown"]) removeEventListener(type, this.next, true);
    removeEventListener("change", this.next);
  }

  /** Names a change that is a gesture of its own. */
  alone(): number {
    this.count += 2;
    return this.count - 1;
  }

  private readonly next = (): void => {
    this.count++;
  };
}

/** Whether a key takes back a change, or makes it again; not in a text, which has a history of its own. */
export function undoKey(event: KeyboardEvent): "undo" | "redo" | undefined {
  const { target, altKey, shiftKey } = event;
  if (!(event.ctrlKey || event.metaKey) || altKey || !(target instanceof Element)) return undefined;
  if (target.matches(TEXT) || target.closest("dialog")) return undefined;
  const key = event.key.toLowerCase();
  if (key === "z") return shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : undefined;
}
