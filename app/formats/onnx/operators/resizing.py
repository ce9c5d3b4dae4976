"""Layers that enlarge maps, or trade channels for pixels."""

from ...pytorch.library.tensor import BATCH
from ..node import Node, Value
from ..recorder import Recorder
from ..refusals import Unknown
from ..registry import converts


@converts("Resize", "Upsample")
def resize(r: Recorder, node: Node) -> Value:
    """Add interpolation, where it is that of PyTorch."""
    x = node.tensor()
    node.require(antialias=0)
    axes = len(x.shape) - 2
    roi = node.kind == "Resize" and node.version >= 11  # a region comes between
    scales = node.numbers("scales", 2 if roi else 1)
    sizes = node.numbers("sizes", 3) if roi else None
    given = node.attribute("axes") or list(range(len(x.shape)))
    full: list[float] = [1.0] * len(x.shape)
    if scales:
        for at, scale in zip(given, scales, strict=True):
            full[at % len(full)] = float(scale)
        wanted = [int(size * scale) for size, scale in zip(x.shape[2:], full[2:], strict=True)]
    elif sizes:
        there = list(x.shape)
        for at, size in zip(given, sizes, strict=True):
            there[at % len(there)] = int(size)
        if there[1] != x.shape[1]:
            raise Unknown("it resizes the channels")
        wanted = there[2:]
        full = [1.0, 1.0, *(new / old for new, old in zip(wanted, x.shape[2:], strict=True))]
    else:
        raise Unknown("it says neither sizes nor scales")
    if full[:2] != [1.0, 1.0] or node.attribute("keep_aspect_ratio_policy", "stretch") != "stretch":
        raise Unknown("it resizes more than rows and columns")
    whole = all(new % old == 0 for new, old in zip(wanted, x.shape[2:], strict=True))
    exact = all(old * scale == new for old, scale, new in zip(x.shape[2:], full[2:], wanted, strict=True))
    mode, corners = _mode(node, whole=whole, exact=exact, roi=roi, single=1 in wanted)
    options = {} if mode == "nearest" else {"mode": mode}
    if whole and not corners:
        factors = [new // old for new, old in zip(wanted, x.shape[2:], strict=True)]
        factor = factors[0] if len(set(factors)) == 1 else factors
        return r.record("upsample", node.name, [x], {"scale_factor": factor} | options)
    size = wanted[0] if len(set(wanted)) == 1 and axes > 1 else wanted
    return r.record(
        "resize", node.name, [x], {"output_size": size} | options | ({"align_corners": True} if corners else {})
    )


def _mode(node: Node, *, whole: bool, exact: bool, roi: bool, single: bool) -> tuple[str, bool]:
    """Return how it interpolates, and whether the outermost cells stay at their places.

    Raises
    ------
    Unknown
        If no layer here does it so.
    """
    kind = node.attribute("mode", "nearest")
    where = node.attribute("coordinate_transformation_mode", "half_pixel") if roi else "asymmetric"
    told = f"mode {kind!r} with {where!r}"
    if kind == "nearest":
        rounding = node.attribute("nearest_mode", "round_prefer_floor") if roi else "floor"
        repeats = whole and rounding in ("round_prefer_floor", "round_prefer_ceil") and where == "half_pixel"
        if (where == "asymmetric" and rounding == "floor" and exact) or (repeats and exact):
            return "nearest", False
        raise Unknown(f"{told} and {rounding!r} is not the nearest cell as PyTorch has it")
    if kind in ("linear", "bilinear") and exact:
        if where == "align_corners":
            return "bilinear", True
        if where == "half_pixel" or (where == "pytorch_half_pixel" and not single):
            return "bilinear", False
    raise Unknown(f"{told} has no counterpart among the layers here")


@converts("DepthToSpace", "SpaceToDepth")
def shuffled(r: Recorder, node: Node) -> Value:
    """Trade channels for pixels, or pixels for channels."""
    x, factor = node.tensor(), node.attribute("blocksize")
    if len(x.shape) != 4:
        raise Unknown("it is for maps of two axes")
    channels, height, width = x.shape[1:]
    if node.kind == "SpaceToDepth":
        if channels != 1 or height % factor or width % factor:
            raise Unknown("its channels come in another order than those of PyTorch's PixelUnshuffle")
        return r.record("pixel_unshuffle", node.name, [x], {"downscale_factor": factor})
    rest = channels // factor**2
    if channels % factor**2 or (node.attribute("mode", "DCR") == "DCR" and rest != 1):
        raise Unknown("its channels come in another order than those of PyTorch's PixelShuffle")
    assert x.shape[0] == BATCH
    return r.record("pixel_shuffle", node.name, [x], {"upscale_factor": factor})
