/** What the Feature maps page asks for: a network and a picture first, then what one looks at more closely. */
import { answered, rest, type Schemas } from "../shared/api/client";
import { refusal } from "../shared/asking";
import type { Step } from "../shared/browser-history";
import type { Notice } from "../shared/elements/page-message";
import { withLayers } from "../shared/files/kept";
import { LatestRequest } from "../shared/latest-request";
import { NOWHERE, type Subject } from "../shared/links/maps";
import type { Summary } from "../shared/network/catalogue";
import { type Complaint, complaintOf, type Operation } from "../shared/network/edits";
import type { OwnNetwork } from "../shared/network/network";
import { PICTURES, samplePicture } from "../shared/pictures";
import { Session } from "../shared/session";
import type { Tensor } from "../shared/tensor";
import { firstPicture, fromSearch, type MapsScreen, missingIn, type Picture, toSearch } from "./link";
import { askAttribution, askWeights, type Case } from "./operations/asks";
import { type MapDetail, mapDetail, type Node, nodeOf, type UnitDetail, unitDetail } from "./operations/detail";
import { covered, type Input, ofDrawing, ofImage } from "./operations/input";
import { layerTiles, type Overview, overview, type Tiles } from "./operations/overview";
import { type Known, known } from "./operations/subjects";
import { completed, composed, kernelOf } from "./operations/weights";
import type { ByHand, KernelOf } from "./state/by-hand";
import type { Drawing } from "./state/drawing";
import { inNumbers, usualNumbers } from "./state/numbers";

export interface Shown {
  readonly screen: MapsScreen;
  readonly known: Known;
  readonly input: Input;
  readonly view: Overview;
  /** Of the place where one is. */
  readonly layer?: Tiles;
  /** Of a convolution that reads few maps. */
  readonly kernels?: Tensor;
  readonly map?: MapDetail;
  readonly unit?: UnitDetail;
  readonly why?: Schemas["AttributionAnswer"];
}

/** What was last worked out, by what it was worked out from. */
class Last<T> {
  private from: readonly unknown[] = [];
  private value?: T;

  async of(from: readonly unknown[], work: () => T | Promise<T>): Promise<T> {
    if (this.value === undefined || from.some((part, i) => part !== this.from[i])) {
      this.value = await work();
      this.from = from;
    }
    return this.value;
  }
}

export class MapsSession extends Session<MapsScreen, Shown> {
  override draft: MapsScreen = fromSearch(location.search);
  models: readonly Schemas["ModelSummary"][] = [];
  /** The classic networks, which are shown with random weights. */
  networks: readonly Summary[] = [];
  /** The picture that a link asks for and that only the reader has. */
  wanted = "";
  /** What a link is about that was too long for it. */
  missing: readonly string[] = [];
  notice?: Notice;
  /** What is wrong with a network of the reader's own, at which layer. */
  complaint?: Complaint;
  operations: readonly Operation[] = [];
  private image?: { readonly name: string; readonly bitmap: ImageBitmap };
  private readonly choices = new LatestRequest();
  private readonly subjects = new Last<Known>();
  private readonly inputs = new Last<Input>();
  private readonly coverings = new Last<Input>();
  private readonly views = new Last<Overview>();
  private readonly layers = new Last<Tiles>();
  private readonly kernels = new Last<Tensor>();
  private readonly mapDetails = new Last<MapDetail>();
  private readonly unitDetails = new Last<UnitDetail>();
  private readonly reasons = new Last<Schemas["AttributionAnswer"]>();

  protected override async prepare(): Promise<void> {
    const [{ networks }, { models }, { operations }] = await Promise.all([
      answered(rest.GET("/api/v1/networks")),
      answered(rest.GET("/api/v1/models")),
      answered(rest.GET("/api/v1/networks/operations")),
    ]);
    this.networks = networks;
    this.models = models;
    this.operations = operations;
  }

  protected override async restore(): Promise<void> {
    const asked = fromSearch(location.search);
    const screen = { ...asked, subject: await resolved(asked.subject) };
    const { picture } = screen;
    // the picture that the reader has chosen last is still here
    this.wanted = picture.kind === "upload" && picture.name !== this.image?.name ? picture.name : "";
    this.missing = missingIn(location.search);
    if ((await this.tried(this.wanted ? { ...screen, picture: firstPicture(screen.subject) } : screen)) || this.result)
      return;
    // what is asked for is not there: the network itself may be
    const { errors, problem } = this;
    const plain = { ...screen, place: NOWHERE, off: {}, why: null, cover: null };
    const there = await this.tried(plain);
    if (!there) await this.tried({ ...plain, picture: { kind: "drawing", drawing: [] } });
    Object.assign(this, { errors, problem });
    this.host.requestUpdate();
  }

