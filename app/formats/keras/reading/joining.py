"""Layers of Keras with several inputs, and arithmetic with numbers."""

from collections.abc import Callable
from typing import Any

from .shaping import reshaped
from .site import Site, Spec, spec
from .tensor import Tensor


def _alike(site: Site, inputs: list[Tensor]) -> list[Tensor]:
    """Give tensors of as many axes each, as Keras makes them: of size 1 behind the batch."""
    axes = max(len(x.shape) for x in inputs)
    return [reshaped(site, x, (*[1] * (axes - len(x.shape)), *x.shape)) if len(x.shape) < axes else x for x in inputs]


def _several(site: Site) -> list[Tensor]:
    if len(site.inputs) < 2:
        raise site.refusal("it takes a list of at least two tensors")
    return site.inputs


def added(site: Site, inputs: list[Tensor], part: str = "") -> Tensor:
    """Add tensors; one with a single cell is repeated over the others'."""
    inputs = _alike(site, inputs)
    shapes = [site.graph.ours(x.shape) for x in inputs]
    largest = tuple(map(max, zip(*shapes, strict=True)))
    grown = []
    for x, shape in zip(inputs, shapes, strict=True):
        if shape == largest:
            grown.append(x)
        elif shape[0] == largest[0] and all(size in (1, most) for size, most in zip(shape, largest, strict=True)):
            grown.append(site.add("resize", {"output_size": list(largest[1:])}, [x], "repeated"))
        else:
            raise site.refusal(f"shapes to add differ: {' and '.join(str(list(x.shape)) for x in inputs)}")
    return site.add("add", {}, grown, part)


def multiplied(site: Site, inputs: list[Tensor]) -> Tensor:
    """Multiply tensors; one with a single cell, or a single channel, scales all of the others."""
    return site.add("multiply", {}, _alike(site, inputs))


def _subtract(site: Site) -> Tensor:
    if len(site.inputs) != 2:
        raise site.refusal("it takes two tensors")
    one, other = site.inputs
    return added(site, [one, site.add("affine", {"factor": -1.0}, [other], "negative")])


def _average(site: Site) -> Tensor:
    total = added(site, _several(site), "sum")
    return site.add("affine", {"factor": 1 / len(site.inputs)}, [total])


def concatenated(site: Site, inputs: list[Tensor], axis: Any) -> Tensor:
    """Put tensors one behind the other along their channels."""
    if not inputs:
        raise site.refusal("it takes tensors")
    if len({len(x.shape) for x in inputs}) > 1:
        raise site.refusal("the tensors to concatenate differ in their axes")
    if site.axis(axis, inputs[0]) != 1:
        raise site.refusal(f"axis={axis!r} is not the channels, and has no counterpart among the layers here")
    return inputs[0] if len(inputs) == 1 else site.add("concat", {}, inputs)


def arithmetic(site: Site, symbol: str, left: Any, right: Any) -> Tensor:
    """Give the result of an operator between tensors and numbers, at least one of which is a tensor."""
    tensors = [value for value in (left, right) if isinstance(value, Tensor)]
    if len(tensors) == 2:
        if symbol == "+":
            return added(site, tensors)
        if symbol == "*":
            return multiplied(site, tensors)
        if symbol == "-":
            return added(site, [left, site.add("affine", {"factor": -1.0}, [right], "negative")])
        if symbol == "**" and left is right:
            raise site.refusal("a tensor to the power of a tensor has no counterpart among the layers here")
        raise site.refusal(f"{symbol} between two tensors has no counterpart among the layers here")
    first = isinstance(left, Tensor)
    number = right if first else left
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise site.refusal(f"{symbol} goes between tensors and numbers here")
    number = float(number)
    if symbol == "/" and first and number == 0:
        raise site.refusal("a tensor cannot be divided by 0")
    options: dict[tuple[str, bool], tuple[float, float]] = {
        ("+", True): (1.0, number), ("+", False): (1.0, number), ("-", True): (1.0, -number), ("-", False): (-1.0, number),  # noqa: E501
        ("*", True): (number, 0.0), ("*", False): (number, 0.0), ("/", True): (1 / (number or 1), 0.0),
    }  # fmt: skip
    if (symbol, first) not in options:
        raise site.refusal(f"{symbol} of a tensor and a number has no counterpart among the layers here")
    factor, offset = options[symbol, first]
    return site.add("affine", {"factor": factor, "offset": offset}, tensors)


def _scaled_sum(site: Site) -> Tensor:
    one, other = _several(site)
    return added(site, [one, site.add("affine", {"factor": site.number("scale")}, [other], "scaled")])


def _merge(run: Callable[[Site, list[Tensor]], Tensor]) -> Callable[[Site], Tensor]:
    return lambda site: run(site, _several(site))


SPECS: dict[str, Spec] = {
    "Add": spec(_merge(added)),
    "Multiply": spec(_merge(multiplied)),
    "Subtract": spec(_subtract),
    "Average": spec(_average),
    "Concatenate": spec(lambda site: concatenated(site, site.inputs, site.get("axis")), axis=-1),
    # Inception-ResNet's, in keras.applications
    "CustomScaleLayer": spec(_scaled_sum, "scale"),
}
