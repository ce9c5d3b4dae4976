"""Photograph the pages: the README's picture into docs/, a set to look through into screenshots/.

``python -m scripts.screenshots [NAME …]`` takes all, or those named.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.settings import ROOT
from scripts.chromium import launch
from scripts.serving import serving

SIZES = [(1440, 900), (1024, 768), (390, 844)]
#: What to look at: a path and, where it is not enough, keys to press there (one letter) or buttons to click.
VIEWS = {
    "worked-example": ("/?preset=worked-example&step=17&activation=relu", ()),
    "present": ("/?preset=worked-example&step=17&activation=relu", ("p",)),
    "present-network": ("/networks?network=resnet50", ("p",)),
    "present-field": ("/receptive-field", ("p",)),
    "examples": ("/", ("Example Worked example",)),
    "nowhere": ("/nowhere", ()),
    "keys": ("/", ("?",)),
    "edges": ("/?preset=sobel&step=32850", ()),
    "filling": ("/?preset=emboss&step=42000&whole=0&channels=3", ()),
    "stride": ("/?preset=stride-2&step=6", ()),
    "dilation": ("/?preset=dilation-2&step=20", ()),
    "grouped": ("/?preset=grouped&filter=3&step=10", ()),
    "reflect": ("/?preset=reflect&step=1", ()),
    "transposed": ("/?preset=transposed&step=8", ()),
    "checkerboard": ("/?preset=checkerboard&step=13", ()),
    "max-pooling": ("/?preset=max-pooling&step=6", ()),
    "average-pooling": ("/?preset=average-pooling&step=6", ()),
    "pooled-picture": ("/?preset=sobel&operation=max_pool&stride=4,4&step=2000", ()),
    "relu": ("/?preset=relu&step=8", ()),
    "gelu": ("/?preset=gelu&step=8", ()),
    "matrix": ("/?preset=matrix-product&step=5", ()),
    "matrix-worked": ("/?preset=worked-example&view=matrix&step=17", ()),
    "backward-input": ("/?preset=backward-input&step=5", ()),
    "backward-weights": ("/?preset=backward-weights&step=3", ()),
    "signal": ("/?preset=signal&step=8", ()),
    "causal-stack": ("/?preset=causal-stack-3&step=9", ()),
    "signal-transposed": ("/?preset=signal-transposed&step=4", ()),
    "flipped": ("/?preset=worked-example&flipped=true&step=17", ()),
    "refused": ("/?preset=worked-example&stride=0,1", ()),
    "long-numbers": ("/?preset=worked-example&step=25&whole=1&activation=gelu&bias=123456.789,-0.000123,1e9", ()),
    "networks": ("/networks", ()),
    "alexnet": ("/networks?network=alexnet_2012", ()),
    "vgg16": ("/networks?network=vgg16", ()),
    "resnet152": ("/networks?network=resnet152", ()),
    "resnet152-unfolded": ("/networks?network=resnet152", ("Unfold all stages",)),
    "layer": ("/networks?network=alexnet", ("conv2",)),
    "side-by-side": ("/networks?network=vgg16&with_network=resnet50", ()),
    "plain-and-residual": ("/networks?network=plain34&with_network=resnet34", ()),
    "own-network": ("/networks", ("Build your own", "conv1 conv")),
    "residual-lab": ("/networks?residual_lab=30,batch,2,0", ()),
    "receptive-field": ("/receptive-field", ()),
    "gridding": ("/receptive-field?preset=gridding", ()),
    "transposed-field": ("/receptive-field?preset=transposed", ()),
    "field-over-picture": ("/receptive-field?network=vgg16&picture=house&node=max_pool4", ()),
    "effective-field": ("/receptive-field?network=resnet50&picture=fern&overlay=paths&node=add7", ()),
    "measured-field": ("/receptive-field?network=resnet50&picture=fern&overlay=gradient&node=add7", ()),
    "reference": ("/docs", ()),
}
README_PICTURE = ROOT / "docs" / "explore.png"


def photograph(browser: Browser, address: str, name: str, folder: Path) -> None:
    path, steps = VIEWS[name]
    for theme in ("light", "dark"):
        for width, height in SIZES:
            context = browser.new_context(
                base_url=address,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(path, wait_until="networkidle")
            for step in steps:
                if len(step) == 1:
                    page.keyboard.press(step)
                else:
                    page.get_by_role("button", name=step).first.click()
                    page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
            context.close()


def main(names: list[str]) -> None:
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    README_PICTURE.parent.mkdir(exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in names:
            photograph(browser, address, name, folder)
        browser.close()
    if "worked-example" in names:
        README_PICTURE.write_bytes((folder / "worked-example-1440-light.png").read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:] or list(VIEWS))
