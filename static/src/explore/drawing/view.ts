/** Which part of a large plane is on screen: pure functions from zoom and centre to pixels. */
export interface View {
  /** Screen pixels for each cell, at least those of the whole plane. */
  readonly scale: number;
  /** The cell in the middle of the screen, fractions allowed. */
  readonly row: number;
  readonly column: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

const LARGEST_SCALE = 64;

export function fit({ rows, columns, width, height }: Extent): View {
  return { scale: Math.min(width / columns, height / rows), row: rows / 2, column: columns / 2 };
}

/** Keep the plane on screen. */
export function clamped(view: View, extent: Extent): View {
  const scale = Math.min(LARGEST_SCALE, Math.max(fit(extent).scale, view.scale));
  const within = (centre: number, cells: number, pixels: number) => {
    const half = pixels / scale / 2;
    return half * 2 >= cells ? cells / 2 : Math.min(cells - half, Math.max(half, centre));
  };
  return {
    scale,
    row: within(view.row, extent.rows, extent.height),
    column: within(view.column, extent.columns, extent.width),
  };
}

/** Zoom by a factor, keeping the cell under a screen point where it is. */
export function zoomed(view: View, extent: Extent, factor: number, x: number, y: number): View {
  const scale = Math.min(LARGEST_SCALE, Math.max(fit(extent).scale, view.scale * factor));
  const column = view.column + (x - extent.width / 2) * (1 / view.scale - 1 / scale);
  const row = view.row + (y - extent.height / 2) * (1 / view.scale - 1 / scale);
  return clamped({ scale, row, column }, extent);
}

/** The cell under a screen point, or null beside the plane. */
export function cellAt(view: View, extent: Extent, x: number, y: number): { row: number; column: number } | null {
  const column = Math.floor(view.column + (x - extent.width / 2) / view.scale);
  const row = Math.floor(view.row + (y - extent.height / 2) / view.scale);
  return row >= 0 && row < extent.rows && column >= 0 && column < extent.columns ? { row, column } : null;
}

/** Where a cell's top left corner is on screen. */
export function place(view: View, extent: Extent, row: number, column: number): [number, number] {
  return [extent.width / 2 + (column - view.column) * view.scale, extent.height / 2 + (row - view.row) * view.scale];
}

/** Move only if a cell is off screen. */
export function following(view: View, extent: Extent, row: number, column: number): View {
  const [x, y] = place(view, extent, row, column);
  const margin = view.scale * 2;
  const inside = x >= margin && y >= margin && x <= extent.width - margin && y <= extent.height - margin;
  return inside ? view : clamped({ ...view, row, column }, extent);
}
