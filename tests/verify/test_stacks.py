"""600 random stacks: the stack's call, the network's call, and the gradient of a PyTorch network see the same cells."""

import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812, everyone's name for it

from tests.networks.test_stack_and_network_agree import answers, mask_of, random_stack, sides_of

STACKS, BLOCKS = 600, 12


def gradients(layers, sizes, unit, seed):
    """Give |∂ unit / ∂ cell| for the input and every layer's output: weights are positive, so that none cancel out."""
    torch.manual_seed(seed)
    x = torch.rand(1, 1, *sizes[0], dtype=torch.float64, requires_grad=True)
    maps = [x]
    for layer, size in zip(layers, sizes, strict=False):
        top, bottom, left, right = (side for axis in (0, 1) for side in sides_of(layer, axis, size[axis]))
        made = nn.Conv2d(1, 1, layer["kernel_size"], layer["stride"], dilation=layer["dilation"], dtype=torch.float64)
        nn.init.uniform_(made.weight, 0.5, 1.5)
        maps.append(made(F.pad(maps[-1], (left, right, top, bottom))))
    return [grad[0, 0].abs().numpy() for grad in torch.autograd.grad(maps[-1][(0, 0, *unit)], maps)]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_stacks(rest, tally, block):
    rng = random.Random(1000 + block)
    for number in range(STACKS // BLOCKS):
        layers, sizes, unit = random_stack(rng)
        stack, _, nodes = answers(rest, layers, sizes, unit)
        found = gradients(layers, sizes, unit, seed=number)
        for place, (level, node, gradient) in enumerate(
            zip([stack["input"], *stack["layers"]], nodes, found, strict=True)
        ):
            what = f"level {place} of {layers} on {sizes[0]}, unit {unit}"
            tally.compared += 2
            tally.same(f"/networks/receptive-field, {what}", mask_of(node), gradient > 0)
            rows, columns = (np.flatnonzero((gradient > 0).any(axis=axis)) for axis in (1, 0))
            wanted = [[int(cells[0]), int(cells[-1])] if len(cells) else None for cells in (rows, columns)]
            inside = level.get("clipped", {"rows": None, "columns": None})
            if [inside["rows"], inside["columns"]] != wanted:
                tally.differs(f"/receptive-field, {what}: {inside}, not {wanted}")
    tally.check()
