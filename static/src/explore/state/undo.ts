/** Changes that can be taken back, and made again. */

/** Of any kind of state: it is kept as it is, never looked into. */
export class Undo<T> {
  private readonly before: T[] = [];
  private after: T[] = [];
  /** Whether changes have been forgotten: there were too many, or they were too large. */
  hasForgotten = false;
  private now?: { readonly state: T; readonly gesture: number };

  /**
   * @param most is how many changes can be taken back, where they are small.
   * @param parts gives the memory that a state keeps alive, piece by piece; states may share pieces.
   * @param bytes is how much of it may be kept in all.
   */
  constructor(
    private readonly most = 100,
    private readonly parts: (state: T) => readonly ArrayBufferLike[] = () => [],
    private readonly bytes = Infinity,
  ) {}

  /** The state after the last change, or after what has been taken back. */
  get current(): T | undefined {
    return this.now?.state;
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  get canRedo(): boolean {
    return this.after.length > 0;
  }

  /** The state after a change; changes of one gesture, such as dragging a slider, are taken back together. */
  add(state: T, gesture: number): void {
    if (this.now && gesture !== this.now.gesture) {
      this.before.push(this.now.state);
      while (this.before.length > this.most || this.kept > this.bytes) {
        this.before.shift();
        this.hasForgotten = true;
      }
    }
    this.now = { state, gesture };
    this.after = [];
  }

  /** Bytes of everything that can be gone back to. */
  private get kept(): number {
    const pieces = new Set(this.before.flatMap((state) => [...this.parts(state)]));
    return [...pieces].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  undo(): T | undefined {
    return this.turn(this.before, this.after);
  }

  redo(): T | undefined {
    return this.turn(this.after, this.before);
  }

  private turn(from: T[], to: T[]): T | undefined {
    const state = from.pop();
    if (state === undefined || !this.now) return undefined;
    to.push(this.now.state);
    // what comes next is a change of its own, whatever gesture is going on
    this.now = { state, gesture: Number.NaN };
    return state;
  }
}
