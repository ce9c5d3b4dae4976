"""ONNX files of other libraries and exporters: timm's CNNs, PyTorch's newer exporter, Keras."""

import contextlib
import io

import numpy as np
import pytest
import torch
from torch import nn

from app.formats.onnx.reader import read_onnx
from app.mechanics.errors import OptionError
from tests.verify.exported import answer, onnx_of, picture, randomised, undrawn
from tests.verify.test_onnx import learned, values_of
from tests.verify.test_torchvision import ours
from tests.verify.torchvisions import models

TIMM = [
    "resnet18d", "resnet26t", "seresnet50", "ecaresnet26t", "resnext26ts", "wide_resnet50_2", "densenet121",
    "efficientnet_b0", "efficientnet_lite0", "mobilenetv2_100", "mobilenetv3_large_100", "mnasnet_100", "ghostnet_100",
    "regnety_002", "repvgg_a0", "convnext_atto", "convnextv2_atto", "darknet53", "cspresnet50", "dla34",
    "hardcorenas_a", "lcnet_050", "fbnetc_100", "xception41", "hrnet_w18_small", "dpn48b", "mixnet_s",
]  # fmt: skip
#: What is opaque, and what is refused: attention along the channels, and maps whose batch is taken apart.
OPAQUE, REFUSED = {"convnextv2_atto"}, {"ecaresnet26t", "convnext_tiny"}
DYNAMO = ["resnet18", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5", "squeezenet1_1", "mnasnet0_5",
          "efficientnet_b0", "regnet_y_400mf", "convnext_tiny", "densenet121", "googlenet"]  # fmt: skip
SIZE = 64


def compare(tally, what, reading, y, x):
    tally.compared += 1
    if reading.opaque:
        tally.differs(f"{what}: {reading.notes}")
        return
    scale = float(np.abs(y).max())
    tally.same(what, values_of(reading, x) / scale, y / scale)


def refused(data):
    with pytest.raises(OptionError, match="has no counterpart here"):
        read_onnx(data)


@pytest.mark.parametrize("name", TIMM)
def test_a_cnn_of_timm_as_an_onnx_file(tally, name):
    import timm  # noqa: PLC0415, after torchvisions.py: it imports torchvision by itself

    with undrawn():
        model = timm.create_model(name, pretrained=False, exportable=True).eval()
    randomised(model, picture(SIZE, batch=8))
    x = picture(SIZE, batch=2)
    data = onnx_of(model, x[:1], "preserved")
    if name in REFUSED:
        refused(data)
        return
    reading = read_onnx(data)
    if name in OPAQUE:
        assert reading.opaque
        assert reading.notes
        return
    compare(tally, name, reading, answer(model, x), x)
    tally.compared += 1
    if ours(reading)["parameters"] != learned(model):
        tally.differs(f"{name}: {ours(reading)['parameters']} parameters, not {learned(model)}")
    tally.check()


@pytest.mark.parametrize("name", DYNAMO)
def test_a_file_of_the_newer_exporter(tally, name):
    with undrawn():
        model = models.get_model(name, weights=None).eval()
    randomised(model, picture(SIZE, batch=8))
    x = picture(SIZE, batch=2)
    file = io.BytesIO()
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(model, (x[:1],), file, dynamo=True, external_data=False, verbose=False)
    if name in REFUSED:
        refused(file.getvalue())
        return
    compare(tally, name, read_onnx(file.getvalue()), answer(model, x), x)
    tally.check()


def test_a_tied_autoencoder(tally):
    class Tied(nn.Module):  # type: ignore[misc]  # PyTorch is not installed where types are checked
        def __init__(self):
            super().__init__()
            self.code = nn.Linear(12, 12)

        def forward(self, x):
            return torch.relu(self.code(x)) @ self.code.weight

    model, x = randomised(Tied(), None), torch.randn(2, 12)
    compare(tally, "tied", read_onnx(onnx_of(model, x)), answer(model, x), x)
    tally.check()
