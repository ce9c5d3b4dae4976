"""The Feature maps page as a person meets it: by role and label."""

import io
import json
import re
import zlib
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

#: Milliseconds for what takes seconds by itself, on a machine that has other things to do.
LONG = 40_000


class FeatureMaps:
    """What one does on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[dict[str, Any]] = []
        page.on("request", self._note)

    def _note(self, request) -> None:
        if request.method == "POST" and re.search(r"/(models/\w+|networks)/maps$", request.url):
            self.asked.append({"path": request.url.partition("/api/")[2], "body": request.post_data_json})

    def open(self, query: str = "") -> "FeatureMaps":
        self.page.goto(f"/feature-maps{query}")
        expect(self.page.get_by_role("list", name="The network, layer by layer")).to_be_visible(timeout=LONG)
        return self

    def draw(self, *points: tuple[float, float]) -> None:
        """Draw a line through points, as parts of the pad's width and height."""
        box = self.page.get_by_role("img", name="Drawing pad").bounding_box()
        assert box
        mouse = self.page.mouse
        for i, (x, y) in enumerate(points):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=1 if i == 0 else 8)
            if i == 0:
                mouse.down()
        mouse.up()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def classes(self) -> Locator:
        return self.page.get_by_role("table", name=re.compile("classes$"))

    def share(self, label: str) -> Locator:
        row = self.classes().get_by_role("row").filter(has=self.button(label))
        return row.get_by_role("cell").first

    def best(self) -> Locator:
        return self.classes().locator(".best").get_by_role("button")

    def expect_best(self, label: str) -> None:
        expect(self.best()).to_have_text(label, timeout=LONG)

    def heading(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", level=3, name=text)

    def last_asked(self) -> dict[str, Any]:
        """Give what was asked last without maps: the question that the bars answer."""
        return next(asked for asked in reversed(self.asked) if asked["body"]["top"] == 10)


def percent(text: str) -> float:
    return 0 if text.startswith("<") else float(text.removesuffix("%").strip()) / 100


def photograph() -> FilePayload:
    """A slope of grey, 60 by 40 pixels."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((60, 40)).save(file, "PNG")
    return {"name": "slope.png", "mimeType": "image/png", "buffer": file.getvalue()}


def own(layers: list[dict[str, Any]], tensors: dict[str, dict[str, np.ndarray]], **more: object) -> str:
    """A link to a network of one's own over a drawing of 28 by 28 pixels, with weights of one's own."""

    def packed(value: object) -> str:
        deflate = zlib.compressobj(wbits=-15)
        data = deflate.compress(json.dumps(value).encode()) + deflate.flush()
        return urlsafe_b64encode(data).decode().rstrip("=")

    weights = {node: {name: array.tolist() for name, array in arrays.items()} for node, arrays in tensors.items()}
    network = {"title": "Mine", "inputShape": [1, 28, 28], "layers": layers}
    return f"?{urlencode({'layers': packed(network), 'weights': packed(weights)} | more)}"
