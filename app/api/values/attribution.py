"""Which part of the input a class is due to."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import Request, Response
from pydantic import BaseModel, Field

from ...layers.layer import Floats
from ...mechanics.errors import OptionError
from ...networks.attribution.classes import Classes, check_class
from ...networks.attribution.gradient import Asked, cam_node, grad_cam, gradient_map
from ...networks.attribution.occlusion import Patches, at_once, check_patch, chosen, occlusion
from ..conv.answers import Matrix
from ..networks.budget import check_layers
from ..wire.budget import Budget, LimitError
from ..wire.fields import LARGEST, Count, Strict
from ..wire.tensors import answer
from .requests import ValuedRequest
from .subject import Subject, as_float32

Method = Annotated[Literal["gradient", "grad_cam", "occlusion"], Field(title="Method")]
#: What covering a picture takes where its patches are not asked for, in seconds as estimated, if so many are enough to
#: cover all of it.
_USUAL_SECONDS = 1.0
_Number = Annotated[float, Field(allow_inf_nan=False)]
#: The options, and the method that takes each.
_TAKEN_BY = {"node": "grad_cam", "patch": "occlusion", "stride": "occlusion", "fill": "occlusion"}


class AttributionOptions(Strict):
    """A class, and a way of asking what it is due to."""

    class_: int = Field(ge=0, le=LARGEST, alias="class", description="the class, counted from 0")
    method: Method = Field(description="how it is asked")
    node: str | None = Field(
        None,
        max_length=200,
        description="of grad_cam: the node whose maps are weighted; the last convolution with more than one position "
        "if omitted",
    )
    patch: Count | None = Field(
        None,
        description="of occlusion: side of the square; a quarter of the shorter side, or as large as the limit needs, "
        "if omitted",
    )
    stride: Count | None = Field(
        None,
        description="of occlusion: pixels from one patch to the next; such that it takes about a second if omitted, "
        "at most the patch",
    )
    fill: list[_Number] | None = Field(
        None, description="of occlusion: the patch's colour, a number for each channel; the mean colour if omitted"
    )

    def check(self) -> None:
        """Refuse options of another method.

        Raises
        ------
        OptionError
            If there is one.
        """
        for name, method in _TAKEN_BY.items():
            if getattr(self, name) is not None and method != self.method:
                raise OptionError(name, f"{name} goes with the method {method}, not with {self.method}")

    def colour(self, x: Floats) -> Floats:
        """Return the colour of the patch, one number for each channel.

        Raises
        ------
        OptionError
            If it has another number of channels than the input.
        """
        if self.fill is None:
            mean: Floats = x.mean(axis=(1, 2))
            return mean
        colour = as_float32("fill", np.array(self.fill))
        if len(colour) != len(x):
            raise OptionError("fill", f"fill has {len(colour)} numbers, but the input has {len(x)} channels")
        return colour


class AttributionRequest(ValuedRequest, AttributionOptions):
    """A network with weights, an input, and a class."""


class AttributionAnswer(BaseModel):
    """How much each pixel has to do with the class."""

    map: Matrix = Field(
        description="[H, W]: gradient: how much the logit changes with the pixel, the largest magnitude over the "
        "channels; grad_cam: weighted maps after a ReLU, enlarged; occlusion: by how much the probability falls, the "
        "mean over the patches that cover the pixel"
    )
    method: Method = Field(description="how it was asked")
    class_: int = Field(alias="class", description="the class")
    label: str | None = Field(description="its name; null where classes have none")
    logit: float = Field(description="of the class, for the whole picture")
    probability: float = Field(description="likewise")
    node: str | None = Field(description="of grad_cam: whose maps were weighted")
    patch: int | None = Field(description="of occlusion: side of the square")
    stride: int | None = Field(description="of occlusion: pixels from one patch to the next")
    fill: list[float] | None = Field(description="of occlusion: colour of the patch, by channel")
    notes: list[str] = Field(description="what to know before relying on these numbers")


def attribution_work(
    budget: Budget, request: Request, subject: Subject, asked: AttributionOptions
) -> tuple[int, Callable[[], Response]]:
    """Return the cost of an attribution, and a function that computes it.

    Raises
    ------
    OptionError
        If there is no such class or node, options belong to another method, or it is too expensive.
    """
    network, shapes = subject.analysis.network, subject.analysis.shapes
    if len(network.input_shape) != 3:
        raise OptionError("network", f"a map [H, W] needs an input [C, H, W], not {list(network.input_shape)}")
    asked.check()
    logits = check_class(network, shapes, asked.class_)
    told: dict[str, Any] = dict.fromkeys(("node", "patch", "stride", "fill"))
    patches: Patches | None = None
    together = 1
    if asked.method == "occlusion":
        told["fill"] = asked.colour(subject.x)
        subject.check_values("fill", told["fill"])
        patches = _patches(budget, subject, asked)
        told |= {"patch": patches.patch, "stride": patches.stride}
        together = at_once(subject.held, budget.max_held - subject.weights_held(everything=True))
        effort = subject.check(budget, passes=patches.runs, together=together)
    else:
        if asked.method == "grad_cam":
            told["node"] = cam_node(network, shapes, logits, asked.node)
        effort = subject.check(budget, back=True)

    def work() -> Response:
        weights = subject.settled(again=patches is not None)
        x = subject.x if patches is not None else subject.prepare(subject.x)
        question = Asked(network, x, weights, logits, asked.class_, subject.off)
        if patches is not None:
            found = occlusion(question, patches, told["fill"], subject.prepare, together=together)
        elif told["node"] is not None:
            found = grad_cam(question, told["node"])
        else:
            found = gradient_map(question)
        says = Classes.of(found.logits)
        rest = {
            "method": asked.method,
            "class": asked.class_,
            "label": None if subject.labels is None else subject.labels[asked.class_],
            "logit": float(says.logits[asked.class_]),
            "probability": float(says.probabilities[asked.class_]),
            "notes": subject.notes_on_classes,
        }
        fill = None if told["fill"] is None else told["fill"].tolist()
        return answer(request, {"map": found.map}, rest | told | {"fill": fill})

    return effort, work


def _patches(budget: Budget, subject: Subject, asked: AttributionOptions) -> Patches:
    """Return patches within the limit: those asked for, or such as take about as long as is usual.

    Raises
    ------
    OptionError
        As for `check_patch`.
    LimitError
        If they are too many; it says which fit.
    """
    size = subject.analysis.network.input_shape[1:]
    check_patch(size, asked.patch, asked.stride)
    once = check_layers(budget, "network", subject.analysis)
    drawing = subject.draw_effort(once, again=True)
    most = budget.affordable(once, drawing)
    usual = budget.affordable(once, drawing, seconds=_USUAL_SECONDS)
    wanted, finest = chosen(size, asked.patch, asked.stride, most, usual)
    if wanted is None or finest is None:
        refused = budget.too_long(once * Patches(size, min(size), min(size)).runs + drawing)
        raise LimitError("method", f"{refused}, with the largest patch: ask for gradient or grad_cam")
    if wanted.runs > most:
        refused = budget.too_long(once * wanted.runs + drawing)
        if finest.patch == wanted.patch:
            raise LimitError("stride", f"{refused}: with a patch of {wanted.patch}, use a stride of {finest.stride}")
        raise LimitError("patch", f"{refused}: use a patch of {finest.patch} with a stride of {finest.stride}")
    return wanted