  override propose(screen: MapsScreen, step: Step): Promise<boolean> {
    this.notice = undefined;
    this.complaint = undefined;
    this.missing = [];
    return super.propose(screen, step);
  }

  /** Change a part of what is asked for. */
  change(change: Partial<MapsScreen>, step: Step = "push"): Promise<boolean> {
    return this.propose({ ...this.draft, ...change }, step);
  }

  /** Another network starts with a picture of its own. */
  turnTo(subject: Subject): Promise<boolean> {
    const fresh = { subject, place: NOWHERE, off: {}, why: null, cover: null };
    return this.change({ ...fresh, picture: firstPicture(subject), numbers: usualNumbers(subject) });
  }

  /** A line that is still being drawn is followed, and is no step of its own in the history. */
  async draw(drawing: Drawing, done: boolean): Promise<void> {
    const screen: MapsScreen = { ...this.draft, picture: { kind: "drawing", drawing }, cover: null };
    if (!done) return void (await this.tried(screen));
    this.stop(); // what is asked of the line while it was drawn is not waited for
    await this.propose(screen, "push");
  }

  /** A patch that is being dragged about. */
  async cover(cover: MapsScreen["cover"], done: boolean): Promise<void> {
    const screen = { ...this.draft, cover };
    if (done) await this.propose(screen, "replace");
    else await this.tried(screen);
  }

  async upload(blob: Blob, name: string): Promise<void> {
    const signal = this.choices.next();
    const bitmap = await createImageBitmap(blob).catch(() => undefined);
    if (signal.aborted) return;
    if (!bitmap) return this.complainOf("input", `${name} is not a picture that this browser can read.`);
    await this.see(bitmap, name, true);
  }

  /** A picture of the reader's own: a file, or a frame of the camera, of which only one that is kept is a step. */
  async see(bitmap: ImageBitmap, name: string, kept: boolean): Promise<void> {
    this.image = { name, bitmap };
    this.wanted = "";
    const screen: MapsScreen = { ...this.draft, picture: { kind: "upload", name }, cover: null };
    if (kept) await this.propose(screen, "push");
    else await this.tried(screen);
  }

  /** A small network to compose by hand. */
  async compose(byHand: ByHand): Promise<void> {
    const signal = this.choices.next();
    const subject = await composed(byHand, signal).catch(
      (error: unknown) => void (signal.aborted || this.complain(error)),
    );
    if (subject && !signal.aborted) await this.turnTo(subject);
  }

  /** Other layers of one's own network: weights that still fit stay, the others are drawn. */
  async reshape(network: OwnNetwork): Promise<void> {
    const { subject } = this.draft;
    if (subject.kind !== "network") return;
    const { weights } = subject;
    const signal = this.choices.next();
    try {
      const fitting = "tensors" in weights ? { tensors: await completed(network, weights.tensors, signal) } : weights;
      if (signal.aborted) return;
      const { place } = this.draft;
      const there = network.layers.some(({ name }) => name === place.node);
      await this.change({
        subject: { ...subject, network, weights: fitting },
        place: there ? place : NOWHERE,
        off: {},
      });
    } catch (error) {
      if (signal.aborted) return;
      this.complain(error);
      this.complaint = this.problem && complaintOf(this.problem, network.layers);
    }
  }

  /** Some numbers of a node's weights. */
  async type(node: string, name: string, offset: number, numbers: readonly number[]): Promise<void> {
    const { subject } = this.draft;
    if (subject.kind !== "network" || !("tensors" in subject.weights)) return;
    const { tensors } = subject.weights;
    const before = tensors[node][name];
    const data = Float64Array.from(before.data);
    data.set(numbers, offset);
    const changed = { ...tensors, [node]: { ...tensors[node], [name]: { ...before, data } } };
    await this.change({ subject: { ...subject, weights: { tensors: changed } } });
  }

  async layIn(node: string, offset: number, kernel: KernelOf): Promise<void> {
    const signal = this.choices.next();
    const numbers = await kernelOf(kernel).catch((error: unknown) => void (signal.aborted || this.complain(error)));
    if (numbers && !signal.aborted) await this.type(node, "weight", offset, numbers);
  }

  say(text: string): void {
    this.notice = { text };
    this.host.requestUpdate();
  }

