"""What a unit of a stack sees: the stack's call and the network's call against the exact cells, set by set."""

import base64
import random

import numpy as np
import pytest

STACKS = 300


def random_layer(rng):
    def pair(most):
        return [rng.randint(1, most), rng.randint(1, most)]

    sides = [[rng.randint(0, 4), rng.randint(0, 4)] for _ in range(2)]
    return {
        "kernel_size": pair(4),
        "stride": rng.choice([[1, 1], pair(3)]),
        "dilation": rng.choice([[1, 1], pair(4)]),
        "padding": rng.choice([sides, [sides[0][0], sides[1][1]], sides[0][0], "same", "valid"]),
    }


def sides_of(layer, axis, size):
    """Give the padding before and after along an axis."""
    match layer["padding"]:
        case "valid":
            return 0, 0
        case "same":
            # ceil(size / stride) units; an odd remainder goes after (ONNX, SAME_UPPER)
            stride, span = layer["stride"][axis], layer["dilation"][axis] * (layer["kernel_size"][axis] - 1) + 1
            total = max((-(-size // stride) - 1) * stride + span - size, 0)
            return total // 2, total - total // 2
        case int(both):
            return both, both
        case [*entries]:
            entry = entries[axis]
            return (entry, entry) if isinstance(entry, int) else tuple(entry)


def output_size(layer, axis, size):
    span = layer["dilation"][axis] * (layer["kernel_size"][axis] - 1) + 1
    return (size + sum(sides_of(layer, axis, size)) - span) // layer["stride"][axis] + 1


def sizes_of(layers, size):
    """Give the size of the input and of every layer's output; shorter where a layer does not fit."""
    sizes = [size]
    for layer in layers:
        following = [output_size(layer, axis, cells) for axis, cells in enumerate(sizes[-1])]
        if min(following) < 1:
            break
        sizes.append(following)
    return sizes


def cells_of(layers, sizes, axis, unit):
    """Follow a unit back along an axis, cell by cell: the sets of the input and of every layer's output."""
    found = [{unit}]
    for layer, (size, _) in reversed(list(zip(layers, [(entry[axis], 0) for entry in sizes], strict=False))):
        before, _ = sides_of(layer, axis, size)
        reached = {
            i * layer["stride"][axis] - before + tap * layer["dilation"][axis]
            for i in found[0]
            for tap in range(layer["kernel_size"][axis])
        }
        found.insert(0, {cell for cell in reached if 0 <= cell < size})
    return found


def random_stack(rng):
    """Give layers that fit, the sizes, and a unit of the last layer."""
    while True:
        layers = [random_layer(rng) for _ in range(rng.randint(1, 5))]
        sizes = sizes_of(layers, [rng.randint(1, 24), rng.randint(1, 24)])
        if len(sizes) > len(layers) and max(sizes[-1]) < 60:
            return layers, sizes, [rng.choice([0, cells - 1, rng.randrange(cells)]) for cells in sizes[-1]]


def as_network(layers, size):
    nodes = [{"operation": "conv", "out_channels": 1, "name": f"layer {place}"} for place in range(len(layers))]
    return {"input_shape": [1, *size], "layers": [node | layer for node, layer in zip(nodes, layers, strict=True)]}


def extent(rows, columns):
    """Give the first and the last row and column; nothing is seen where one axis sees nothing."""
    return [[min(cells), max(cells)] for cells in (rows, columns)] if rows and columns else [None, None]


def answers(rest, layers, sizes, unit):
    """Ask both calls."""
    stack = rest.post("/api/v1/receptive-field", json={"layers": layers, "input_size": sizes[0], "unit": unit})
    assert stack.status_code == 200, stack.text
    names = ["input", *(f"layer {place}" for place in range(len(layers)))]
    body = {"network": as_network(layers, sizes[0]), "node": names[-1], "unit": unit, "masks": names}
    network = rest.post("/api/v1/networks/receptive-field", json=body)
    assert network.status_code == 200, network.text
    by_name = {node["name"]: node for node in network.json()["nodes"]}
    return stack.json(), network.json(), [by_name[name] for name in names if name in by_name]


def mask_of(node):
    return np.frombuffer(base64.b64decode(node["mask"]["base64"]), np.uint8).reshape(node["mask"]["shape"])


@pytest.mark.parametrize("block", range(10))
def test_both_calls_give_the_exact_cells(rest, block):
    rng = random.Random(block)
    for _ in range(STACKS // 10):
        layers, sizes, unit = random_stack(rng)
        stack, network, nodes = answers(rest, layers, sizes, unit)
        rows, columns = (cells_of(layers, sizes, axis, unit[axis]) for axis in (0, 1))
        asked = f"{layers} on {sizes[0]}, unit {unit}"
        assert len(nodes) == len(sizes), asked
        for place, (level, node) in enumerate(zip([stack["input"], *stack["layers"]], nodes, strict=True)):
            wanted = extent(rows[place], columns[place])
            inside = level.get("clipped", {"rows": None, "columns": None})
            assert [inside["rows"], inside["columns"]] == wanted, f"/receptive-field, level {place} of {asked}"
            assert [node["rows"], node["columns"]] == wanted, f"/networks/receptive-field, level {place} of {asked}"
            mask = np.zeros(sizes[place], np.uint8)
            mask[np.ix_(sorted(rows[place]), sorted(columns[place]))] = 1
            np.testing.assert_array_equal(mask_of(node), mask, err_msg=asked)
            assert level["output_size"] == node["size"] == sizes[place]
        for axis in ("rows", "columns"):
            assert network["unclipped"][axis] == stack["input"][axis], asked


def test_a_dilated_window_in_the_corner_sees_one_cell(rest):
    """Taps at −1 and 1: the cell between them is not read."""
    layer = {"kernel_size": 2, "dilation": 2, "padding": 1}
    answer = rest.post("/api/v1/receptive-field", json={"layers": [layer], "input_size": 5, "unit": [0, 0]}).json()
    assert answer["input"]["rows"] == [-1, 1]
    assert answer["input"]["clipped"] == {"rows": [1, 1], "columns": [1, 1]}


def test_a_unit_over_padding_alone_sees_nothing(rest):
    """With kernel 2 and dilation 4 on three cells the taps lie on both sides of the input."""
    layer = {"kernel_size": [1, 2], "dilation": [1, 4], "padding": [[0, 0], [1, 1]]}
    body = {"layers": [layer, {"kernel_size": 1}], "input_size": [1, 3], "unit": [0, 0]}
    answer = rest.post("/api/v1/receptive-field", json=body).json()
    assert "clipped" not in answer["input"]
    assert [level["clipped"]["columns"] for level in answer["layers"]] == [[0, 0], [0, 0]]


@pytest.mark.parametrize("block", range(5))
def test_both_calls_refuse_the_same_stacks(rest, block):
    rng = random.Random(100 + block)
    refused = 0
    for _ in range(40):
        layers, size = [random_layer(rng) for _ in range(rng.randint(1, 4))], [rng.randint(1, 9), rng.randint(1, 9)]
        fits = len(sizes_of(layers, size)) > len(layers)
        stack = rest.post("/api/v1/receptive-field", json={"layers": layers, "input_size": size, "unit": [0, 0]})
        body = {"network": as_network(layers, size), "node": f"layer {len(layers) - 1}", "unit": [0, 0]}
        network = rest.post("/api/v1/networks/receptive-field", json=body)
        assert (stack.status_code, network.status_code) == ((200, 200) if fits else (422, 422)), f"{layers} on {size}"
        refused += not fits
    assert refused > 5
