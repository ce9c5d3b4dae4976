"""What writers of code share: names that Python allows, literals, and calls."""

import builtins
import json
import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..mechanics.errors import OptionError
from ..networks.analysis import Analysis, NodeError
from ..networks.graph import INPUT, Network

#: Stands for the tensor that goes in, in the text of a step.
X = "{x}"
#: Names that code for a network uses itself.
_TAKEN = {
    "self", "torch", "nn", "F", "keras", "layers", "ops", "model", "x", "sys", "local_response_norm", "pixel_shuffle",
    "masked_average", "dilated_max_pool", "adaptive_average", "linear_upsampling", "spread",
    "ChannelNorm", "LayerScale", "channels_first", *dir(builtins),
}  # fmt: skip
#: Names that every ``torch.nn.Module`` has already: a layer with such a name would take the place of a method.
_OF_A_MODULE = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule
    share_memory state_dict to to_empty train training type xpu zero_grad
"""


def identifiers(network: Network) -> dict[str, str]:
    """Give every node a name that is a Python identifier of its own; the input is ``x``.

    Examples
    --------
    >>> from ..networks.graph import Node
    >>> from ..layers.activation import ReLU
    >>> names = ("features.0", "features 0", "1", "if", "sum", "train")
    >>> nodes = tuple(Node(name, ReLU(), ("input",)) for name in names)
    >>> list(identifiers(Network((1, 2, 2), nodes)).values())
    ['x', 'features_0', 'features_0_2', 'layer_1', 'if_', 'sum_2', 'train_2']
    """
    names, taken = {INPUT: "x"}, _TAKEN | set(_OF_A_MODULE.split())
    for node in network.nodes:
        name = re.sub(r"\W", "_", node.name, flags=re.ASCII)
        if keyword.iskeyword(name):
            name += "_"
        elif not name.isidentifier() or name.startswith("_"):
            name = f"layer_{name.strip('_')}"
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique)
        names[node.name] = unique
    return names


def check_known(analysis: Analysis) -> None:
    """Refuse a network with operations that are known by name and shape alone.

    Raises
    ------
    NodeError
        If there is one.
    """
    for found in analysis.nodes:
        if not found.node.layer.known:
            kind = found.node.layer.changed_options().get("kind", "unknown")
            error = OptionError("operation", f"what {kind} computes is not known, so there is no code for it: use JSON")
            raise NodeError(found.node.name, error)


def literal(value: Any) -> str:
    """Write a value as Python has it, strings in double quotes.

    Examples
    --------
    >>> literal("same"), literal((3, 1)), literal(True)
    ('"same"', '(3, 1)', 'True')
    """
    return json.dumps(value) if isinstance(value, str) else repr(value)


def call(name: str, *args: Any, **options: Any) -> str:
    """Write a call.

    Examples
    --------
    >>> call("nn.Linear", 8, 10, bias=False)
    'nn.Linear(8, 10, bias=False)'
    """
    named = (f"{key}={literal(value)}" for key, value in options.items())
    return f"{name}({', '.join([*map(literal, args), *named])})"


def one(values: tuple[Any, ...]) -> Any:
    """Give one value where all axes have the same.

    Examples
    --------
    >>> one((3, 3)), one((3, 1)), one((3,))
    (3, (3, 1), 3)
    """
    return values[0] if len(set(values)) == 1 else values


def others(**options: tuple[Any, Any]) -> dict[str, Any]:
    """Give those options that differ from the default, which comes second.

    Examples
    --------
    >>> others(stride=(2, 1), dilation=(1, 1))
    {'stride': 2}
    """
    return {name: value for name, (value, default) in options.items() if value != default}


def sliced(*slices: str) -> str:
    """Write the slices of the last axes; those at the end that keep everything are left out.

    Examples
    --------
    >>> sliced(":", "1:3", ":"), sliced(":", ":")
    ('[:, 1:3]', '')
    """
    kept = list(slices)
    while kept and kept[-1] == ":":
        kept.pop()
    return f"[{', '.join(kept)}]" if kept else ""


def framed(modules: Sequence[str], helpers: Mapping[str, str], body: str) -> str:
    """Put before code what it uses: imports, and functions.

    Parameters
    ----------
    modules : sequence of str
        Imports, in order.
    helpers : mapping of str
        By name, the text of functions that it may call.
    body : str
        The code.

    Examples
    --------
    >>> modules = ["import numpy as np", "from keras import layers", "from keras import ops"]
    >>> print(framed(modules, {}, "layers.X(ops.Y)"))
    from keras import layers, ops
    <BLANKLINE>
    layers.X(ops.Y)
    """
    used = [text for name, text in helpers.items() if f"{name}(" in body]
    code = "\n".join([*used, body])
    imported: dict[str, list[str]] = {}
    for line in modules:
        before, name = line.rsplit(" ", 1)
        if re.search(rf"\b{name}\.", code):
            imported.setdefault(before if line.startswith("from") else line, []).append(name)
    imports = "\n".join(
        f"{line} {', '.join(names)}" if line.startswith("from") else line for line, names in imported.items()
    )
    apart = "\n\n\n" if used or body.startswith("class") else "\n\n"
    return apart.join([imports, *used, body])
