"""What looking through a network, or running it, may cost."""

from math import prod

from ..networks.analysis import Analysis, NodeAnalysis
from ..networks.joining import CenterCrop
from ..networks.sight import map_size
from ..networks.windowed import Conv, ConvTranspose, Filters, MaxPool, Pool
from .budget import Budget

#: What takes as long as so many multiply-accumulates: to begin with a node, and each number that it makes.
_NODE_MACS = 25_000
_NUMBER_MACS = 2
#: So many times as fast are the multiply-accumulates of a product of matrices.
_MATRIX_GAIN = 10
#: Activations that take much longer.
_SLOW = {"gelu": 200}


def check_views(budget: Budget, field: str, analysis: Analysis) -> None:
    """Refuse maps between which the table of who looks at whom, along an axis, is too large.

    Raises
    ------
    OptionError
        As `Budget.check_numbers`.
    """
    for found in analysis.nodes:
        if found.node.layer.samplings(found.input_shapes) is None:
            continue
        below, above = map_size(found.input_shapes[0]), map_size(found.output_shape)
        for cells, units in zip(below, above, strict=True):
            budget.check_numbers(field, f"the table of who looks at whom in {found.node.name}", cells * units)


def check_run(budget: Budget, field: str, analysis: Analysis) -> int:
    """Refuse a network whose maps are too large to be computed, and give what one pass costs.

    Raises
    ------
    OptionError
        As `Budget.check_numbers`.

    Returns
    -------
    int
        As many multiply-accumulates take as long.
    """
    check_views(budget, field, analysis)
    for found in analysis.nodes:
        budget.check_numbers(field, f"the padded map of {found.node.name}", _padded(found))
        budget.check_numbers(field, f"the weights of {found.node.name}", found.count.weights)
    together = prod(analysis.network.input_shape) + sum(prod(found.output_shape) for found in analysis.nodes)
    budget.check_numbers(field, "the maps of all layers together", together)
    return sum(_macs(found) for found in analysis.nodes)


def _padded(found: NodeAnalysis) -> int:
    layer, (channels, *size) = found.node.layer, found.input_shapes[0]
    if isinstance(layer, Conv | Pool):
        return channels * prod(axis.padded_size for axis in layer.axes((size[0], size[1])))
    if isinstance(layer, ConvTranspose):
        return layer.out_channels * prod(axis.full_size for axis in layer.axes((size[0], size[1])))
    return 0


def _macs(found: NodeAnalysis) -> int:
    layer, numbers = found.node.layer, prod(found.output_shape)
    macs = _NODE_MACS + found.macs + numbers * _SLOW.get(found.node.operation, _NUMBER_MACS)
    if isinstance(layer, Pool):
        macs += numbers * prod(layer.kernel_size)
    if not isinstance(layer, Filters | MaxPool | CenterCrop) and layer.samplings(found.input_shapes) is not None:
        # two products of matrices: over the rows, then over the columns
        (height, width), (rows, columns) = map_size(found.input_shapes[0]), map_size(found.output_shape)
        macs += found.output_shape[0] * rows * width * (height + columns) // _MATRIX_GAIN
    return macs
