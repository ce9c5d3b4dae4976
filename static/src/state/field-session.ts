/** Asks what a unit sees, one question at a time, and keeps the last good answer. */
import { answered, Refused, rest, type Schemas } from "../api/client";
import { DRAWN, type FieldScreen, lastMap, planesOf } from "./field";
import { type Complaint, complaintOf, type Operation } from "./network-edits";
import type { NetworkNode } from "./network-table";
import { layersOf, toRequest } from "./networks";
import { Newest } from "./newest";

/** Wider maps are not drawn unit by unit. */
const WIDEST_DIAGRAM = 48;
const UNREACHABLE = "The server cannot be reached. What is on screen stays.";
const NO_CHAIN = "The gradient is measured through chains of windows alone: no branches, no upsampling, no ceil mode. Paths are counted through all.";

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
  private readonly requests = new Newest();
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
    const shown = this.shown!;
    const { analysis, planes } = shown;
    const body = {
      network: { input_shape: analysis.input_shape, layers: layersOf(analysis.nodes) },
      node: node || lastMap(planes),
      unit: unit ? [...unit] : null,
      masks: ["input", ...planes.map(({ name }) => name)],
      effective: overlay === "paths",
    };
    let error = "";
    let sight: Schemas["SightAnswer"] | undefined;
    let gradient: Schemas["EffectiveFieldAnswer"] | undefined;
    try {
      sight = await answered(rest.POST("/api/v1/networks/receptive-field", { body }));
      const layers = overlay === "gradient" ? chainTo(body.node, analysis.nodes) : undefined;
      if (layers) {
        const measured = { layers, input_size: analysis.input_shape.slice(1), unit: sight.unit, channels: 4, draws: 8, seed: 0 };
        gradient = await answered(rest.POST("/api/v1/receptive-field/effective", { body: measured }));
      } else if (overlay === "gradient") error = NO_CHAIN;
    } catch (problem) {
      error = problem instanceof Refused ? problem.message : UNREACHABLE;
    }
    if (shown !== this.shown) return; // another network came in between, and is asked about next
    if (sight) [this.sight, this.gradient] = [sight, gradient];
    this.error = error;
  }
}

/** The layers up to a node's, if they are what is measured: one chain of windows. */
function chainTo(name: string, nodes: readonly NetworkNode[]): Schemas["EffectiveLayerRequest"][] | undefined {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const path: NetworkNode[] = [];
  for (let node = byName.get(name); node; node = byName.get(node.inputs[0])) path.unshift(node);
  const chain = path.filter(({ operation }) => DRAWN.has(operation));
  const isWindow = ({ operation, options, inputs }: NetworkNode) =>
    "kernel_size" in options && operation !== "conv_transpose" && !options.ceil_mode && inputs.length === 1;
  if (!chain.length || !chain.every(isWindow)) return undefined;
  return chain.map(({ options, operation }) => ({
    operation,
    kernel_size: options.kernel_size,
    stride: options.stride ?? (operation.endsWith("pool") ? options.kernel_size : 1),
    padding: options.padding ?? 0,
    dilation: options.dilation ?? 1,
  })) as Schemas["EffectiveLayerRequest"][];
}
