"""The names of a network's arrays in a state file of the PyTorch model that it corresponds to."""

from .graph import Network
from .weights import weight_shapes


def state_names(network: Network) -> dict[str, tuple[str, str]]:
    """Return, by the name in ``model.state_dict()``, the node and the name of each array whose module is known.

    The shapes there may have axes of size 1 more or fewer: what is a 1×1 convolution here may be a linear layer there.

    Examples
    --------
    >>> from .zoo import ZOO
    >>> names = state_names(ZOO["resnet18"].build())
    >>> names["layer1.0.conv1.weight"], names["layer1.0.bn1.running_var"]
    (('conv2', 'weight'), ('batch_norm2', 'running_var'))
    >>> state_names(ZOO["convnext_tiny"].build())["features.1.0.layer_scale"]
    ('layer_scale1', 'weight')
    """
    held = weight_shapes(network)
    return {
        node.module if node.layer.bare else f"{node.module}.{array}": (node.name, array)
        for node in network.nodes
        if node.module
        for array in held.get(node.name, ())
    }
