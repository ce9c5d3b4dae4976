/** curl: the request that this page itself makes. */
import { channelsFirst } from "../operations/transposed";
import type { Result } from "../operations/figure";
import type { Setup } from "../state/explore";
import { toNested } from "../state/tensor";
import { isSmall } from "./literals";

/** The call behind what is on screen, and its body without the input. */
function request(s: Setup): [call: string, body: object] {
  const kernel_size = s.weight.shape.slice(2);
  const { stride, padding, dilation, groups, bias, activation } = s;
  const pooled = { kernel_size, stride, padding, ceil_mode: s.ceilMode };
  switch (s.operation) {
    case "conv": {
      const body = { weight: toNested(s.weight), bias, stride, padding, padding_mode: s.paddingMode, dilation, groups };
      if (s.view === "forward") return ["conv2d", { ...body, activation }];
      if (s.view === "matrix") return ["conv2d/lowering", body];
      return ["conv2d/gradient", { ...body, ...(s.gradOutput ? { grad_output: toNested(s.gradOutput) } : {}) }];
    }
    case "conv_transpose": {
      const weight = toNested(channelsFirst(s.weight, groups));
      return ["conv-transpose2d", { weight, bias, stride, padding, output_padding: s.outputPadding, dilation, groups, activation }];
    }
    case "max_pool":
      return ["max-pool2d", { ...pooled, dilation }];
    case "avg_pool":
      return ["avg-pool2d", { ...pooled, count_include_pad: s.countIncludePad }];
    case "activation":
      return ["activation", { activation }];
  }
}

export function writeCurl({ setup }: Result): string {
  const [call, rest] = request(setup);
  const url = `${location.origin}/api/v1/${call}`;
  if (isSmall(setup.input)) return `curl --json '${JSON.stringify({ input: toNested(setup.input), ...rest })}' ${url}`;
  const [channels, height, width] = setup.input.shape;
  const mode = channels === 1 ? "L" : "RGB";
  return [
    `python3 -c '`,
    "import base64, json",
    "from PIL import Image",
    `picture = Image.open("picture.png").convert("${mode}").resize((${width}, ${height}))`,
    `planes = b"".join(plane.tobytes() for plane in picture.split())`,
    `body = json.loads("""${JSON.stringify(rest)}""")`,
    `body["input"] = {"shape": [${channels}, ${height}, ${width}], "dtype": "uint8", "base64": base64.b64encode(planes).decode()}`,
    `print(json.dumps(body))' | curl --json @- ${url}`,
  ].join("\n");
}
