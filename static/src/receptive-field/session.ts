/** What the Receptive field page asks for: a network, then what a unit of it sees. */
import type { ReactiveControllerHost } from "lit";
import { answered, rest, type Schemas } from "../shared/api/client";
import { Asking, refusal, STAYS } from "../shared/asking";
import type { Step } from "../shared/browser-history";
import { withLayers } from "../shared/files/kept";
import { type FieldScreen, fromSearch, toSearch } from "../shared/links/field";
import { analysisOf } from "../shared/network/analysis";
import type { Summary } from "../shared/network/catalogue";
import { type Complaint, complaintOf, type Operation } from "../shared/network/edits";
import { layersOf, toRequest } from "../shared/network/network";
import type { NetworkNode } from "../shared/network/table";
import { Session } from "../shared/session";
import { lastMap, planesOf } from "./state/planes";
import { presetNetwork } from "./state/presets";

/** Wider maps are not drawn unit by unit. */
const WIDEST_DIAGRAM = 48;

export interface Shown {
  readonly network: FieldScreen["network"];
  readonly analysis: Schemas["NetworkAnswer"];
  readonly planes: readonly NetworkNode[];
  readonly connections?: Schemas["ConnectionsAnswer"];
}

export class FieldSession extends Session<FieldScreen, Shown> {
  override draft: FieldScreen = fromSearch(location.search, presetNetwork);
  /** The classic networks. */
  networks: readonly Summary[] = [];
  operations: readonly Operation[] = [];
  /** Networks that come trained. */
  models: readonly Schemas["ModelSummary"][] = [];
  unitCells?: Schemas["NetworkUnitAnswer"];
  private readonly looking: Asking;
  private isLooking = false;
  private next?: FieldScreen;

  constructor(host: ReactiveControllerHost) {
    super(host);
    this.looking = new Asking(host, () => STAYS);
  }

  protected override async prepare(): Promise<void> {
    const [{ networks }, { operations }, { models }] = await Promise.all([
      answered(rest.GET("/api/v1/networks")),
      answered(rest.GET("/api/v1/networks/operations")),
      answered(rest.GET("/api/v1/models")),
    ]);
    this.networks = networks;
    this.operations = operations;
    this.models = models;
  }

  protected override async restore(): Promise<void> {
    const asked = fromSearch(location.search, presetNetwork);
    const screen = { ...asked, network: await withLayers(asked.network) };
    if (!(await this.tried(screen))) return;
    this.looking.stop(); // it was about another network
    await this.look(screen);
  }

  /** Another network: its sizes and fields first, then its unit. */
  override async propose(screen: FieldScreen, step: Step): Promise<boolean> {
    if (this.result && screen.network === this.draft.network) return this.turnTo(screen, step);
    if (!(await super.propose(screen, step))) return false;
    this.looking.stop();
    await this.look(screen);
    return true;
  }

  /** Another unit of the same network, or another overlay or picture. */
  private async turnTo(screen: FieldScreen, step: Step): Promise<boolean> {
    this.draft = screen;
    this.host.requestUpdate();
    this.enter(step);
    await this.look(screen);
    return true;
  }

  /** The unit that is pointed at; while one is asked about, only the latest of the others waits. */
  async look(screen: FieldScreen): Promise<void> {
    if (!this.result) return; // a link to what does not fit shows its error and nothing to point at
    this.next = screen;
    if (this.isLooking) return;
    this.isLooking = true;
    while (this.next) {
      const asked: FieldScreen = this.next;
      this.next = undefined;
      await this.askAbout(asked, this.result);
    }
    this.isLooking = false;
  }

  private askAbout({ node, unit, overlay }: FieldScreen, { analysis, planes }: Shown): Promise<boolean> {
    const body = {
      network: { input_shape: analysis.input_shape, layers: layersOf(analysis.nodes) },
      node: node || lastMap(planes),
      unit: unit ? [...unit] : null,
      masks: ["input", ...planes.map(({ name }) => name)],
      effective: overlay === "field" ? null : overlay,
    };
    return this.looking.ask(
      (signal) => answered(rest.POST("/api/v1/networks/receptive-field", { body, signal })),
      (unitCells) => (this.unitCells = unitCells),
    );
  }

  /** What is wrong with a network of the reader's own, at which layer. */
  get complaint(): Complaint | undefined {
    const { network } = this.draft;
    return this.problem && network.kind === "own" ? complaintOf(this.problem, network.layers) : undefined;
  }

  /** What is wrong with anything else. */
  get error(): string | undefined {
    return this.complaint ? undefined : (this.errors[""] ?? this.looking.errors[""]);
  }

  /** What has been put together layer by layer is not lost while one layer does not fit. */
  protected override keeps({ network }: FieldScreen): boolean {
    return network.kind === "own";
  }

  protected override address(): string {
    return toSearch(this.draft);
  }

  protected override async compute({ network, node }: FieldScreen, signal: AbortSignal): Promise<Shown> {
    const analysis = await analysisOf(network, signal);
    const axes = analysis.input_shape.length - 1;
    if (axes !== 2) {
      throw refusal(
        `This page draws maps of two axes, but the input of this network has ${axes}: the Networks page says in numbers what its units see.`,
      );
    }
    const planes = planesOf(analysis.nodes, node);
    const widest = Math.max(analysis.input_shape[2], ...planes.map(({ output_shape }) => output_shape[2]));
    const connections =
      widest <= WIDEST_DIAGRAM
        ? await answered(
            rest.POST("/api/v1/networks/connections", {
              body: { network: toRequest(network), axis: "columns" },
              signal,
            }),
          )
        : undefined;
    return { network, analysis, planes, connections };
  }
}
