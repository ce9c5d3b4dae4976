"""What each layer does with numbers; importing it makes all of them known to `run`."""

from . import pointwise, spatial, weighted
from .given import Back, Given, Run, run

__all__ = ["Back", "Given", "Run", "pointwise", "run", "spatial", "weighted"]
