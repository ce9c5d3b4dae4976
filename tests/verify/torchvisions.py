"""Torchvision's models, beside a PyTorch that its compiled part was not made for as well."""

import sys

import torch

#: Operators of detection, which no classifier uses: importing torchvision registers shapes for them.
_DETECTION = ("nms", "qnms")


def _imported():
    try:
        from torchvision import models  # noqa: PLC0415, tried first
    except RuntimeError as error:
        if "torchvision::nms does not exist" not in str(error):
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
        for name in _DETECTION:
            LIBRARY.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        from torchvision import models  # noqa: PLC0415, once its operators are declared
    return models


LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
models = _imported()
