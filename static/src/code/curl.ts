/** curl: the request that this page itself makes. */
import type { Result } from "../api/convolve";
import { toNested } from "../state/tensor";
import { isSmall } from "./literals";

export function writeCurl(result: Result): string {
  const c = result.convolution;
  const body = {
    ...(isSmall(c.input) ? { input: toNested(c.input) } : {}),
    weight: toNested(c.weight),
    bias: c.bias,
    stride: c.stride,
    padding: c.padding,
    padding_mode: c.paddingMode,
    dilation: c.dilation,
    groups: c.groups,
    activation: c.activation,
  };
  const url = `${location.origin}/api/v1/conv2d`;
  if (isSmall(c.input)) return `curl --json '${JSON.stringify(body)}' ${url}`;
  const [channels, height, width] = c.input.shape;
  const mode = channels === 1 ? "L" : "RGB";
  return [
    `python3 -c '`,
    "import base64, json",
    "from PIL import Image",
    `picture = Image.open("picture.png").convert("${mode}").resize((${width}, ${height}))`,
    `planes = b"".join(plane.tobytes() for plane in picture.split())`,
    `body = json.loads("""${JSON.stringify(body)}""")`,
    `body["input"] = {"shape": [${channels}, ${height}, ${width}], "dtype": "uint8", "base64": base64.b64encode(planes).decode()}`,
    `print(json.dumps(body))' | curl --json @- ${url}`,
  ].join("\n");
}
