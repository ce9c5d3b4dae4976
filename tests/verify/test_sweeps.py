"""Long runs of the calls themselves against PyTorch: sizes, numbers, gradients."""

import random

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812, everyone's name for it

from tests.verify.test_code_cards import possible_request, tensors_of

SIZES, NUMBERS = 4000, 250
PAD_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}
ACTIVATIONS = {
    "identity": lambda x: x, "relu": F.relu, "leaky_relu": F.leaky_relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
    "gelu": F.gelu, "silu": F.silu,
}  # fmt: skip


def tensor(value):
    return torch.as_tensor(np.asarray(value, np.float64))


def pair(value):
    return [value, value] if isinstance(value, int) else value


def input_of(body):
    x = tensor(tensors_of(body["input"]))
    return x if x.ndim == 3 else x[None]


def sides_of(body, size, stride, span):
    """Give left, right, top and bottom as F.pad takes them."""
    padding = body.get("padding", 0)
    if padding == "valid":
        return [0, 0, 0, 0]
    if padding == "same":
        totals = [max((-(-n // s) - 1) * s + k - n, 0) for n, s, k in zip(size, stride, span, strict=True)]
        sides = [[total // 2, total - total // 2] for total in totals]
    else:
        sides = [pair(entry) for entry in pair(padding)]
    return [*sides[1], *sides[0]]


def convolved(body, x, weight):
    stride, dilation = pair(body.get("stride", 1)), pair(body.get("dilation", 1))
    span = [d * (k - 1) + 1 for d, k in zip(dilation, weight.shape[2:], strict=True)]
    sides = sides_of(body, x.shape[1:], stride, span)
    mode = PAD_MODES[body.get("padding_mode", "zeros")]
    padded = x[None]
    if mode == "circular":  # PyTorch wraps around once at most; NumPy says the same for any width
        padded = padded[..., wrapped(x.shape[1], *sides[2:]), :][..., wrapped(x.shape[2], *sides[:2])]
    elif any(sides):
        padded = F.pad(padded, sides, mode=mode)
    bias = None if body.get("bias") is None else tensor(body["bias"])
    return F.conv2d(padded, weight, bias, stride, 0, dilation, body.get("groups", 1))[0]


def wrapped(size, before, after):
    return torch.as_tensor(np.arange(-before, size + after) % size)


def test_sizes_of_pools_are_pytorchs(rest, tally):
    rng = random.Random(2)
    for _ in range(SIZES):
        size, kernel, stride, dilation = rng.randint(1, 40), rng.randint(1, 12), rng.randint(1, 9), rng.randint(1, 4)
        padding, ceil_mode = rng.randint(0, kernel // 2), rng.random() < 0.7
        options = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
        try:
            pooled = F.max_pool2d(
                torch.zeros(1, 1, size), (1, kernel), (1, stride), (0, padding), (1, dilation), ceil_mode
            )
            # a window of padding alone, which PyTorch answers with minus infinity, is refused
            wanted = None if torch.isinf(pooled).any() else [pooled.shape[2]]
        except RuntimeError:
            wanted = None
        body = {"operation": "max_pool", "input_size": size, "ceil_mode": ceil_mode} | options
        response = rest.post("/api/v1/output-size", json=body)
        found = response.json()["output_size"] if response.status_code == 200 else None
        tally.compared += 1
        if found != wanted:
            tally.differs(f"/output-size {body}: {found}, not {wanted}")
    tally.check()


def test_convolutions(rest, tally):
    rng = random.Random(3)
    for _ in range(NUMBERS):
        body, answer = possible_request(rest, rng, "conv2d")
        sums = convolved(body, input_of(body), tensor(body["weight"]))
        tally.compared += 1
        tally.same(f"/conv2d {body}", answer["output"], ACTIVATIONS[body.get("activation", "identity")](sums))
    tally.check()


def test_gradients(rest, tally):
    rng = random.Random(4)
    for number in range(NUMBERS):
        body, answer = possible_request(rest, rng, "conv2d/gradient")
        if number % 2:
            shape = answer["geometry"]["output"]
            body["grad_output"] = np.random.default_rng(number).normal(size=shape).tolist()
            answer = rest.post("/api/v1/conv2d/gradient", json=body).json()
        x, weight = input_of(body).requires_grad_(), tensor(body["weight"]).requires_grad_()
        y = convolved(body, x, weight)
        sent = tensor(body["grad_output"]) if "grad_output" in body else torch.ones_like(y)
        grad_input, grad_weight = torch.autograd.grad(y, [x, weight], sent)
        for name, wanted in (("input", grad_input), ("weight", grad_weight), ("bias", sent.sum(dim=(1, 2)))):
            tally.compared += 1
            tally.same(f"/conv2d/gradient {body}: grad_{name}", answer[f"grad_{name}"], wanted)
    tally.check()


def test_transposed_convolutions(rest, tally):
    rng = random.Random(5)
    for _ in range(NUMBERS):
        body, answer = possible_request(rest, rng, "conv-transpose2d")
        if body.get("padding") == "same":
            continue  # PyTorch has none
        stride, dilation = pair(body.get("stride", 1)), pair(body.get("dilation", 1))
        weight = tensor(body["weight"])
        extra = pair(body.get("output_padding", 0))
        # the whole output, then rows and columns cut off on each side: padding takes away, output padding adds
        whole = F.conv_transpose2d(input_of(body)[None], weight, None, stride, 0, 0, body.get("groups", 1), dilation)[0]
        left, right, top, bottom = sides_of(body, whole.shape[1:], stride, weight.shape[2:])
        y = F.pad(whole, (0, extra[1], 0, extra[0]))
        y = y[:, top : y.shape[1] - bottom, left : y.shape[2] - right]
        if body.get("bias") is not None:
            y = y + tensor(body["bias"])[:, None, None]
        tally.compared += 1
        tally.same(f"/conv-transpose2d {body}", answer["output"], ACTIVATIONS[body.get("activation", "identity")](y))
    tally.check()


@pytest.mark.parametrize("operation", ["max-pool2d", "avg-pool2d"])
def test_pools(rest, tally, operation):
    rng = random.Random(6)
    done = 0
    while done < NUMBERS:
        body, answer = possible_request(rest, rng, operation)
        kernel = pair(body["kernel_size"])
        said = body.get("padding", 0)
        sides = [pair(entry) for entry in pair(0 if said == "valid" else said)] if said != "same" else []
        if not sides or any(b != a or b > k // 2 for (b, a), k in zip(sides, kernel, strict=True)):
            continue  # PyTorch pads both sides alike, by half the kernel at most
        stride, padding = pair(body.get("stride", kernel)), [before for before, _ in sides]
        if operation == "max-pool2d":
            y = F.max_pool2d(input_of(body), kernel, stride, padding, pair(body.get("dilation", 1)), body["ceil_mode"])
        else:
            y = F.avg_pool2d(
                input_of(body), kernel, stride, padding, body["ceil_mode"], body.get("count_include_pad", True)
            )
        done += 1
        tally.compared += 1
        tally.same(f"/{operation} {body}", answer["output"], y)
    tally.check()


def test_activations(rest, tally):
    x = np.concatenate([np.linspace(-12, 12, 4001), np.geomspace(1e-30, 1e30, 400), -np.geomspace(1e-30, 1e30, 400)])
    for name, function in ACTIVATIONS.items():
        for dtype in ("float32", "float64"):
            body = {"input": [x.tolist()], "activation": name, "dtype": dtype}
            found = np.array(rest.post("/api/v1/activation", json=body).json()["output"][0][0])
            wanted = function(torch.as_tensor(x.astype(dtype))).double().numpy()
            tally.compared += len(x)
            tally.same(f"{name} in {dtype}", found, wanted)
            if dtype == "float64":  # near zero, and far from it, as shares of the number itself
                scale = np.maximum(np.abs(wanted), 1e-30)
                tally.same(f"{name}, relative", found / scale, wanted / scale)
    tally.check()
