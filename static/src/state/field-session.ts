/** Asks what a unit sees, one question at a time, and keeps the last good answer. */
import { answered, Refused, rest, type Schemas } from "../api/client";
import { DRAWN, type FieldScreen, lastMap, planesOf } from "./field";
import { type Complaint, complaintOf, type Operation } from "./network-edits";
import type { NetworkNode } from "./network-table";
import { layersOf, toRequest } from "./networks";

/** Wider maps are not drawn unit by unit. */
const WIDEST_DIAGRAM = 48;

export interface Shown {
  readonly analysis: Schemas["NetworkAnswer"];
  readonly planes: readonly NetworkNode[];
  readonly connections?: Schemas["ConnectionsAnswer"];
}

export class FieldSession {
  operations: readonly Operation[] = [];
  shown?: Shown;
  sight?: Schemas["SightAnswer"];
  /** The measured effective field, row by row. */
  gradient?: Schemas["EffectiveFieldAnswer"];
  error = "";
  complaint?: Complaint;
  private request?: AbortController;
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
    this.request?.abort();
    const { signal } = (this.request = new AbortController());
    const { network } = screen;
    try {
      const analysis = await (network.kind === "zoo"
        ? answered(rest.GET("/api/v1/networks/{name}", { params: { path: { name: network.name } }, signal }))
        : answered(
            rest.POST("/api/v1/networks/analyze", { body: { input_shape: [...network.inputShape], layers: [...network.layers] }, signal }),
          ));
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
      this.error = this.complaint ? "" : refused ? error.message : "The server cannot be reached. What is on screen stays.";
      this.changed();
    }
  }

  /** The unit that is pointed at; while one is asked about, only the newest of the others waits. */
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
    const { analysis, planes } = this.shown!;
    const body = {
      network: { input_shape: analysis.input_shape, layers: layersOf(analysis.nodes) },
      node: node || lastMap(planes),
      unit: unit ? [...unit] : null,
      masks: ["input", ...planes.map(({ name }) => name)],
      effective: overlay === "paths",
    };
    try {
      this.sight = await answered(rest.POST("/api/v1/networks/receptive-field", { body }));
      this.gradient = undefined;
      this.error = "";
      if (overlay === "gradient") await this.measure(body.node);
    } catch (error) {
      this.error = error instanceof Refused ? error.message : "The server cannot be reached. What is on screen stays.";
    }
  }

  /** Only a chain of windows is measured: the layers up to the unit's. */
  private async measure(name: string): Promise<void> {
    const { analysis } = this.shown!;
    const byName = new Map(analysis.nodes.map((node) => [node.name, node]));
    const path: NetworkNode[] = [];
    for (let node = byName.get(name); node; node = byName.get(node.inputs[0])) path.unshift(node);
    const chain = path.filter(({ operation }) => DRAWN.has(operation));
    const isWindow = ({ operation, options, inputs }: NetworkNode) =>
      "kernel_size" in options && operation !== "conv_transpose" && !options.ceil_mode && inputs.length === 1;
    if (!chain.length || !chain.every(isWindow)) {
      this.error = "The gradient is measured through chains of windows alone: no branches, no upsampling, no ceil mode. Paths are counted through all.";
      return;
    }
    const layers = chain.map(({ options, operation }) => ({
      operation,
      kernel_size: options.kernel_size,
      stride: options.stride ?? (operation.endsWith("pool") ? options.kernel_size : 1),
      padding: options.padding ?? 0,
      dilation: options.dilation ?? 1,
    })) as Schemas["EffectiveLayerRequest"][];
    const body = { layers, input_size: analysis.input_shape.slice(1), unit: this.sight!.unit, channels: 4, draws: 8, seed: 0 };
    this.gradient = await answered(rest.POST("/api/v1/receptive-field/effective", { body }));
  }
}
