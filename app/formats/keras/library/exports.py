"""Functions and classes that our own Keras code brings along: known by their text, to the last word."""

import ast
from typing import Any

from ...pytorch.interpreter.machine import Machine
from ...pytorch.interpreter.values import Class, Instance, Native
from ..helpers import HELPERS
from ..later_layers import HELPERS as LATER_HELPERS
from ..reading.layers import KerasLayer
from ..reading.shaping import pad
from ..reading.site import Site
from ..reading.tensor import Tensor
from ..reading.windowed import one, unless
from .classes import BASE, LAYER_OF


def _compute(m: Machine, name: str, x: Any, run: Any) -> Any:
    if not isinstance(x, Tensor):
        raise m.refusal(f"{name} takes a tensor of the network")
    return m.world.compute(m, name, [x], run)


def _local_response_norm(m: Machine, x: Any, size: int, alpha: float, beta: float, k: float) -> Any:
    options = {"size": size, "alpha": alpha, "beta": beta, "k": k}
    return _compute(m, "local_response_norm", x, lambda site: site.add("local_response_norm", options))


def _masked_average(m: Machine, pool: Any, x: Any, counted: Any, uncounted: Any) -> Any:
    layer = pool.attrs.get(LAYER_OF) if isinstance(pool, Instance) else None
    if not isinstance(layer, KerasLayer) or not layer.kind.startswith("AveragePooling"):
        raise m.refusal("masked_average takes an average pooling")
    axes = int(layer.kind[-2])

    def run(site: Site) -> Tensor:
        own = layer.site(site.graph, [site.x])
        size = own.each("pool_size", axes)
        stride = own.get("strides")
        x = pad(site, site.x, [list(sides) for sides in counted[1:-1]])
        options = {
            "kernel_size": one(size), "padding": [list(sides) for sides in uncounted[1:-1]], "count_include_pad": False,
            "stride": None if stride is None else unless(one(own.each("strides", axes)), one(size)),
        }  # fmt: skip
        return site.add("avg_pool", options, [x])

    return _compute(m, "masked_average", x, run)


def _dilated_max_pool(m: Machine, x: Any, pool_size: Any, strides: Any, dilation_rate: Any) -> Any:
    options = {"kernel_size": list(pool_size), "stride": list(strides), "dilation": list(dilation_rate)}
    return _compute(m, "max_pool", x, lambda site: site.add("max_pool", options))


def _adaptive_average(m: Machine, x: Any, output_size: Any) -> Any:
    options = {"output_size": list(output_size)}
    return _compute(m, "adaptive_average", x, lambda site: site.add("adaptive_avg_pool", options))


def _linear_upsampling(m: Machine, x: Any, factors: Any) -> Any:
    options = {"scale_factor": list(factors), "mode": "bilinear"}
    return _compute(m, "linear_upsampling", x, lambda site: site.add("upsample", options))


def _layer_scale(m: Machine, cls: Class, init: float, shared: bool) -> Instance:
    name = m.world.named("LayerScale")
    instance = Instance(cls, {}, m.line)
    layer = KerasLayer(
        "LayerScale", {"init_values": init, "projection_dim": None, "shared": shared}, name, f"line {m.line}"
    )
    instance.attrs |= {LAYER_OF: layer, "name": name}
    m.world.making(m, instance)
    return instance


_KNOWN: dict[str, Any] = {
    "local_response_norm": Native("local_response_norm", _local_response_norm),
    "masked_average": Native("masked_average", _masked_average),
    "dilated_max_pool": Native("dilated_max_pool", _dilated_max_pool),
    "adaptive_average": Native("adaptive_average", _adaptive_average),
    "linear_upsampling": Native("linear_upsampling", _linear_upsampling),
    "LayerScale": Class("LayerScale", (BASE,), {"__new__": Native("LayerScale", _layer_scale)}),
}
_TEXTS = {name: ast.dump(ast.parse(text).body[0]) for name, text in (HELPERS | LATER_HELPERS).items() if name in _KNOWN}


def known_definition(statement: ast.stmt) -> tuple[str, Any] | None:
    """Give what a definition of our own code stands for, with its name; None if it differs from these in a word.

    Examples
    --------
    >>> text = HELPERS["linear_upsampling"]
    >>> known_definition(ast.parse(text).body[0])[0], known_definition(ast.parse(text + " * 2").body[0])
    ('linear_upsampling', None)
    """
    name = statement.name if isinstance(statement, ast.FunctionDef | ast.ClassDef) else ""
    if name not in _TEXTS or ast.dump(statement) != _TEXTS[name]:
        return None
    return name, _KNOWN[name]
