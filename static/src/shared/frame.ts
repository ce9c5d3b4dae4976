/** Cells of a padded plane, and the window that lies on it. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where each cell of a padded plane takes its value from; null where it is `fill`. */
export interface Sources {
  readonly rows: readonly (number | null)[];
  readonly columns: readonly (number | null)[];
  readonly before: readonly [number, number];
  /** Zero, or −∞ around a max pooling: what can never win. */
  readonly fill: number;
}

/** Cells of a padded axis: where the window lies, from its first tap to its last. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly taps: readonly number[];
}

/** A window on a padded plane. */
export interface Frame {
  readonly rows: Span;
  readonly columns: Span;
}

/** From a list of cells in ascending order. */
export function span(taps: readonly number[]): Span {
  return { first: taps[0], last: taps[taps.length - 1], taps };
}
