/** Which of many maps are on show, in a sentence that claims no more than is so. */
import { grouped } from "../../shared/format";

/** All that there are, those that answer most, the first, or some that are known of. */
export type OnShow = "all" | "strongest" | "first" | "some";

/** Empty where all are there. `what` they are is said where the place does not say it. */
export function onShow(kind: OnShow, shown: number, total: number, what = ""): string {
  if (kind === "some") return "Not all maps that go into it: those of the largest contributions to its middle unit.";
  if (kind === "all" || shown >= total) return "";
  const which = kind === "strongest" ? "that answer most" : "that come first";
  return `${grouped(shown)} of ${grouped(total)}${what && ` ${what}`}: those ${which}.`;
}
