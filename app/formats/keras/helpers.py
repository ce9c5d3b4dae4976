"""Functions, in Keras' own operations, for what Keras has no layer for."""

#: By name, the text that stands before code that calls them; all for any number of axes.
HELPERS = {
    "local_response_norm": """\
def local_response_norm(x, size, alpha, beta, k):
    squares = ops.pad(x**2, [[0, 0]] * (len(x.shape) - 1) + [[size // 2, (size - 1) // 2]])
    channels = x.shape[-1]
    mean = sum(squares[..., i : i + channels] for i in range(size)) / size
    return x / (k + alpha * mean) ** beta""",
    "pixel_shuffle": """\
def pixel_shuffle(x, factor):
    _, height, width, channels = x.shape
    x = ops.reshape(x, (-1, height, width, channels // factor**2, factor, factor))
    x = ops.transpose(x, (0, 1, 4, 2, 5, 3))
    return ops.reshape(x, (-1, height * factor, width * factor, channels // factor**2))""",
    "masked_average": '''\
def masked_average(pool, x, counted, uncounted):
    """Average what counts: padding `counted` does, what is then put around it does not."""
    counts = ops.pad(ops.pad(ops.ones_like(x), counted, constant_values=1), uncounted)
    return pool(ops.pad(ops.pad(x, counted), uncounted)) / pool(counts)''',
    "dilated_max_pool": '''\
def dilated_max_pool(x, pool_size, strides, dilation_rate):
    """Take the largest of cells that are `dilation_rate` apart, along one axis after the other."""
    for axis, (size, step, apart) in enumerate(zip(pool_size, strides, dilation_rate), start=1):
        last = x.shape[axis] - apart * (size - 1)
        cells = [slice(i * apart, i * apart + last, step) for i in range(size)]
        x = ops.max(ops.stack([x[(slice(None),) * axis + (cell,)] for cell in cells]), axis=0)
    return x''',
    "adaptive_average": '''\
def adaptive_average(x, output_size):
    """Average as many bins as asked for, which may overlap by a cell, along one axis after the other."""
    for axis, bins in enumerate(output_size, start=1):
        size = x.shape[axis]
        ends = [(i * size // bins, -(-(i + 1) * size // bins)) for i in range(bins)]
        cells = [x[(slice(None),) * axis + (slice(start, end),)] for start, end in ends]
        x = ops.stack([ops.mean(part, axis=axis) for part in cells], axis=axis)
    return x''',
    "linear_upsampling": '''\
def linear_upsampling(x, factors):
    """Weigh the two cells that each new one lies between, along one axis after the other."""
    for axis, factor in enumerate(factors, start=1):
        size = x.shape[axis]
        places = [min(max((i + 0.5) / factor - 0.5, 0), size - 1) for i in range(size * factor)]
        before = [int(place) for place in places]
        after = [min(cell + 1, size - 1) for cell in before]
        share = ops.reshape(
            ops.convert_to_tensor([place - cell for place, cell in zip(places, before)], dtype=x.dtype),
            [-1 if i == axis else 1 for i in range(len(x.shape))],
        )
        x = ops.take(x, before, axis=axis) * (1 - share) + ops.take(x, after, axis=axis) * share
    return x''',
    "spread": '''\
def spread(x, strides):
    """Put `strides` - 1 zeros between cells, along one axis after the other."""
    for axis, step in enumerate(strides, start=1):
        size = list(x.shape)[1:]
        size[axis - 1] *= step
        apart = ops.stack([x] + [ops.zeros_like(x)] * (step - 1), axis=axis + 1)
        x = ops.reshape(apart, [-1, *size])
        x = x[(slice(None),) * axis + (slice(0, size[axis - 1] - step + 1),)]
    return x''',
}
