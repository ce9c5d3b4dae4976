/** Explore's own stage, playing one unit of a network with its weights. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { announcement } from "../../explore/drawing/announcement";
import { Motion } from "../../explore/drawing/motion";
import { Show } from "../../explore/drawing/show";
import "../../explore/elements/operation-stage";
import "../../explore/elements/transport-bar";
import type { Result } from "../../explore/operations/figure";
import { REGISTRY } from "../../explore/operations/registry";
import { follow, type PlayerCommand } from "../../explore/state/commands";
import { Player } from "../../explore/state/player";
import type { Traced } from "../../explore/state/trace";
import { Asking, refusal } from "../../shared/asking";
import { LightElement } from "../../shared/elements/light-element";
import { grouped, short } from "../../shared/format";
import type { Case } from "../operations/asks";
import { type Node, type Unit, windowOf } from "../operations/detail";
import { type Played, playedActivation, playedWindow } from "../operations/played";

/** Why the stage stays empty. */
const IN_PADDING =
  "The window of this unit lies in the padding alone: no number of a map is under it, and nothing is played.";

@customElement("unit-stage")
export class UnitStage extends LightElement {
  @property({ attribute: false }) of!: Case;
  @property({ attribute: false }) node!: Node;
  @property({ attribute: false }) unit!: Unit;
  private readonly asking = new Asking(this);
  private readonly player: Player = new Player(this, {
    steps: () => this.show.steps,
    asks: () => false,
    waits: () => this.show.waits,
    onRest: () => {},
  });
  /** What is on stage. */
  private readonly on: { result?: Result } = {};
  private readonly show: Show = new Show(this, this.player, this.on);
  readonly motion = new Motion(this, this.player, this.show);
  private played?: Played;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("unit")) void this.stage();
  }

  private async stage(): Promise<void> {
    const { of, node, unit } = this;
    await this.asking.ask(
      async (signal) => {
        const played = unit.window
          ? await windowOf(of, unit, signal).then(({ channels, input }) => playedWindow(node, unit, channels, input))
          : playedActivation(unit);
        if (!played) throw refusal(IN_PADDING);
        const result = await REGISTRY[played.setup.operation].compute(played.setup, signal);
        // what a network has learned is looked at, not edited
        return { played, result: { ...result, figure: { ...result.figure, editsInput: null, editsWeight: null } } };
      },
      ({ played, result }) => {
        this.played = played;
        this.on.result = result;
        this.player.goTo({ filter: 0, step: played.step, beat: 0 });
      },
    );
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { player, show, played } = this;
    const { scene } = show;
    const problem = this.asking.errors[""];
    if (problem) return html`<p class="field-error" role="alert">${problem}</p>`;
    if (!scene || !played) return html`<p class="loading" role="status">Loading…</p>`;
    const { figure, stage, at } = scene;
    const count = this.unit.channels?.length ?? 1;
    const shown = figure.input.shape[0];
    return html`${
      shown < count
        ? html`<p class="muted">On stage: the ${shown} of ${grouped(count)} channels with the largest sums. The others add ${short(played.others)}, which stands in the bias.</p>`
        : nothing
    }
      <div class="explore unit-stage"
        @trace=${({ detail }: CustomEvent<Traced | null>) => show.hover(detail)}
        @selected=${({ detail }: CustomEvent<Traced | null>) => show.select(detail)}
        @choose=${({ detail }: CustomEvent<Traced>) => show.goTo(detail)}
      >
        <operation-stage .figure=${figure} .stage=${stage} .at=${at} .glide=${player.glide}></operation-stage>
        <transport-bar
          alone
          .step=${player.position.step}
          .steps=${show.steps!.units}
          .beat=${player.position.beat}
          .score=${at.score}
          .playing=${player.playing}
          .loop=${player.loop}
          .whole=${player.whole}
          .speed=${player.speed}
          .rate=${player.rate}
          @command=${({ detail }: CustomEvent<PlayerCommand>) => follow(player, detail)}
          @scrub=${({ detail }: CustomEvent<number>) => player.toStep(detail)}
          @speed=${({ detail }: CustomEvent<number>) => player.setSpeed(detail)}
        ></transport-bar>
        <p class="visually-hidden" role="status">${player.playing ? nothing : announcement(scene, show.channelName)}</p>
      </div>`;
  }
}
