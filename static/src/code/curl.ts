/** curl: the request that this page itself makes. */
import type { Setup } from "../state/explore";
import { toNested } from "../state/tensor";
import { isSmall } from "./literals";

/** @param rest is the body without the input. */
export function curl(call: string, { input }: Setup, rest: object): string[] {
  const url = `${location.origin}/api/v1/${call}`;
  if (isSmall(input)) return [`curl --json '${JSON.stringify({ input: toNested(input), ...rest })}' ${url}`];
  const [channels, height, width] = input.shape;
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
  ];
}
