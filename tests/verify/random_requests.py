"""Random bodies for the calls of one operation each."""

import base64

import numpy as np

from tests.verify.random_layers import divisor, maybe, padding, per_axis

ACTIVATIONS = ("identity", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu")
MODES = ("zeros", "reflect", "replicate", "circular")


def numbers(rng, *shape):
    """Give nested lists of numbers with two digits behind the point."""
    values = np.random.default_rng(rng.getrandbits(32)).normal(0, 2, shape)
    return np.round(values, 2).tolist()


def picture(rng, *shape):
    """Give bytes in base64, as a page sends a picture."""
    values = np.random.default_rng(rng.getrandbits(32)).integers(0, 256, shape, dtype=np.uint8)
    return {"shape": list(shape), "dtype": "uint8", "base64": base64.b64encode(values.tobytes()).decode()}


def filtered(rng, *, large):
    """Give what convolutions share: input, weight axes to come, and options."""
    channels = rng.choice([1, 3]) if large else rng.randint(1, 4)
    side = 24 if large else 8
    shape = [channels, rng.randint(side // 2 if large else 1, side * 2 if large else side)]
    shape.append(rng.randint(side, side * 2) if large else rng.randint(1, side))
    body = {"input": picture(rng, *shape) if large else numbers(rng, *shape)}
    if channels == 1 and not large and rng.random() < 0.3:
        body["input"] = body["input"][0]  # [H, W] is read as one channel
    optional = {"stride": per_axis(rng, 2, 1, 3), "padding": padding(rng, 2, 3), "dilation": per_axis(rng, 2, 1, 3)}
    return channels, divisor(rng, channels), body | maybe(rng, optional | {"dtype": rng.choice(["float32", "float64"])})


def kernel(rng):
    return [rng.randint(1, 4), rng.randint(1, 4)]


def conv2d(rng, *, large=False):
    channels, groups, body = filtered(rng, large=large)
    filters = groups * rng.randint(1, 3)
    body |= {"weight": numbers(rng, filters, channels // groups, *kernel(rng)), "groups": groups}
    optional = {"bias": numbers(rng, filters), "padding_mode": rng.choice(MODES), "activation": rng.choice(ACTIVATIONS)}
    return body | maybe(rng, optional)


def conv_transpose2d(rng, *, large=False):
    channels, groups, body = filtered(rng, large=large)
    per_group = rng.randint(1, 3)
    body |= {"weight": numbers(rng, channels, per_group, *kernel(rng)), "groups": groups}
    optional = {"bias": numbers(rng, groups * per_group), "activation": rng.choice(ACTIVATIONS)}
    return body | maybe(rng, optional | {"output_padding": per_axis(rng, 2, 0, 2)})


def max_pool2d(rng, *, large=False):
    _, _, body = filtered(rng, large=large)
    return body | {"kernel_size": per_axis(rng, 2, 1, 4), "ceil_mode": rng.random() < 0.6}


def avg_pool2d(rng, *, large=False):
    body = max_pool2d(rng, large=large)
    body.pop("dilation", None)
    return body | maybe(rng, {"count_include_pad": rng.random() < 0.5})


def activation(rng, *, large=False):
    _, _, body = filtered(rng, large=large)
    return {name: body[name] for name in ("input", "dtype") if name in body} | {"activation": rng.choice(ACTIVATIONS)}


def gradient(rng, *, large=False):
    body = conv2d(rng, large=large)
    body.pop("activation", None)
    return body


def lowering(rng, *, large=False):
    return gradient(rng, large=large)


OPERATIONS = {
    "conv2d": conv2d, "conv-transpose2d": conv_transpose2d, "max-pool2d": max_pool2d, "avg-pool2d": avg_pool2d,
    "activation": activation, "conv2d/gradient": gradient, "conv2d/lowering": lowering,
}  # fmt: skip
