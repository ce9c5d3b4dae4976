/** Whether things may move, as the reader's system asks for it. */
export function motionAllowed(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
