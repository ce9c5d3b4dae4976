/** What the Explore page asks for: a setup, a preset, a picture, numbers of the reader's own. */
import type { ReactiveControllerHost } from "lit";
import { answered, rest, type Schemas } from "../shared/api/client";
import type { Step } from "../shared/browser-history";
import type { Notice } from "../shared/elements/page-message";
import { LatestRequest } from "../shared/latest-request";
import { fromSearch, type Link, toLink } from "../shared/links/explore";
import { LARGEST_SIDE, PICTURE_SIDE, PICTURES, samplePicture, toTensor } from "../shared/pictures";
import { Session } from "../shared/session";
import { channelsOf, fitted, fromPreset, zeros } from "../shared/setup/edits";
import { withOperation } from "../shared/setup/operation";
import { isPicture, type Operation, type Position, type Preset, type Setup, START } from "../shared/setup/setup";
import type { Tensor } from "../shared/tensor";
import type { Result } from "./operations/figure";
import { REGISTRY } from "./operations/registry";
import { whole } from "./state/beats";
import { Gestures } from "./state/gestures";
import type { Player } from "./state/player";
import { type Remedies, RemedySearch } from "./state/remedies";
import { Undo } from "./state/undo";

const FIRST_PRESET = "worked-example";
/** Stands in for an uploaded picture until it is chosen again. */
const STAND_IN = "still-life";
const READABLE_SIZE = [7, 7];
/** What can be taken back: pictures changed pixel by pixel are large. */
const MOST_CHANGES = { count: 100, bytes: 256 * 2 ** 20 };

/** What can be gone back to: a setup, the picture that its input is a scaled copy of, and where one last stood in it. */
interface Kept {
  readonly setup: Setup;
  readonly image?: ImageBitmap;
  position?: Position;
}

export class ExploreSession extends Session<Setup, Result> {
  presets: readonly Schemas["PresetSummary"][] = [];
  /** What there is to say in passing. */
  notice?: Notice;
  /** The name of an uploaded picture that a link asks for. */
  wanted = "";
  private readonly fetched = new Map<string, Promise<Preset>>();
  private readonly details = new Map<string, Preset>();
  private image?: ImageBitmap;
  /** Of presets and pictures, which take longer than other changes and do not give way to them. */
  private readonly choices = new LatestRequest();
  private readonly search = new RemedySearch(
    (setup, signal) => this.compute(setup, signal),
    () => this.host.requestUpdate(),
  );
  private readonly gestures = new Gestures();
  private readonly changes = new Undo<Kept>(MOST_CHANGES.count, partsOf, MOST_CHANGES.bytes);
  /** A change that the server has not answered yet. */
  private asked?: { readonly kept: Kept; readonly gesture: number };
  /** How each operation last stood, to be found again when one goes back to it. */
  private readonly stood = new Map<Operation, Setup>();
  private compared?: { readonly draft: Setup; readonly changed: boolean };

  constructor(
    host: ReactiveControllerHost,
    private readonly player: Player,
  ) {
    super(host);
  }

  override hostConnected(): void {
    super.hostConnected();
    this.gestures.connect();
  }

  override hostDisconnected(): void {
    super.hostDisconnected();
    this.gestures.disconnect();
    this.search.stop();
  }

  protected override async prepare(): Promise<void> {
    this.presets = (await answered(rest.GET("/api/v1/presets"))).presets;
  }

  protected override compute(setup: Setup, signal: AbortSignal): Promise<Result> {
    return REGISTRY[setup.operation].compute(setup, signal);
  }

  /** A preset in full; asked for once, however many want it. */
  preset(name: string): Promise<Preset> {
    const known = this.fetched.get(name);
    if (known) return known;
    const asked = answered(rest.GET("/api/v1/presets/{name}", { params: { path: { name } } }));
    this.fetched.set(name, asked);
    asked.then(
      (preset) => this.details.set(name, preset),
      () => this.fetched.delete(name),
    );
    return asked;
  }