  protected override address(): string {
    return toSearch(this.draft);
  }

  protected override async compute(screen: MapsScreen, signal: AbortSignal): Promise<Shown> {
    const { subject, picture, fit, numbers, off, place, why, cover } = screen;
    const about = await this.subjects.of([JSON.stringify(subject)], () => known(subject, signal));
    const { input_shape: shape } = about.analysis;
    if (shape.length !== 3) {
      throw refusal(`This page shows networks of pictures [C, H, W]; this one takes [${shape.join(", ")}].`);
    }
    const fitted = await this.inputs.of([picture, fit, about, this.image], () =>
      this.inputFrom(picture, screen, about),
    );
    const input = await this.coverings.of([fitted, cover?.join()], () => covered(fitted, cover));
    const view = await this.views.of([input, about, numbers, JSON.stringify(off)], () =>
      overview(this.caseOf(screen, input), about, signal),
    );
    const shown: Shown = { screen, known: about, input, view };
    return { ...shown, ...(await this.closer(view, place, signal)), why: await this.reasonFor(view, why, signal) };
  }

  /** Pixels go as they are to a network that comes trained; any other gets the numbers that are chosen. */
  private caseOf({ subject, numbers, off }: MapsScreen, { pixels }: Input): Case {
    return { subject, input: subject.kind === "model" ? pixels : inNumbers(pixels, numbers), off };
  }

  private async inputFrom(picture: Picture, { subject, fit }: MapsScreen, about: Known): Promise<Input> {
    const { input_shape: shape } = about.analysis;
    const mnist = subject.kind === "model" && subject.name === "digits";
    if (picture.kind === "drawing") return ofDrawing(picture.drawing, shape, mnist);
    if (picture.kind === "upload") return ofImage(this.image!.bitmap, shape, fit);
    if (!PICTURES.includes(picture.name)) {
      throw refusal(`There is no picture named “${picture.name}”; there are ${PICTURES.join(", ")}.`);
    }
    return ofImage(await samplePicture(picture.name), shape, fit);
  }

  private async closer(view: Overview, place: MapsScreen["place"], signal: AbortSignal): Promise<Partial<Shown>> {
    if (!place.node) return {};
    const node = nodeOf(view, place.node);
    if (!node) throw refusal(`This network has no layer named “${place.node}”.`);
    const layer = await this.layers.of([view, place.node], () => layerTiles(view.of, place.node, signal));
    if (place.map === null) return { layer, kernels: await this.kernelsOf(view, node, signal) };
    const [channels, ...axes] = node.output_shape;
    if (place.map >= channels) {
      throw refusal(`There is no map ${place.map}: “${place.node}” has ${channels}, counted from 0.`);
    }
    // a vector has no maps: each of its numbers is a unit
    if (axes.length === 0) {
      const own = { ...place, unit: [] };
      return {
        layer,
        unit: await this.unitDetails.of([view, JSON.stringify(own)], () => unitDetail(view, own, signal)),
      };
    }
    const map = await this.mapDetails.of([view, place.node, place.map], () =>
      mapDetail(view, node, place.map!, signal),
    );
    if (!place.unit) return { layer, map };
    const unit = await this.unitDetails.of([view, JSON.stringify(place)], () => unitDetail(view, place, signal));
    return { layer, map, unit };
  }

  /** Filters that can be seen at a glance: those that read one map, or the three of a colour. */
  private kernelsOf(view: Overview, node: Node, signal: AbortSignal): Promise<Tensor> | undefined {
    if (node.operation !== "conv" || node.output_shape.length !== 3) return undefined;
    const { subject } = view.of;
    return this.kernels.of([JSON.stringify(subject), node.name], async () => {
      const weights = await askWeights(view.of, [node.name], signal);
      return weights[`${node.name}.weight`];
    });
  }

  private reasonFor(
    view: Overview,
    why: MapsScreen["why"],
    signal: AbortSignal,
  ): Promise<Schemas["AttributionAnswer"]> | undefined {
    if (!why) return undefined;
    const best = view.answer.classes?.[0].index;
    if (best === undefined) throw refusal("This network does not end in classes: there is none to ask about.");
    const asked = { method: why.method, class: why.class ?? best };
    return this.reasons.of([view, JSON.stringify(asked)], () => askAttribution(view.of, asked, signal));
  }
}

/** A network that the link names by its file alone, with its layers. */
async function resolved(subject: Subject): Promise<Subject> {
  return subject.kind === "network" ? { ...subject, network: await withLayers(subject.network) } : subject;
}
