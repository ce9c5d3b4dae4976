/** Each way of computing, as it is seen: what stands under a channel, what moves, what lands. */
import { boxKey, type MovingMark } from "../../../shared/marks";
import type { Arithmetic } from "../../operations/figure";
import { partGoing, type Scene } from "../instant";
import { OUTPUT, SUM } from "../keys";
import { type Act, flight } from "./act";
import { curveAct, curveLanding, curveMoving } from "./curve";
import { maxAct, meanAct, poolLanding, poolMoving } from "./pool";
import { productsAct, productsLanding, productsMoving } from "./products";
import { stampAct, stampMoving } from "./stamp";

interface Kind {
  /** @param place is which of the channels that the filter sees. */
  readonly act: (scene: Scene, channel: number, place: number, name: string) => Act;
  /** @param time is how much of the part that is going on is over. */
  readonly moving: (scene: Scene, time: number) => readonly MovingMark[];
  /** The number that goes into the output; stamps land cell by cell. */
  readonly landing?: (scene: Scene) => string;
}

const KINDS: Record<Arithmetic, Kind> = {
  products: {
    act: (scene, _, place, name) => productsAct(scene, name, place),
    moving: productsMoving,
    landing: productsLanding,
  },
  max: { act: maxAct, moving: poolMoving, landing: poolLanding },
  mean: { act: meanAct, moving: poolMoving, landing: poolLanding },
  curve: { act: curveAct, moving: curveMoving, landing: curveLanding },
  stamp: { act: (scene, _, place) => stampAct(scene, place), moving: stampMoving },
};

export function actOf(scene: Scene, channel: number, place: number, name: string): Act {
  return KINDS[scene.figure.arithmetic].act(scene, channel, place, name);
}

/** Everything that is on its way. */
export function moving(scene: Scene, time: number): readonly MovingMark[] {
  const { figure, at } = scene;
  const { landing, moving } = KINDS[figure.arithmetic];
  if (!landing || partGoing(at, "land") === undefined) return moving(scene, time);
  return [flight(SUM, boxKey(OUTPUT, at.current), landing(scene), "output", time)];
}

/** What of a row of the matrix product is at work: entries of the filter's row and of the window's column. */
export function entriesAtWork({ figure, at }: Pick<Scene, "figure" | "at">): ReadonlySet<number> {
  const beat = at.score.find(({ name }) => name === "products");
  const going = beat && partGoing(at, "products");
  if (!beat || going === undefined) return new Set();
  const each = figure.weight!.data.length / figure.weight!.shape[0] / beat.parts;
  return new Set(Array.from({ length: each }, (_, i) => going * each + i));
}