  protected override async restore(): Promise<void> {
    const asked = new URLSearchParams(location.search).get("preset") ?? FIRST_PRESET;
    const known = this.presets.some(({ name }) => name === asked);
    this.notice = known ? undefined : { text: `There is no preset named “${asked}”; this is the worked example.` };
    const signal = this.choices.next();
    const preset = await this.preset(known ? asked : FIRST_PRESET);
    const { setup, position, whole: isWhole, channels } = fromSearch(known ? location.search : "", preset);
    const source = this.known(setup.source);
    this.wanted = source.kind === "upload" ? source.name : "";
    let draft = setup;
    if (source.kind !== "numbers") {
      const side = source.kind === "picture" ? source.side : PICTURE_SIDE;
      if (!(await this.fetchPicture(source.kind === "picture" ? source.name : STAND_IN, signal))) return;
      draft = fitted({ ...setup, source, input: toTensor(this.image!, side, channels === 1) });
    }
    if (signal.aborted) return;
    const agreed = await this.tried(draft);
    if (!this.result) await this.showInstead(fromPreset(preset, draft));
    if (signal.aborted) return;
    this.stood.clear();
    const first = this.changes.current === undefined;
    if (agreed || first) {
      this.changes.add({ setup: agreed ? draft : this.result!.setup, image: this.image }, this.gestures.alone());
    }
    this.player.whole = isWhole;
    if (agreed) this.player.goTo(position);
  }

  /** A first picture, where the link itself asks for something impossible; unless something else has come meanwhile. */
  private async showInstead(setup: Setup): Promise<void> {
    const instead = await this.compute(fitted(setup), new AbortController().signal);
    this.result ??= instead;
    this.host.requestUpdate();
  }

  /** A sample that is not there gives way to one that is. */
  private known(source: Setup["source"]): Setup["source"] {
    if (source.kind !== "picture" || PICTURES.includes(source.name)) return source;
    this.notice = { text: `There is no picture named “${source.name}”; this is ${STAND_IN}.` };
    return { ...source, name: STAND_IN };
  }

  /** @param gesture names what the reader does; changes of the same gesture are undone together. */
  override async propose(setup: Setup, step: Step = "merge", gesture = this.gestures.count): Promise<boolean> {
    this.notice = undefined;
    if (gesture !== this.asked?.gesture) this.keepAsked();
    this.notePosition();
    const asked = { kept: { setup, image: this.image }, gesture };
    this.asked = asked;
    const agreed = await super.propose(setup, step);
    if (this.asked !== asked) return agreed;
    if (agreed) this.keepAsked();
    this.asked = undefined;
    return agreed;
  }

  /** A change that the next one overtakes, before the server has answered, is still one that can be gone back to. */
  private keepAsked(): void {
    if (this.asked) this.changes.add(this.asked.kept, this.asked.gesture);
    this.asked = undefined;
    this.host.requestUpdate();
  }

  /** A change that is a step of its own. */
  private proposeAlone(setup: Setup): Promise<boolean> {
    return this.propose(setup, "merge", this.gestures.alone());
  }

  protected override async tried(setup: Setup): Promise<boolean> {
    this.search.stop();
    const agreed = await super.tried(setup);
    if (this.problem && this.draft === setup) void this.search.start(setup, Object.keys(this.errors));
    return agreed;
  }

  /** For each field that was refused, the nearest value that the server agrees to, once it is found. */
  get remedies(): Remedies {
    return this.search.found;
  }

  /** What is asked for is not what the last change led to: it was refused, or is still on its way. */
  private get isUnsettled(): boolean {
    return this.draft !== this.changes.current?.setup;
  }

  get canUndo(): boolean {
    return this.changes.canUndo || this.isUnsettled;
  }

  get canRedo(): boolean {
    return this.changes.canRedo;
  }

  get hasForgotten(): boolean {
    return this.changes.hasForgotten;
  }

  async undo(): Promise<void> {
    this.keepAsked();
    this.notePosition();
    await this.bringBack(this.isUnsettled ? this.changes.current : this.changes.undo());
  }

