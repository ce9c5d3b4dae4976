"""Random layers in odd options, for one, two and three axes, and for rows of numbers."""

from math import prod

LARGEST_SIDE = {1: 14, 2: 9, 3: 6}
ACTIVATIONS = (
    "identity", "relu", "relu6", "sigmoid", "tanh", "gelu", "silu", "hardswish", "hardsigmoid", "selu", "mish",
    "softsign", "log_sigmoid", "gelu_tanh", "softplus",
)  # fmt: skip


def input_shape(rng, axes, *, channels=None):
    """Give [C, …], or [features] for no axes."""
    channels = channels or rng.randint(1, 6)
    return [channels, *(rng.randint(1, LARGEST_SIDE[axes]) for _ in range(axes))] if axes else [rng.randint(1, 12)]


def per_axis(rng, axes, least, most):
    """Give one number for all axes, or one for each."""
    if rng.random() < 0.4:
        return rng.randint(least, most)
    return [rng.randint(least, most) for _ in range(axes)]


def padding(rng, axes, most):
    """Give padding in every way that it can be said."""
    return rng.choice(
        [
            0,
            rng.randint(0, most),
            [rng.randint(0, most) for _ in range(axes)],
            [[rng.randint(0, most), rng.randint(0, most)] for _ in range(axes)],
            "same",
            "valid",
        ]
    )


def divisor(rng, number):
    """Give a number that divides it."""
    return rng.choice([n for n in range(1, number + 1) if number % n == 0])


def maybe(rng, options):
    """Leave out some options."""
    return {name: value for name, value in options.items() if rng.random() < 0.6}


def conv(rng, shape):
    axes, groups = len(shape) - 1, divisor(rng, shape[0])
    optional = {
        "stride": per_axis(rng, axes, 1, 3), "padding": padding(rng, axes, 4), "dilation": per_axis(rng, axes, 1, 3),
        "bias": rng.random() < 0.5,
    }  # fmt: skip
    out = groups * rng.randint(1, 3)
    return [
        {"operation": "conv", "out_channels": out, "kernel_size": per_axis(rng, axes, 1, 4), "groups": groups}
        | maybe(rng, optional)
    ]


def conv_transpose(rng, shape):
    axes = len(shape) - 1
    (layer,) = conv(rng, shape)
    return [layer | {"operation": "conv_transpose"} | maybe(rng, {"output_padding": per_axis(rng, axes, 0, 2)})]


def max_pool(rng, shape):
    axes = len(shape) - 1
    return [
        {"operation": "max_pool", "kernel_size": per_axis(rng, axes, 1, 5), "ceil_mode": rng.random() < 0.6}
        | maybe(
            rng,
            {
                "stride": per_axis(rng, axes, 1, 4),
                "padding": padding(rng, axes, 4),
                "dilation": per_axis(rng, axes, 1, 3),
            },
        )
    ]


def avg_pool(rng, shape):
    (layer,) = max_pool(rng, shape)
    layer.pop("dilation", None)
    return [layer | {"operation": "avg_pool", "count_include_pad": rng.random() < 0.5}]


def adaptive_avg_pool(rng, shape):
    return [{"operation": "adaptive_avg_pool", "output_size": per_axis(rng, len(shape) - 1, 1, 7)}]


def batch_norm(rng, _shape):
    return [
        {"operation": "batch_norm"} | maybe(rng, {"affine": rng.random() < 0.5, "eps": rng.choice([0.5, 1e-3, 0.1])})
    ]


def local_response_norm(rng, _shape):
    optional = {"alpha": rng.uniform(0, 2), "beta": rng.uniform(0.1, 2), "k": rng.uniform(0.5, 3)}
    return [{"operation": "local_response_norm", "size": rng.randint(1, 6)} | maybe(rng, optional)]


def activation(rng, _shape):
    return [{"operation": rng.choice(ACTIVATIONS)}]


def leaky_relu(rng, _shape):
    return [{"operation": "leaky_relu"} | maybe(rng, {"negative_slope": rng.uniform(-0.5, 1.5)})]


def prelu(rng, shape):
    return [{"operation": "prelu", "num_parameters": rng.choice([1, shape[0]])}]


def dropout(rng, _shape):
    return [{"operation": "dropout"} | maybe(rng, {"p": rng.choice([0, 0.3, 1])})]


def softmax(_rng, _shape):
    return [{"operation": "softmax"}]


def flatten(_rng, _shape):
    return [{"operation": "flatten"}]


def linear(rng, shape):
    layer = {"operation": "linear", "out_features": rng.randint(1, 9)} | maybe(rng, {"bias": rng.random() < 0.5})
    return [*(flatten(rng, shape) if len(shape) > 1 else []), layer]


def add(rng, shape):
    more = [{"operation": "relu", "name": "one", "inputs": ["input"]}]
    sources = rng.choice([["one", "input"], ["input", "one", "input"], ["input", "input"]])
    del shape
    return [*more, {"operation": "add", "inputs": sources}]


def concat(rng, shape):
    axes = len(shape) - 1
    if not axes:
        return [{"operation": "relu", "name": "one"}, {"operation": "concat", "inputs": ["input", "one"]}]
    wide = {
        "operation": "conv",
        "name": "wide",
        "out_channels": rng.randint(1, 4),
        "kernel_size": 1,
        "inputs": ["input"],
    }
    sources = rng.choice([["wide", "input"], ["input", "wide", "input"], ["wide", "wide"]])
    return [wide, {"operation": "concat", "inputs": sources}]


