/** The window: kernel, stride, padding, dilation, groups, and what only some operations have. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { fitted, withKernel } from "../../../shared/setup/edits";
import { PADDING_MODES, type Padding, type PaddingMode, type Sides, withSide } from "../../../shared/setup/setup";
import { MOST } from "../../state/ranges";
import { choice, complaint, pairSlider, slider } from "../fields";
import type { Context } from "./context";

export function windowControls(x: Context): TemplateResult {
  const c = x.setup;
  const pooling = c.operation === "max_pool" || c.operation === "avg_pool";
  const stride = pairSlider({
    id: "stride",
    label: "Stride",
    value: c.stride,
    least: 1,
    most: MOST.stride,
    role: "stride",
    error: x.complaint("stride"),
    split: x.split.has("stride"),
    toggle: x.split.toggle("stride"),
    change: (value) => x.change({ stride: value }),
  });
  const dilation = pairSlider({
    id: "dilation",
    label: "Dilation",
    value: c.dilation,
    least: 1,
    most: MOST.dilation,
    role: "dilation",
    error: x.complaint("dilation"),
    split: x.split.has("dilation"),
    toggle: x.split.toggle("dilation"),
    change: (value) => x.change({ dilation: value }),
  });
  const groups = slider({
    id: "groups",
    label: "Groups",
    value: c.groups,
    least: 1,
    most: Math.min(MOST.groups, Math.max(c.input.shape[0], c.groups)),
    role: "plain",
    disabled: c.input.shape[0] === 1 && c.groups === 1,
    error: x.complaint("groups"),
    change: (value) => x.propose(fitted({ ...c, groups: value })),
  });
  const check = (label: string, on: boolean, change: (on: boolean) => void) =>
    html`<label class="check"><input type="checkbox" .checked=${live(on)} @change=${() => change(!on)} /> ${label}</label>`;
  return html`${kernel(x)} ${stride} ${padding(x)} ${c.operation === "avg_pool" ? nothing : dilation}
  ${pooling ? nothing : groups}
  ${
    c.operation === "conv_transpose"
      ? pairSlider({
          id: "output-padding",
          label: "Output padding",
          value: c.outputPadding,
          least: 0,
          most: MOST.outputPadding,
          role: "padding",
          error: x.complaint("output_padding"),
          split: x.split.has("output-padding"),
          toggle: x.split.toggle("output-padding"),
          change: (outputPadding) => x.change({ outputPadding }),
        })
      : nothing
  }
  ${pooling ? check("Round up (ceil_mode)", c.ceilMode, (ceilMode) => x.change({ ceilMode })) : nothing}
  ${
    c.operation === "avg_pool"
      ? check("Count padding in the divisor", c.countIncludePad, (countIncludePad) => x.change({ countIncludePad }))
      : nothing
  }`;
}

function kernel(x: Context): TemplateResult {
  const c = x.setup;
  const [kernelHeight, kernelWidth] = c.weight.shape.slice(2);
  return html`${pairSlider({
    id: "kernel",
    label: "Kernel",
    value: [kernelHeight, kernelWidth],
    least: 1,
    most: MOST.kernel,
    role: "kernel",
    error: x.complaint("kernel_size", "weight"),
    split: x.split.has("kernel"),
    toggle: x.split.toggle("kernel"),
    change: (kernel) => x.propose(withKernel(c, kernel)),
  })}`;
}

function padding(x: Context): TemplateResult {
  const { operation, padding, paddingMode } = x.setup;
  const sides: Sides =
    typeof padding === "string"
      ? [
          [0, 0],
          [0, 0],
        ]
      : padding;
  const even = sides.flat().every((side) => side === sides[0][0]);
  const perSide = typeof padding !== "string" && (!even || x.split.has("padding"));
  const kind = typeof padding === "string" ? padding : perSide ? "sides" : "number";
  const change = (value: Padding) => x.change({ padding: value });
  const all = (n: number): Sides => [
    [n, n],
    [n, n],
  ];
  const names = [
    ["top", "bottom"],
    ["left", "right"],
  ];
  return html`${choice({
    id: "padding-kind",
    label: "Padding",
    value: kind,
    options: [
      ["number", "even"],
      ["sides", "per side"],
      ["same", "same"],
      ["valid", "valid"],
    ],
    change: (chosen) => {
      x.split.set("padding", chosen === "sides");
      change(chosen === "same" || chosen === "valid" ? chosen : chosen === "number" ? all(sides[0][0]) : sides);
    },
  })}
    ${
      kind === "number"
        ? slider({
            id: "padding",
            label: "Amount",
            value: sides[0][0],
            least: 0,
            most: MOST.padding,
            role: "padding",
            error: x.complaint("padding"),
            change: (n) => change(all(n)),
          })
        : kind === "sides"
          ? names.map((pair, axis) =>
              pair.map((name, side) =>
                slider({
                  id: `padding-${name}`,
                  label: `Padding ${name}`,
                  value: sides[axis][side],
                  least: 0,
                  most: MOST.padding,
                  role: "padding",
                  error: axis + side === 0 ? x.complaint("padding") : undefined,
                  change: (n) => change(withSide(sides, axis, side, n)),
                }),
              ),
            )
          : complaint("padding", x.complaint("padding"))
    }
    ${
      operation === "conv"
        ? choice({
            id: "padding-mode",
            label: "Filled with",
            value: paddingMode,
            options: PADDING_MODES.map((mode) => [mode, mode] as const),
            error: x.complaint("padding_mode"),
            change: (mode) => x.change({ paddingMode: mode as PaddingMode }),
          })
        : nothing
    }`;
}
