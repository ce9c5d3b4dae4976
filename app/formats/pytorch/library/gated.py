"""``nn.GLU``, which is several layers here."""

from typing import Any

from ..interpreter.machine import Machine
from ..interpreter.values import Class, Instance, Native
from .functional import glu
from .modules import MODULE


def _start(m: Machine, self: Instance, dim: int = -1) -> None:
    self.attrs["dim"] = dim


def _forward(m: Machine, self: Instance, input: Any) -> Any:
    return glu(m, input, self.attrs["dim"])


#: The gated linear unit (Dauphin et al. 2017).
GLU = Class(
    "GLU",
    (MODULE,),
    {"__init__": Native("__init__", _start), "forward": Native("forward", _forward, takes_unknown=True)},
)
