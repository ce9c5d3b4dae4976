/** What the network is shown: drawn, chosen, of one's own, or seen by the camera. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { PICTURES } from "../../shared/pictures";
import type { MapsSession, Shown } from "../session";
import { NUMBERS, type Numbers } from "../state/numbers";
import "./drawing-pad";
import "./input-view";
import "./live-camera";
import type { See } from "./live-camera";

/** Of the picture's shorter side, what a patch covers. */
const PATCH = 1 / 5;

/** Whether the pointer covers the picture, whether the camera is on, what turns that on and off, and who sees it. */
interface Switches {
  readonly covering: boolean;
  readonly camera: boolean;
  readonly toggleCamera: () => void;
  readonly see: See;
}

export function picturePanel(
  session: MapsSession,
  shown: Shown,
  { covering, camera, toggleCamera, see }: Switches,
): TemplateResult {
  const { picture, fit } = session.draft;
  const [, height, width] = shown.known.analysis.input_shape;
  const drawing = picture.kind === "drawing" ? picture.drawing : [];
  const name = picture.kind === "sample" ? picture.name : "";
  return html`<section class="panel" aria-label="Picture">
    ${picture.kind === "drawing" ? html`<drawing-pad .drawing=${drawing} .side=${width}></drawing-pad>` : nothing}
    <div class="picture-choice">
      <label for="sample">Picture</label>
      <select id="sample" .value=${live(picture.kind === "drawing" ? "draw" : name)} @change=${(event: Event) => choose(session, (event.target as HTMLSelectElement).value)}>
        <option value="draw" ?selected=${picture.kind === "drawing"}>a drawing</option>
        ${PICTURES.map((one) => html`<option value=${one} ?selected=${one === name}>${one.replaceAll("-", " ")}</option>`)}
        ${picture.kind === "upload" ? html`<option value="" selected>${picture.name}</option>` : nothing}
      </select>
      <label class="button file">Your picture<input type="file" id="upload" class="visually-hidden" accept="image/*" @change=${(event: Event) => upload(session, event.target as HTMLInputElement)} /></label>
      <button type="button" class="button" aria-pressed=${camera} @click=${toggleCamera}>Webcam</button>
    </div>
    ${camera ? html`<live-camera .see=${see}></live-camera>` : nothing}
    ${
      picture.kind === "drawing"
        ? nothing
        : html`<div class="picture-choice">
            <label for="fit">Fit</label>
            <select id="fit" .value=${live(fit)} @change=${(event: Event) => void session.change({ fit: (event.target as HTMLSelectElement).value as typeof fit })}>
              <option value="crop" ?selected=${fit === "crop"}>its middle</option>
              <option value="stretch" ?selected=${fit === "stretch"}>all of it, stretched</option>
            </select>
          </div>`
    }
    ${
      session.draft.subject.kind === "network"
        ? html`<div class="picture-choice">
            <label for="numbers">Pixels as</label>
            <select id="numbers" .value=${live(session.draft.numbers)} @change=${(event: Event) => void session.change({ numbers: (event.target as HTMLSelectElement).value as Numbers })}>
              ${NUMBERS.map(([name, said]) => html`<option value=${name} ?selected=${name === session.draft.numbers}>${said}</option>`)}
            </select>
          </div>`
        : nothing
    }
    <h2 class="what-goes-in">What the network is shown</h2>
    <input-view .shown=${shown} .patch=${covering ? Math.max(1, Math.round(PATCH * Math.min(height, width))) : 0}></input-view>
  </section>`;
}

function choose(session: MapsSession, name: string): void {
  const picture = name === "draw" ? ({ kind: "drawing", drawing: [] } as const) : ({ kind: "sample", name } as const);
  void session.change({ picture, cover: null });
}

function upload(session: MapsSession, input: HTMLInputElement): void {
  const [file] = input.files ?? [];
  if (file) void session.upload(file, file.name);
  input.value = ""; // the same file may be chosen again
}
