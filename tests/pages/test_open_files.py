"""Files of models on the pages: dropped, chosen, refused, and sent again when the server has let them go."""

import base64
import re
import shutil

import numpy as np
import onnxruntime
import pytest
from onnx import helper
from playwright.sync_api import Page, expect
from safetensors.numpy import save

from tests.files import SOURCE, WEIGHTS, onnx_file, state_file
from tests.pages.explore import REFUSED

#: Milliseconds for reading a file in a process of its own, on a machine that has other things to do.
LONG = 40_000


def payload(name: str, data: bytes):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, name: str, data: bytes) -> None:
    """Open a file with the button."""
    page.get_by_role("button", name="Open a file").click()
    dialog = page.get_by_role("dialog", name="Open a model")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_text("Choose a file").click()
    chooser.value.set_files(payload(name, data))


def drop(page: Page, name: str, data: bytes) -> None:
    """Drag a file over the page, and let it go."""
    transfer = page.evaluate_handle(
        """([name, bytes]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(bytes)], name));
          return transfer;
        }""",
        [name, list(data)],
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    page.wait_for_function("customElements.get('file-opener') !== undefined")
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the model here")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})


def expect_network(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=2, name=title)).to_be_visible(timeout=LONG)


def to_its_maps(page: Page) -> None:
    page.get_by_role("link", name="Feature maps (its own weights)").click()
    expect(page.get_by_role("list", name="The network, layer by layer")).to_be_visible(timeout=LONG)


def classes(page: Page) -> dict[int, float]:
    """Read the bars: shares by class."""
    rows = page.get_by_role("table", name=re.compile("classes$")).get_by_role("row").all_inner_texts()
    found = [re.match(r"\D*(\d+)\s+([\d.<]+)\s*%", row.replace("\n", " ")) for row in rows]
    return {int(one[1]): float(one[2].strip("<")) / 100 for one in found if one}


@pytest.mark.parametrize("start", ["/", "/networks", "/receptive-field", "/feature-maps", "/docs"])
def test_a_model_dropped_on_any_page_opens_on_networks(page, start):
    page.goto(start)
    page.wait_for_load_state("networkidle")
    drop(page, "tiny.onnx", onnx_file())
    expect_network(page, "tiny.onnx")
    expect(page.get_by_role("table", name="Layers")).to_contain_text("conv1")
    expect(page.get_by_role("definition").first).to_have_text("137")  # 4·3·9 + 4, and 5·4 + 5


def test_an_opened_network_has_its_feature_maps_on_a_photograph(page):
    """Its answer is that of onnxruntime on the same pixels."""
    asked = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/networks/maps") else None)
    page.goto("/networks")
    choose(page, "tiny.onnx", onnx_file(size=24))
    expect_network(page, "tiny.onnx")
    to_its_maps(page)
    expect(page.get_by_label("Pixels as")).to_have_value("imagenet")
    expect(page.get_by_text("Its weights are those of a file")).to_be_visible()
    sent = asked[-1].post_data_json["input"]
    x = np.frombuffer(base64.b64decode(sent["base64"]), np.float32).reshape(1, 3, 24, 24)
    assert -2.2 < x.min() < -1 < 1 < x.max() < 2.7  # a photograph, in ImageNet's numbers
    logits = onnxruntime.InferenceSession(onnx_file(size=24)).run(None, {"x": x})[0][0]
    shares = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    shown = classes(page)
    assert shown == pytest.approx({index: shares[index] for index in shown}, abs=0.01)
    page.get_by_label("Pixels as").select_option("unit")
    expect(page).to_have_url(re.compile("numbers=unit"))


def test_a_reload_finds_the_weights_again_even_if_the_server_has_let_them_go(page, kept_weights):
    page.allowed_messages.append("404")
    page.goto("/networks")
    choose(page, "tiny.onnx", onnx_file())
    expect_network(page, "tiny.onnx")
    to_its_maps(page)
    shutil.rmtree(kept_weights)
    with page.expect_request("**/networks/open**"):
        page.reload()
    expect(page.get_by_role("list", name="The network, layer by layer")).to_be_visible(timeout=LONG)


def test_weights_alone_are_those_of_the_network_on_screen(page):
    page.goto("/networks")
    page.get_by_role("button", name="Paste a model").click()
    page.get_by_label("Text of the network").fill(SOURCE)
    page.get_by_label("Input, channels × rows × columns").fill("3×8×8")
    page.get_by_role("button", name="Read it").click()
    expect_network(page, "Imported network")
    choose(page, "weights.pth", state_file())
    expect(page.get_by_role("list", name="The network, layer by layer")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Its weights are those of a file")).to_be_visible()


def test_a_state_file_that_does_not_fit_says_what_differs_and_loses_nothing(page):
    page.allowed_messages += REFUSED
    page.goto("/networks")
    choose(page, "tiny.onnx", onnx_file())
    expect_network(page, "tiny.onnx")
    to_its_maps(page)
    choose(page, "other.pth", state_file(WEIGHTS | {"fc.weight": np.zeros((7, 4), np.float32)}))
    expect(page.get_by_role("alert").first).to_contain_text(
        "fc.weight is [7, 4] in the file, but [5, 4] in the network", timeout=LONG
    )
    expect(page.get_by_role("list", name="The network, layer by layer")).to_be_visible()


def test_weights_without_a_network_say_what_to_do(page):
    page.goto("/networks")
    choose(page, "weights.safetensors", save(WEIGHTS))
    dialog = page.get_by_role("dialog", name="Open a model")
    expect(dialog.get_by_role("alert")).to_contain_text("Open the network that they belong to first", timeout=LONG)


def test_a_file_that_is_no_model_is_refused_beside_the_button(page):
    page.allowed_messages += REFUSED
    page.goto("/networks")
    choose(page, "model.h5", b"\x89HDF\r\n\x1a\n" + bytes(100))
    dialog = page.get_by_role("dialog", name="Open a model")
    expect(dialog.get_by_role("alert")).to_contain_text("HDF5", timeout=LONG)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_text_that_makes_a_model_opens_too(page):
    page.goto("/networks")
    choose(page, "net.py", SOURCE.encode())
    expect_network(page, "net.py")


def test_an_operator_that_is_not_known_is_shown_and_named(page):
    nodes = [
        helper.make_node("Conv", ["x", "conv1.weight", "conv1.bias"], ["a"], name="/conv1/Conv", pads=[1, 1, 1, 1]),
        helper.make_node("Einsum", ["a"], ["b"], name="mix", equation="bchw->bchw"),
        helper.make_node("Relu", ["b"], ["y"], name="bend"),
    ]
    page.goto("/networks")
    choose(page, "odd.onnx", onnx_file(nodes, {name: WEIGHTS[name] for name in ("conv1.weight", "conv1.bias")}))
    expect_network(page, "odd.onnx")
    expect(page.get_by_text("mix (Einsum) is known by name and shape alone")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("mix"))).to_contain_text("unknown")
    to_its_maps(page)
    expect(page.get_by_text("only the shape is known").first).to_be_visible()
