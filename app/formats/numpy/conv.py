"""Convolution and transposed convolution in NumPy: forwards, backwards, and as a product of matrices."""

from math import prod
from typing import cast

from ...layers.conv import Conv
from ...layers.conv_transpose import ConvTranspose
from ...mechanics.axis.window_axis import WindowAxis
from ..calls import Call, shown
from ..windows import is_padded, padding_of
from ..writing import sliced
from .windows import mode, pad, windows


def padded(call: Call) -> list[str]:
    """Write a line that pads the input of a convolution, as its padding mode has it."""
    return pad("x", padding_of(_axes(call)), mode(call))


def _axes(call: Call) -> tuple[WindowAxis, ...]:
    return cast("Conv", call.layer.node.layer).geometry(call.layer.input_shapes[0][1:])


def conv(call: Call) -> list[str]:
    """Multiply every window with every filter, and add up."""
    layer, filters = cast("Conv", call.layer.node.layer), call.layer.output_shape
    lines = [*padded(call), f"v = {windows('x', _axes(call))}"]
    if layer.groups == 1:
        lines.append('y = np.einsum("cijkl,ockl->oij", v, w)')
    else:
        lines += [
            f"v = v.reshape({layer.groups}, -1, *v.shape[1:])",
            f"w = w.reshape({layer.groups}, -1, *w.shape[1:])",
            f'y = np.einsum("gcijkl,gockl->goij", v, w).reshape{filters}',
        ]
    return [*lines, *_biased(layer)]


def _biased(layer: Conv | ConvTranspose) -> list[str]:
    return ["y = y + b[:, None, None]"] if layer.bias else []


def _group(index: str, size: int, step: int) -> str:
    """Write where the group begins that a channel or a filter belongs to.

    Examples
    --------
    >>> _group("o", 2, 3), _group("o", 1, 1)
    ('o // 2 * 3', 'o')
    """
    return index + (f" // {size}" if size > 1 else "") + (f" * {step}" if step > 1 else "")


def _cells(index: str, apart: int, span: int, step: int) -> str:
    """Write the slice of so many cells that begins at a multiple of `index`.

    Examples
    --------
    >>> _cells("k", 1, 5, 1), _cells("k", 2, 5, 3)
    ('slice(k, k + 5)', 'slice(k * 2, k * 2 + 5, 3)')
    """
    start = index + (f" * {apart}" if apart > 1 else "")
    return f"slice({start}, {start} + {span}{f', {step}' if step > 1 else ''})"


def lowering(call: Call) -> list[str]:
    """Unfold the windows into columns, the filters into rows."""
    layer, (channels, *_) = cast("Conv", call.layer.node.layer), call.layer.input_shapes[0]
    filters, rows, columns = call.layer.output_shape
    size = channels // layer.groups * layer.kernel_size[0] * layer.kernel_size[1]
    lines = [
        *padded(call),
        f"v = {windows('x', _axes(call))}",
        f"columns = v.transpose(0, 3, 4, 1, 2).reshape({size * layer.groups}, {rows * columns})",
    ]
    if layer.groups == 1:
        lines.append(f"matrix = w.reshape({filters}, {size})")
    else:
        lines += [
            f"matrix = np.zeros(({filters}, {size * layer.groups}), dtype=w.dtype)",
            f"for o in range({filters}):  # zero where a filter does not see a channel",
            f"    first = {_group('o', filters // layer.groups, size)}",
            f"    matrix[o, first : first + {size}] = w[o].ravel()",
        ]
    bias = " + b[:, None]" if layer.bias else ""
    return [*lines, f"y = matrix @ columns{bias}", shown("y", (filters, rows * columns))]


def gradient(call: Call) -> list[str]:
    """Send a gradient back, weight by weight."""
    layer, axes = cast("Conv", call.layer.node.layer), _axes(call)
    shape, filters = call.layer.input_shapes[0], call.layer.output_shape[0]
    channels = shape[0]
    sides = padding_of(axes)
    seen = f"{_group('o', filters // layer.groups, channels // layer.groups)} + c" if layer.groups > 1 else "c"
    taps = [
        _cells(k, axis.dilation, (axis.output_size - 1) * axis.stride + 1, axis.stride)
        for k, axis in zip("kl", axes, strict=True)
    ]
    before, back = [], []
    if is_padded(sides) and call.padding_mode == "zeros":
        kept = (f"{axis.padding[0]}:{axis.padding[0] + axis.input_size}" for axis in axes)
        back = [f"grad_input = grad_input{sliced(':', *kept)}"]
    elif is_padded(sides):
        # what flows into a padded cell flows on to the cell that it copies
        before = ["cells = np.arange(x.size).reshape(x.shape)", *pad("cells", sides, mode(call))]
        back = [f"grad_input = np.bincount(cells.ravel(), grad_input.ravel(), {prod(shape)}).reshape{shape}"]
    return [
        *([] if "g" in call.arrays else [f"g = np.ones({call.layer.output_shape}, dtype=np.{call.dtype})"]),
        *before,
        *padded(call),
        "grad_input, grad_weight = np.zeros_like(x), np.zeros_like(w)",
        "for o, c, k, l in np.ndindex(w.shape):  # every weight",
        f"    seen = ({seen}, {', '.join(taps)})",
        "    grad_input[seen] += w[o, c, k, l] * g[o]",
        "    grad_weight[o, c, k, l] = (x[seen] * g[o]).sum()",
        *back,
        "grad_bias = g.sum(axis=(1, 2))",
        shown("grad_input", shape),
        shown("grad_weight", (filters, channels // layer.groups, *layer.kernel_size)),
        shown("grad_bias", (filters,)),
    ]


def conv_transpose(call: Call) -> list[str]:
    """Stamp the kernels, input cell by input cell."""
    found, layer = call.layer, cast("ConvTranspose", call.layer.node.layer)
    axes = layer.geometry(found.input_shapes[0][1:])
    ends = [axis.padding[0] + axis.output_size for axis in axes]
    sizes = (max(axis.full_size, end) for axis, end in zip(axes, ends, strict=True))
    cut = (f"{axis.padding[0]}:{end}" for axis, end in zip(axes, ends, strict=True))
    rows, columns = (_cells(k, axis.stride, axis.span, axis.dilation) for k, axis in zip("ij", axes, strict=True))
    filters = ":"
    first = []
    if layer.groups > 1:
        each = found.output_shape[0] // layer.groups
        first = [f"    o = {_group('c', found.input_shapes[0][0] // layer.groups, each)}"]
        filters = f"o : o + {each}"
    return [
        f"y = np.zeros({(found.output_shape[0], *sizes)}, dtype=np.{call.dtype})",
        "for c, i, j in np.ndindex(x.shape):  # every input cell stamps its kernel",
        *first,
        f"    y[{filters}, {rows}, {columns}] += x[c, i, j] * w[c]",
        f"y = y{sliced(':', *cut)}",
        *_biased(layer),
    ]
