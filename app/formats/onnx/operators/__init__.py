"""What each operator of ONNX is here, one file for each kind."""

from . import activations, arithmetic, linear, norms, resizing, shaping, windowed

__all__ = ["activations", "arithmetic", "linear", "norms", "resizing", "shaping", "windowed"]
