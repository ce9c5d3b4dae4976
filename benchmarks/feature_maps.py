"""How fast Feature maps answers, in a real browser: a stroke, a photograph; and how much travels for it.

``python -m benchmarks.feature_maps`` listens to what changes on the page: bars when the table of classes changes, maps
when the last of their canvases is painted, each until the frame is on screen. It starts the clock at the event itself,
the pointer that is lifted or the picture that is chosen.
"""

from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

from benchmarks.stage import line
from scripts.chromium import launch
from scripts.serving import serving

TIMES = 30
#: Milliseconds from what is on screen to the next change.
QUIET = 300
PHOTOGRAPHS = ("coffee", "rocket", "astronaut", "chelsea")

OBSERVE = """(event) => {
  const seen = (window.seen = { start: 0, bars: 0, maps: 0 });
  const onScreen = (what) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); seen[what] = performance.now(); };
    port2.postMessage(null);
  });
  addEventListener(event, ({ timeStamp }) => { seen.start ||= timeStamp; }, { capture: true });
  new MutationObserver(() => onScreen("bars")).observe(
    document.querySelector(".class-bars"), { subtree: true, childList: true, characterData: true });
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    if (this.canvas.closest("network-columns")) onScreen("maps");
    return putImageData.apply(this, given);
  };
}"""
#: The last movement and its end at once: else the movement alone may have been answered before the pointer is lifted.
LIFT = """(pad, at) => {
  for (const kind of ["pointermove", "pointerup"]) {
    pad.dispatchEvent(new PointerEvent(kind, { ...at, pointerId: 1, isPrimary: true, bubbles: true }));
  }
}"""
SENT_AGAIN = """async ({ url, headers, body }) => {
  await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).arrayBuffer();
}"""


def opened(page: Page, query: str, event: str) -> list[Request]:
    """Open the page, begin to listen, and return what it asks, which grows."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/maps") else None)
    page.goto(f"/feature-maps{query}")
    page.get_by_role("list", name="The network, layer by layer").wait_for()
    page.wait_for_timeout(QUIET)
    page.evaluate(OBSERVE, event)
    return asked


def timed(page: Page, change: Callable[[], object]) -> dict[str, float]:
    """Make a change, and give milliseconds from its event to the bars and to the maps."""
    page.evaluate("() => { seen.start = seen.bars = seen.maps = 0; }")
    change()
    page.wait_for_function("() => seen.start && seen.bars > seen.start && seen.maps > seen.start", polling=50)
    page.wait_for_timeout(QUIET)  # what comes after an answer that was overtaken is what counts
    seen: dict[str, float] = page.evaluate("seen")
    return {what: seen[what] - seen["start"] for what in ("bars", "maps")}


def report(title: str, times: list[dict[str, float]], goal: float) -> None:
    """Print a line for the bars and one for the maps."""
    for what in ("bars", "maps"):
        line(f"{title} to its {what}", [one[what] for one in times], goal)


def strokes(page: Page) -> list[Request]:
    """Print the time from the end of a stroke, each on an empty pad."""
    asked = opened(page, "?model=digits", "pointerup")
    pad = page.get_by_role("img", name="Drawing pad")
    times = []
    for turn in range(TIMES):
        page.get_by_role("button", name="Clear", exact=True).click()
        page.wait_for_timeout(QUIET)
        box = pad.bounding_box()
        assert box is not None
        left, top, side = box["x"], box["y"], box["width"]
        # a 7: to its corner and, at once, to its foot
        page.mouse.move(left + side * (0.2 + 0.2 * turn / TIMES), top + 0.2 * side)
        page.mouse.down()
        page.mouse.move(left + 0.7 * side, top + 0.2 * side, steps=8)
        end = {"clientX": left + 0.4 * side, "clientY": top + 0.8 * side}
        times.append(timed(page, partial(pad.evaluate, LIFT, end)))
        page.mouse.up()
    report("digits, from the end of a stroke", times, goal=60)
    return asked


def photographs(page: Page) -> list[Request]:
    """Print the time from the choice of a photograph, after each has been loaded once."""
    asked = opened(page, "?model=efficientnet_lite0", "change")
    picture = page.get_by_role("combobox", name="Picture")
    for name in PHOTOGRAPHS:
        timed(page, partial(picture.select_option, name))
    times = [timed(page, partial(picture.select_option, name)) for name in islice(cycle(PHOTOGRAPHS), TIMES)]
    report("EfficientNet-Lite0, from choosing a photograph", times, goal=500)
    return asked


def travels(page: Page, request: Request, maps_dtype: str) -> int:
    """Ask the same again with maps of a type, and give the bytes of the answer as they travel."""
    asked: dict[str, Any] = request.post_data_json or {}
    headers = {name: request.headers[name] for name in ("accept", "content-type")}
    with page.expect_response(request.url) as response:
        page.evaluate(SENT_AGAIN, {"url": request.url, "headers": headers, "body": asked | {"maps_dtype": maps_dtype}})
    response.value.finished()
    return response.value.request.sizes()["responseBodySize"]


def main() -> None:
    """Measure everything."""
    with serving() as url, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}).new_page()
        for title, measure in (("digits", strokes), ("EfficientNet-Lite0", photographs)):
            request = measure(page)[-1]
            small, large = (travels(page, request, maps_dtype) for maps_dtype in ("uint8", "float32"))
            print(
                f"{title + ', one answer with its maps':62} {small:,} bytes of uint8, {large:,} of float32: "
                f"{large / small:.1f} times"
            )
        browser.close()


if __name__ == "__main__":
    main()
