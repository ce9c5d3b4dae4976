/** Asks what a unit sees, one question at a time, and keeps the last good answer. */
import { answered, Refused, rest, type Schemas } from "../shared/api/client";
import type { FieldScreen } from "../shared/links/field";
import { lastMap, planesOf } from "./state/planes";
import { type Complaint, complaintOf, type Operation } from "../shared/network/edits";
import type { NetworkNode } from "../shared/network/table";
import { layersOf, toRequest } from "../shared/network/network";
import { LatestRequest } from "../shared/latest-request";

/** Wider maps are not drawn unit by unit. */
const WIDEST_DIAGRAM = 48;
const UNREACHABLE = "The server cannot be reached. What is on screen stays.";

export interface Shown {
  readonly analysis: Schemas["NetworkAnswer"];
  readonly planes: readonly NetworkNode[];
  readonly connections?: Schemas["ConnectionsAnswer"];
}

export class FieldSession {
  operations: readonly Operation[] = [];
  shown?: Shown;
  unitCells?: Schemas["NetworkUnitAnswer"];
  error = "";
  complaint?: Complaint;
  private readonly requests = new LatestRequest();
  private asking = false;
  private next?: FieldScreen;

  constructor(private readonly changed: () => void) {}

  async start(): Promise<void> {
    try {
      this.operations = (await answered(rest.GET("/api/v1/networks/operations"))).operations;
    } catch {
      this.error = "The server cannot be reached.";
    }
    this.changed();
  }

  /** Another network: its sizes and fields first, then its unit. */
  async load(screen: FieldScreen): Promise<void> {
    const signal = this.requests.next();
    const { network } = screen;
    try {
      const analysis = await (network.kind === "zoo"
        ? answered(rest.GET("/api/v1/networks/{name}", { params: { path: { name: network.name } }, signal }))
        : answered(
            rest.POST("/api/v1/networks/analyze", { body: { input_shape: [...network.inputShape], layers: [...network.layers] }, signal }),
          ));
      const axes = analysis.input_shape.length - 1;
      if (axes !== 2) {
        this.error = `This page draws maps of two axes, but the input of this network has ${axes}: the Networks page says in numbers what its units see.`;
        this.complaint = undefined;
        this.changed();
        return;
      }
      const planes = planesOf(analysis.nodes, screen.node);
      const widest = Math.max(analysis.input_shape[2], ...planes.map(({ output_shape }) => output_shape[2]));
      const connections =
        widest <= WIDEST_DIAGRAM
          ? await answered(rest.POST("/api/v1/networks/connections", { body: { network: toRequest(network), axis: "columns" }, signal }))
          : undefined;
      this.shown = { analysis, planes, connections };
      this.error = "";
      this.complaint = undefined;
      this.changed();
      await this.look(screen);
    } catch (error) {
      if (signal.aborted) return;
      const refused = error instanceof Refused;
      this.complaint = refused && network.kind === "own" ? complaintOf(error.problem, network.layers) : undefined;
      this.error = this.complaint ? "" : refused ? error.message : UNREACHABLE;
      this.changed();
    }
  }

  /** The unit that is pointed at; while one is asked about, only the latest of the others waits. */
  async look(screen: FieldScreen): Promise<void> {
    if (!this.shown) return; // a link to what does not fit shows its error and nothing to point at
    this.next = screen;
    if (this.asking) return;
    this.asking = true;
    try {
      while (this.next) {
        const asked: FieldScreen = this.next;
        this.next = undefined;
        await this.ask(asked);
        this.changed();
      }
    } finally {
      this.asking = false;
    }
  }

  private async ask({ node, unit, overlay }: FieldScreen): Promise<void> {
    const shown = this.shown!;
    const { analysis, planes } = shown;
    const body = {
      network: { input_shape: analysis.input_shape, layers: layersOf(analysis.nodes) },
      node: node || lastMap(planes),
      unit: unit ? [...unit] : null,
      masks: ["input", ...planes.map(({ name }) => name)],
      effective: overlay === "field" ? null : overlay,
    };
    try {
      const unitCells = await answered(rest.POST("/api/v1/networks/receptive-field", { body }));
      if (shown !== this.shown) return; // another network came in between, and is asked about next
      this.unitCells = unitCells;
      this.error = "";
    } catch (error) {
      if (shown === this.shown) this.error = error instanceof Refused ? error.message : UNREACHABLE;
    }
  }
}
