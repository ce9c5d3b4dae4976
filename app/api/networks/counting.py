"""What is counted of a network: for how many inputs at once, and whether biases are operations."""

from pydantic import Field

from ..wire.fields import Strict

#: The most inputs at once that are counted for.
MOST_INPUTS = 100_000
BATCH = "inputs at once: multiply-accumulates, FLOPs and activations are for all of them, parameters are not"
BIAS_FLOPS = "whether FLOPs, two for each multiply-accumulate, have the additions of biases too"


class Counting(Strict):
    """How a network is counted; with its defaults, for one input and without biases."""

    batch: int = Field(1, ge=1, le=MOST_INPUTS, description=BATCH)
    bias_flops: bool = Field(False, description=BIAS_FLOPS)