  async redo(): Promise<void> {
    this.keepAsked();
    this.notePosition();
    await this.bringBack(this.changes.redo());
  }

  private async bringBack(kept: Kept | undefined): Promise<void> {
    if (!kept) return;
    const { position } = kept;
    this.choices.stop();
    this.notice = undefined;
    this.image = kept.image;
    const pictured = isPicture(this.draft!.source);
    if (!(await super.propose(kept.setup, "merge"))) return;
    this.settle(pictured, kept.setup.source);
    // as far as it still exists: a player goes to the nearest place that there is
    if (position && this.result?.setup === kept.setup) this.player.goTo(position);
  }

  /** Where one stands in what is on screen, to be found again when this is gone back to. */
  private notePosition(): void {
    const { current } = this.changes;
    if (current && this.result?.setup === current.setup) current.position = this.player.place;
  }

  /** Whether what is asked for differs from the preset that it started from: whether its link says more. */
  get changed(): boolean {
    const draft = this.draft!;
    if (this.compared?.draft !== draft) this.compared = { draft, changed: this.differs(draft) };
    return this.compared.changed;
  }

  private differs(setup: Setup): boolean {
    const preset = this.details.get(setup.preset)!;
    const said = (s: Setup) => {
      const { search, missing } = toLink(s, START, isPicture(s.source), preset);
      return `${search} ${missing}`;
    };
    return said(setup) !== said(ownSetup(preset));
  }

  async switchOperation(operation: Operation): Promise<void> {
    const { base } = this;
    this.stood.set(base.operation, base);
    await this.proposeAlone(withOperation(base, operation, this.stood.get(operation)));
  }

  protected override enter(step: Step): void {
    this.player.clamp();
    super.enter(step);
  }

  protected override address(): string {
    return this.link().search;
  }

  /** The link to what is on screen. */
  link(): Link {
    const c = this.result!.setup;
    return toLink(c, this.player.place, this.player.whole, this.details.get(c.preset)!);
  }

  /** What a further change starts from: what is asked for, or what is on screen where that was refused. */
  get base(): Setup {
    return Object.keys(this.errors).length > 0 ? this.result!.setup : this.draft!;
  }

  /** @param own is true where a picture of the reader's own gives way to the preset's. */
  async choosePreset(name: string, own = false): Promise<void> {
    const signal = this.choices.next();
    const preset = await this.unlessGone(this.preset(name), signal);
    if (!preset) return;
    this.stood.clear();
    if (preset.input) {
      const setup = fromPreset(preset);
      await this.proposeAlone(setup);
      if (this.shows(setup.source)) this.startOver();
      return;
    }
    // a picture of the reader's own stays; another filter is tried on it
    const kept = !own && this.draft!.source.kind === "upload";
    if (!kept && !(await this.fetchPicture(preset.picture!, signal))) return;
    const source = kept
      ? this.draft!.source
      : ({ kind: "picture", name: preset.picture!, side: PICTURE_SIDE } as const);
    const side = kept ? Math.max(...this.draft!.input.shape.slice(1)) : PICTURE_SIDE;
    await this.proposeAlone(
      fromPreset(preset, { source, input: toTensor(this.image!, side, channelsOf(preset) === 1) }),
    );
    if (this.shows(source)) this.showWhole();
  }

  /** Whether what was asked for is on screen: it may have been refused, or something else may have come meanwhile. */
  private shows(source: Setup["source"]): boolean {
    return this.result?.setup.source === source;
  }

  private startOver(): void {
    this.player.whole = false;
    this.player.goTo(START);
  }

  /** After a change from a picture to numbers or back, start as each is best seen; else stay. */
  private settle(wasPicture: boolean, source: Setup["source"]): void {
    if (!this.shows(source) || wasPicture === isPicture(source)) return;
    if (wasPicture) this.startOver();
    else this.showWhole();
  }

