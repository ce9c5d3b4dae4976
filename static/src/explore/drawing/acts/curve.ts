/** An activation's unit: a number runs along the curve to what becomes of it. */
import { short } from "../../../shared/format";
import { boxKey, type MovingMark } from "../../../shared/marks";
import { isOver, partGoing, partsDone, type Scene } from "../instant";
import { inputKey, SUM } from "../keys";
import { type Act, ASKED, flight, pointOn, total } from "./act";

/** The box of the number that the curve bends. */
export const BENT = "bent";

function numbers({ figure, at }: Scene, channel: number): { from: number; to: number } {
  const index = (channel * figure.steps[0] + at.step.row) * figure.steps[1] + at.step.column;
  return { from: figure.input.data[index], to: figure.output.data[index] };
}

export function curveAct(scene: Scene, channel: number): Act {
  const { figure, at } = scene;
  const { from, to } = numbers(scene, channel);
  const { parts } = at.score.find(({ name }) => name === "curve")!;
  return {
    operands: [],
    point: pointOn(figure.curve!, isOver(at, "window") && !at.asked, from, to, partsDone(at, "curve") / parts, "along"),
    line: isOver(at, "window") ? short(from) : "",
    total: total(SUM, "becomes", isOver(at, "curve") ? to : undefined, at.asked),
  };
}

export function curveMoving(scene: Scene, time: number): readonly MovingMark[] {
  const { figure, at } = scene;
  if (partGoing(at, "window") === undefined) return [];
  const channel = figure.seen(at.filter)[0];
  return [flight(boxKey(inputKey(channel), at.step), BENT, short(numbers(scene, channel).from), "input", time)];
}

export function curveLanding(scene: Scene): string {
  return scene.at.asked ? ASKED : short(numbers(scene, scene.figure.seen(scene.at.filter)[0]).to);
}