def center_crop(rng, shape):
    axes = len(shape) - 1
    small = {"operation": "max_pool", "name": "small", "kernel_size": per_axis(rng, axes, 1, 4), "stride": 1}
    return [small, {"operation": "center_crop", "inputs": ["input", "small"]}]


def subsample(rng, shape):
    stride, new = per_axis(rng, len(shape) - 1, 1, 3), rng.randint(0, 3)
    layer = {"operation": "subsample", "out_channels": shape[0] + new, "stride": stride}
    return [layer | maybe(rng, {"before": rng.randint(0, new)})]


def upsample(rng, shape):
    layer = {"operation": "upsample", "scale_factor": per_axis(rng, len(shape) - 1, 1, 4)}
    return [layer | maybe(rng, {"mode": rng.choice(["nearest", "bilinear"])})]


def pixel_shuffle(rng, shape):
    factors = [f for f in (1, 2, 3) if shape[0] % f ** (len(shape) - 1) == 0]
    return [{"operation": "pixel_shuffle", "upscale_factor": rng.choice(factors)}]


def channel_shuffle(rng, shape):
    return [{"operation": "channel_shuffle", "groups": divisor(rng, shape[0])}]


def adaptive_max_pool(rng, shape):
    return [{"operation": "adaptive_max_pool", "output_size": per_axis(rng, len(shape) - 1, 1, 7)}]


def own_norm(rng, shape):
    """Give a norm by an input's own numbers, over as many that they have a variance."""
    options = maybe(rng, {"affine": rng.random() < 0.5, "eps": rng.choice([0.5, 1e-3, 0.1])})
    kinds = [{"operation": "layer_norm"}, {"operation": "layer_norm", "over": "all"}]
    groups = divisor(rng, shape[0])
    if prod(shape) > groups:  # PyTorch's wants more than one number for each group
        kinds.append({"operation": "group_norm", "num_groups": groups})
    if prod(shape[1:]) > 1:  # PyTorch's wants more than one number for each channel
        kinds.append({"operation": "instance_norm"})
    return [rng.choice(kinds) | options]


def told_activation(rng, _shape):
    kinds = [
        {"operation": "elu", "alpha": rng.uniform(0.1, 2)},
        {"operation": "hardtanh", "min_val": rng.uniform(-2, 0), "max_val": rng.uniform(0.1, 2)},
        {"operation": "affine", "factor": rng.uniform(-2, 2), "offset": rng.uniform(-1, 1)},
        {"operation": "layer_scale", "shared": rng.random() < 0.5},
        {"operation": "log_softmax"},
    ]
    return [rng.choice(kinds)]


def multiply(_rng, shape):
    axes = len(shape) - 1
    gate = {"operation": "adaptive_avg_pool", "name": "gate", "output_size": 1} if axes else {"operation": "tanh"}
    return [gate | {"name": "gate", "inputs": ["input"]}, {"operation": "multiply", "inputs": ["input", "gate"]}]


def resize(rng, shape):
    layer = {"operation": "resize", "output_size": per_axis(rng, len(shape) - 1, 1, 9)}
    return [layer | maybe(rng, {"mode": rng.choice(["nearest", "bilinear"]), "align_corners": rng.random() < 0.5})]


def pad(rng, shape):
    mode = rng.choice(["zeros", "reflect", "replicate", "circular"])
    sides = [[rng.randint(0, 2), rng.randint(0, 2)] for _ in shape[1:]]
    return [{"operation": "pad", "padding": sides, "padding_mode": mode}]


def narrowed(rng, shape):
    dim = rng.randint(1, len(shape))
    start = rng.randint(0, shape[dim - 1] - 1)
    optional = {"stop": rng.randint(start + 1, shape[dim - 1]), "step": rng.randint(1, 3)}
    return [{"operation": "slice", "dim": dim, "start": start} | maybe(rng, optional)]


def reshape(rng, shape):
    return [{"operation": "reshape", "shape": [shape[0], *rng.sample(shape[1:], len(shape) - 1)]}]


def pixel_unshuffle(rng, shape):
    factors = [f for f in (1, 2, 3) if shape[1] % f == shape[2] % f == 0]
    return [{"operation": "pixel_unshuffle", "downscale_factor": rng.choice(factors)}]


#: Layers by kind, with the numbers of axes that they take; 0 is a row of numbers.
KINDS = {
    conv: (1, 2, 3), conv_transpose: (1, 2, 3), max_pool: (1, 2, 3), avg_pool: (1, 2, 3),
    adaptive_avg_pool: (1, 2, 3), batch_norm: (0, 1, 2, 3), local_response_norm: (1, 2, 3), activation: (0, 1, 2, 3),
    leaky_relu: (0, 1, 2, 3), prelu: (0, 1, 2, 3), dropout: (0, 1, 2, 3), softmax: (0, 1, 2, 3),
    flatten: (0, 1, 2, 3), linear: (0, 1, 2, 3), add: (0, 1, 2, 3), concat: (0, 1, 2, 3), center_crop: (1, 2, 3),
    subsample: (1, 2, 3), upsample: (1, 2, 3), pixel_shuffle: (2,), channel_shuffle: (1, 2, 3),
    adaptive_max_pool: (1, 2, 3), own_norm: (0, 1, 2, 3), told_activation: (0, 1, 2, 3), multiply: (0, 1, 2, 3),
    resize: (1, 2, 3), pad: (1, 2, 3), narrowed: (0, 1, 2, 3), reshape: (1, 2, 3), pixel_unshuffle: (2,),
}  # fmt: skip
#: Those whose options differ much take more samples.
ODD = {conv, conv_transpose, max_pool, avg_pool, adaptive_avg_pool, upsample, subsample, center_crop}