  /** A corner of a picture is seldom worth seeing first. */
  private showWhole(): void {
    this.player.whole = true;
    const [rows, columns] = this.result!.figure.steps;
    this.player.goTo(whole(0, Math.floor(rows / 2) * columns + Math.floor(columns / 2)));
  }

  async choosePicture(name: string, side: number, channels: number): Promise<void> {
    const signal = this.choices.next();
    if (await this.fetchPicture(name, signal)) await this.usePicture({ kind: "picture", name, side }, side, channels);
  }

  /** Whether it came and is still wanted. */
  private async fetchPicture(name: string, signal: AbortSignal): Promise<boolean> {
    const image = await this.unlessGone(samplePicture(name), signal);
    if (image) this.image = image;
    return image !== undefined;
  }

  /** What was chosen; undefined if it does not come, or something else has been chosen meanwhile. */
  private async unlessGone<T>(chosen: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    try {
      const found = await chosen;
      return signal.aborted ? undefined : found;
    } catch (error) {
      if (!signal.aborted) this.complain(error);
      return undefined;
    }
  }

  /** The picture on stage at another size or in other colours. */
  async rescale(side: number, channels: number): Promise<void> {
    const { source } = this.draft!;
    await this.usePicture(
      source.kind === "picture" ? { kind: "picture", name: source.name, side } : source,
      side,
      channels,
    );
  }

  /** A file of the reader's own, or a frame of the webcam. */
  async upload(blob: Blob, name: string): Promise<void> {
    const signal = this.choices.next();
    const image = await createImageBitmap(blob).catch(() => undefined);
    if (signal.aborted) return;
    if (!image) return this.complainOf("input", `${name} is not a picture that this browser can read.`);
    this.image = image;
    this.wanted = "";
    const longest = Math.max(image.width, image.height);
    const channels = this.draft!.input.shape[0] === 1 ? 1 : 3;
    await this.usePicture({ kind: "upload", name }, Math.min(longest, LARGEST_SIDE), channels);
    if (longest > LARGEST_SIDE) this.say(`${name} was scaled down so that its longer side is ${LARGEST_SIDE} pixels.`);
  }

  /** Numbers of the reader's own; a picture gives way to a tensor small enough to read. */
  async useNumbers(make: (shape: readonly number[]) => Tensor): Promise<void> {
    this.choices.stop();
    const c = this.base;
    const wasPicture = isPicture(c.source);
    const shape = wasPicture ? [c.input.shape[0], ...READABLE_SIZE] : c.input.shape;
    const source = { kind: "numbers" } as const;
    await this.proposeAlone({ ...c, source, input: make(shape) });
    this.settle(wasPicture, source);
  }

  /** Keep the address in step with the animation, which makes no entry in the history. */
  remember(): void {
    if (this.result) this.note();
  }

  say(text: string): void {
    this.notice = { text };
    this.host.requestUpdate();
  }

  private async usePicture(source: Setup["source"], side: number, channels: number): Promise<void> {
    const wasPicture = isPicture(this.draft!.source);
    const input = toTensor(this.image!, side, channels === 1);
    // a grouped filter bank may not divide the picture's channels
    const groups = channels % this.draft!.groups === 0 ? this.draft!.groups : 1;
    await this.proposeAlone(fitted({ ...this.draft!, source, input, groups }));
    this.settle(wasPicture, source);
  }
}

/** The tensors of a setup; the picture that they were made from is the browser's. */
function partsOf({ setup }: Kept): ArrayBufferLike[] {
  const { input, weight, gradOutput } = setup;
  return [input, weight, ...(gradOutput ? [gradOutput] : [])].map(({ data }) => data.buffer);
}

/** What a preset shows; of a picture, what its link says of it. */
function ownSetup(preset: Preset): Setup {
  if (preset.picture === null) return fromPreset(preset);
  return fromPreset(preset, {
    source: { kind: "picture", name: preset.picture, side: PICTURE_SIDE },
    input: zeros([channelsOf(preset), 1, 1]),
  });
}
