/** Where the input comes from, its size, its numbers. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { LARGEST_SIDE, PICTURE_SIDE, PICTURES } from "../../../shared/pictures";
import { withInputShape } from "../../../shared/setup/edits";
import { PATTERNS } from "../../state/patterns";
import { MOST } from "../../state/ranges";
import { choice, pairSlider, slider } from "../fields";
import "../number-field";
import type { Context } from "./context";

const SIDES = [16, 32, 64, 128, 256, 512, LARGEST_SIDE];

export function inputControls(x: Context): TemplateResult {
  return html`${source(x)} ${x.setup.source.kind === "numbers" ? numbers(x) : picture(x)}`;
}

function source(x: Context): TemplateResult {
  const { source, input } = x.setup;
  const value = source.kind === "picture" ? `picture:${source.name}` : source.kind;
  const channels = input.shape[0] === 3 ? 3 : 1;
  return html`${choice({
    id: "source",
    label: "Source of the input",
    wide: true,
    value,
    options: [
      {
        group: "Numbers",
        options: [
          ["numbers", "Numbers"],
          ...Object.keys(PATTERNS).map((name) => [`pattern:${name}`, `Pattern: ${name}`] as const),
        ],
      },
      {
        group: "Pictures",
        options: [
          ...PICTURES.map((name) => [`picture:${name}`, `Picture: ${name}`] as const),
          ["upload", source.kind === "upload" ? `Your picture: ${source.name}` : "Your own picture…"],
          ["webcam", "Webcam…"],
        ],
      },
    ],
    error: x.complaint("input", "dtype"),
    change: (chosen) => {
      const [kind, name] = chosen.split(":");
      if (kind === "picture") x.ask({ ask: "picture", name, side: PICTURE_SIDE, channels });
      else if (kind === "pattern") x.ask({ ask: "pattern", name });
      else if (kind === "webcam") x.ask({ ask: "webcam" });
      else if (kind === "upload") document.querySelector<HTMLInputElement>("#upload")!.click();
      else x.ask({ ask: "random", what: "input" });
      x.reset();
    },
  })}
    <input
      type="file"
      id="upload"
      class="visually-hidden"
      accept="image/*"
      aria-label="Picture file"
      tabindex="-1"
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        if (field.files?.[0]) x.ask({ ask: "upload", file: field.files[0] });
        field.value = "";
      }}
    />`;
}

function numbers(x: Context): TemplateResult {
  const c = x.setup;
  const [channels, height, width] = c.input.shape;
  return html`${pairSlider({
    id: "size",
    label: "Size",
    value: [height, width],
    least: 1,
    most: MOST.size,
    role: "input",
    split: x.split.has("size"),
    toggle: x.split.toggle("size"),
    change: (size) => x.propose(withInputShape(c, [channels, ...size])),
  })}
    ${slider({
      id: "channels",
      label: "Channels",
      value: channels,
      least: 1,
      most: MOST.channels,
      role: "input",
      change: (count) => x.propose(withInputShape(c, [count, height, width])),
    })}
    ${fill(x, "input")}
    <label class="check"
      ><input type="checkbox" .checked=${live(x.brush !== undefined)} @change=${() => x.draw(x.brush === undefined ? 1 : undefined)} />
      Draw with the pointer</label
    >
    ${
      x.brush === undefined
        ? nothing
        : html`<number-field
          .field=${"brush"}
          .label=${"Value drawn"}
          .value=${x.brush}
          @number=${({ detail }: CustomEvent<number>) => x.draw(detail)}
        ></number-field>`
    }`;
}

function picture(x: Context): TemplateResult {
  const { input } = x.setup;
  const channels = input.shape[0];
  const side = SIDES.find((most) => most >= Math.max(...input.shape.slice(1))) ?? LARGEST_SIDE;
  return html`${choice({
    id: "side",
    label: "Longer side",
    value: String(side),
    options: SIDES.map((most) => [String(most), `${most} pixels`] as const),
    change: (most) => x.ask({ ask: "rescale", side: Number(most), channels }),
  })}
    ${choice({
      id: "colour",
      label: "Colour",
      value: String(channels),
      options: [
        ["1", "Grey, 1 channel"],
        ["3", "RGB, 3 channels"],
      ],
      change: (count) => x.ask({ ask: "rescale", side, channels: Number(count) }),
    })}`;
}

export function fill(x: Context, what: "input" | "weight"): TemplateResult {
  const name = what === "input" ? "input" : "weights";
  return html`<div class="buttons" role="group" aria-label="Fill the ${name}">
    <button type="button" class="button" aria-label="Random integers for the ${name}" @click=${() => x.ask({ ask: "random", what })}>Random</button>
    <button type="button" class="button" aria-label="Zeros for the ${name}" @click=${() => x.ask({ ask: "zeros", what })}>Zeros</button>
    <button type="button" class="button" aria-label="Paste a matrix as the ${name}" @click=${() => x.ask({ ask: "paste", what })}>Paste…</button>
  </div>`;
}
