"""What views of a tensor amount to: nothing, a flatten, a shuffle of channels or of pixels, or a new shape."""

from typing import Any

from .tensor import BATCH, Dims, Tensor, View

#: An operation with its options, and the shape that it gives.
Step = tuple[str, dict[str, Any], Dims]


def steps(tensor: Tensor) -> list[Step]:
    """Give the operations that a tensor's views stand for; empty where they change nothing.

    Examples
    --------
    >>> x = Tensor.given_by("a", (BATCH, 6, 2, 2))
    >>> steps(x.reshaped((BATCH, 24)))
    [('flatten', {}, (1000003, 24))]
    >>> shuffled = x.reshaped((BATCH, 3, 2, 2, 2)).permuted((0, 2, 1, 3, 4)).reshaped((BATCH, 6, 2, 2))
    >>> steps(shuffled)[0][:2]
    ('channel_shuffle', {'groups': 3})
    """
    for known in (_channel_shuffle, _pixel_shuffle):
        step = known(tensor.base, tensor.views)
        if step is not None:
            return [step]
    return [_step(view, shape) for view, shape in zip(tensor.views, _shapes(tensor), strict=True)]


def _shapes(tensor: Tensor) -> list[Dims]:
    shape, found = tensor.base, []
    for view in tensor.views:
        shape = tuple(shape[axis] for axis in view.dims) if view.how == "permute" else view.dims
        found.append(shape)
    return found


def _step(view: View, shape: Dims) -> Step:
    if view.how == "expand":
        return "resize", {"output_size": list(shape[2:])}, shape
    if view.how == "permute":
        return "permute", {"dims": list(view.dims[1:])}, shape
    if len(shape) == 2:
        return "flatten", {}, shape
    return "reshape", {"shape": list(shape[1:])}, shape


def _channel_shuffle(base: Dims, views: tuple[View, ...]) -> Step | None:
    """Recognise groups of channels that change places with the channels in each (Zhang et al. 2018, figure 1)."""
    if [view.how for view in views] != ["reshape", "permute", "reshape"]:
        return None
    split, swap, joined = (view.dims for view in views)
    if joined != base or split[:1] != (BATCH,) or split[3:] != base[2:] or len(split) != len(base) + 1:
        return None
    if swap != (0, 2, 1, *range(3, len(split))) or split[1] * split[2] != base[1]:
        return None
    return "channel_shuffle", {"groups": split[1]}, base


def _pixel_shuffle(base: Dims, views: tuple[View, ...]) -> Step | None:
    """Recognise channels that become pixels (Shi et al. 2016, equation 4)."""
    if [view.how for view in views] != ["reshape", "permute", "reshape"] or len(base) != 4:
        return None
    split, order, joined = (view.dims for view in views)
    if len(split) != 6 or order != (0, 1, 4, 2, 5, 3) or split[2] != split[3] or split[4:] != base[2:]:
        return None
    factor = split[2]
    if joined != (BATCH, split[1], base[2] * factor, base[3] * factor):
        return None
    return "pixel_shuffle", {"upscale_factor": factor}, joined


def channels_first(tensor: Tensor) -> Tensor | None:
    """Give the map whose channels a view puts last; None if none does.

    Examples
    --------
    >>> x = Tensor.given_by("a", (BATCH, 8, 5, 5))
    >>> channels_first(x.permuted((0, 2, 3, 1))).shape == x.shape
    True
    """
    axes = len(tensor.shape)
    if axes < 3 or not tensor.views:
        return None
    back = tensor.permuted((0, axes - 1, *range(1, axes - 1)))
    return back if len(back.views) < len(tensor.views) else None


def channels_last(tensor: Tensor) -> Tensor:
    """Give a map with its channels last."""
    return tensor.permuted((0, *range(2, len(tensor.shape)), 1))
