"""Networks with weights over REST: what is said, and what is refused, by field."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.api.values.routes import EXAMPLE
from app.api.values.subject import Subject
from app.api.wire.budget import Budget, LimitError
from app.layers.conv import Conv
from app.main import create_app
from app.networks.analysis import analyze
from app.networks.attribution.occlusion import Patches
from app.networks.values import outputs
from app.networks.weights import seeded
from app.networks.zoo import ZOO
from app.settings import Settings

API = "/api/v1/networks"
SEEDED = {"network": {"name": "lenet5"}, "input": np.eye(32).tolist()}


def ask(rest, call, **more):
    response = rest.post(f"{API}/{call}", json=EXAMPLE | more)
    assert response.status_code == 200, response.text
    return response.json()


def decoded(tensor):
    return np.frombuffer(base64.b64decode(tensor["base64"]), "<f4").reshape(tensor["shape"])


def test_maps_are_those_of_the_typed_weights(rest):
    answer = ask(rest, "maps", nodes=["pool", "bend"])
    # two columns of 1 at the right: the upright filter sums 3 at the step, 2 where padding cuts a row off
    np.testing.assert_array_equal(
        decoded(answer["maps"]["bend"])[0], [[0, 2, 2, 0], [0, 3, 3, 0], [0, 3, 3, 0], [0, 2, 2, 0]]
    )
    np.testing.assert_array_equal(decoded(answer["maps"]["pool"])[0], [[3, 3], [3, 3]])
    bend = next(node for node in answer["nodes"] if node["name"] == "bend")
    assert (bend["minimum"], bend["maximum"]) == (0, 3)
    best, other = answer["classes"]
    assert (best["index"], best["label"]) == (0, None)
    assert best["logit"] == pytest.approx(0.2 * 12)
    assert best["exponential"] == 1
    assert other["exponential"] == pytest.approx(np.exp(other["logit"] - best["logit"]))
    assert best["probability"] == pytest.approx(1 / answer["exponential_sum"])
    assert answer["largest_logit"] == best["logit"]


def test_maps_are_sent_as_one_file_on_request(rest):
    response = rest.post(
        f"{API}/maps", json=EXAMPLE | {"nodes": ["bend"]}, headers={"Accept": "application/x-safetensors"}
    )
    length = int.from_bytes(response.content[:8], "little")
    told = json.loads(json.loads(response.content[8 : 8 + length])["__metadata__"]["response"])
    assert load(response.content)["bend"].max() == 3
    assert told["classes"][0]["index"] == 0


def test_a_file_has_no_place_for_a_tensor_named_like_its_metadata(rest):
    layers = [{"operation": "relu", "name": "__metadata__"}]
    body = {"network": {"input_shape": [1, 2, 2], "layers": layers}, "input": [[1, 2], [3, 4]]}
    file = {"Accept": "application/x-safetensors"}
    refused = rest.post(f"{API}/maps", json=body | {"nodes": ["__metadata__"]}, headers=file)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "nodes[0]"
    assert "ask for JSON" in refused.json()["detail"]
    assert (
        decoded(ask(rest, "maps", **body, weights={"seed": 0}, nodes=["__metadata__"])["maps"]["__metadata__"]).max()
        == 4
    )
    assert rest.post(f"{API}/maps", json=body, headers=file).status_code == 200


def test_a_filter_that_is_off_changes_what_the_network_says(rest):
    answer = ask(rest, "maps", nodes=["bend"], off={"edges": [0]})
    assert not decoded(answer["maps"]["bend"])[0].any()
    assert answer["classes"][0]["index"] == 1


def with_end(*operations):
    """The example with layers after its last."""
    layers = [{"operation": operation, "name": f"last {operation}"} for operation in operations]
    return {"network": EXAMPLE["network"] | {"layers": [*EXAMPLE["network"]["layers"], *layers]}}


@pytest.mark.parametrize(
    ("end", "logits"),
    [([], "classes"), (["softmax"], "classes"), (["log_softmax"], "classes"), (["relu"], "last relu")],
)
def test_the_logits_are_named_and_where_no_softmax_follows_them_that_is_said(rest, end, logits):
    plain, answer = ask(rest, "maps"), ask(rest, "maps", **with_end(*end))
    assert answer["logits"] == logits
    assert [one["logit"] for one in answer["classes"]] == [one["logit"] for one in plain["classes"]]
    told = [note for note in answer["notes"] if "no softmax at its end" in note]
    assert bool(told) is ("softmax" not in "".join(end))
    due = ask(rest, "attribution", **{"class": 0, "method": "gradient"} | with_end(*end))
    assert [note for note in due["notes"] if "no softmax at its end" in note] == told


def test_what_a_logarithm_of_a_softmax_gives_are_the_logarithms_of_the_shares(rest):
    answer = ask(rest, "maps", nodes=["last log_softmax"], **with_end("log_softmax"))
    logarithms = decoded(answer["maps"]["last log_softmax"])
    for one in answer["classes"]:
        assert np.log(one["probability"]) == pytest.approx(logarithms[one["index"]], rel=1e-5)


def test_networks_of_images_have_no_classes(rest):
    answer = rest.post(f"{API}/maps", json={"network": {"name": "espcn", "input_size": 8}, "input": np.eye(8).tolist()})
    assert answer.json()["classes"] is answer.json()["logits"] is None
    assert answer.json()["notes"] == []
    assert len(answer.json()["nodes"]) == len(ZOO["espcn"].build().nodes)


def test_the_same_seed_gives_the_same_numbers(rest):
    first, again, other = (
        rest.post(f"{API}/maps", json=SEEDED | {"weights": {"seed": seed}, "top": 10}).json() for seed in (1, 1, 2)
    )
    assert first == again != other
    assert sum(one["probability"] for one in first["classes"]) == pytest.approx(1)
    off = rest.post(f"{API}/maps", json=SEEDED | {"weights": {"seed": 1}, "off": {"conv2": [0]}}).json()
    kept = [{node["name"]: node for node in answer["nodes"]}["conv1"] for answer in (first, off)]
    assert kept[0] == kept[1]


def test_drawn_weights_can_be_looked_at_and_typed(rest):
    """What the seed draws, given back as tensors, says the same."""
    network = {"input_shape": [1, 6, 6], "layers": [{"operation": "conv", "out_channels": 2, "kernel_size": 3}]}
    body = {"network": network, "input": np.arange(36.0).reshape(1, 6, 6).tolist(), "weights": {"seed": 3}}
    tensors = rest.post("/api/v1/networks/weights", json=body | {"nodes": ["conv1"]}).json()["tensors"]
    drawn = rest.post("/api/v1/networks/maps", json=body).json()["nodes"]
    typed = {"tensors": {"conv1": {name.split(".")[1]: tensor for name, tensor in tensors.items()}}}
    assert rest.post("/api/v1/networks/maps", json=body | {"weights": typed}).json()["nodes"] == drawn


@pytest.mark.parametrize("is_nested", [True, False])
def test_filters_over_three_axes_are_typed_and_looked_at(rest, is_nested):
    """Their weight has five axes, [O, C, KD, KH, KW]."""
    network = {
        "input_shape": [1, 2, 3, 4],
        "layers": [{"operation": "conv", "name": "cube", "out_channels": 1, "kernel_size": 2, "bias": False}],
    }
    weight = np.arange(8, dtype=np.float32).reshape(1, 1, 2, 2, 2)
    encoded = {"shape": list(weight.shape), "dtype": "float32", "base64": base64.b64encode(weight.tobytes()).decode()}
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    body = {
        "network": network,
        "input": x.tolist(),
        "weights": {"tensors": {"cube": {"weight": weight.tolist() if is_nested else encoded}}},
    }
    response = rest.post(f"{API}/maps", json=body | {"nodes": ["cube"]})
    assert response.status_code == 200, response.text
    windows = np.lib.stride_tricks.sliding_window_view(x[0], (2, 2, 2))
    expected = (windows * weight[0, 0]).sum(axis=(3, 4, 5))
    np.testing.assert_allclose(decoded(response.json()["maps"]["cube"])[0], expected, rtol=1e-6)
    kept = rest.post(f"{API}/weights", json=body | {"nodes": ["cube"]}).json()["tensors"]["cube.weight"]
    np.testing.assert_array_equal(decoded(kept), weight)


def test_more_axes_than_any_filter_has_are_refused(rest):
    for tensor in (np.ones((1,) * 6).tolist(), {"shape": [1] * 6, "dtype": "uint8", "base64": "AQ=="}):
        refused = rest.post(f"{API}/maps", json=EXAMPLE | {"input": tensor})
        assert refused.status_code == 422
        assert "5" in refused.json()["errors"][0]["message"]


def test_a_unit_of_a_convolution_is_that_of_the_call_for_convolutions(rest):
    unit = ask(rest, "unit", node="edges", unit=[0, 1, 1])
    weights = EXAMPLE["weights"]["tensors"]["edges"]
    body = {"input": EXAMPLE["input"], "weight": weights["weight"], "bias": weights["bias"], "padding": 1}
    expected = rest.post("/api/v1/conv2d/unit", json=body | {"unit": [0, 1, 1]}).json()
    assert unit["window"] == expected.pop("window") | {"axes": [[0, 1, 2], [0, 1, 2]]}
    assert expected.items() <= unit.items()


def test_a_unit_of_each_kind_says_what_it_is_made_of(rest):
    pool = ask(rest, "unit", node="pool", unit=[0, 0, 0])
    assert pool["window"] == {"rows": [0, 1], "columns": [0, 1], "axes": [[0, 1], [0, 1]]}
    assert (pool["values"], pool["winner"], pool["output"]) == ([[[0, 2], [0, 3]]], [1, 1], 3)
    bend = ask(rest, "unit", node="bend", unit=[0, 0, 3])
    assert (bend["before"], bend["output"]) == (-2, 0)
    row = ask(rest, "unit", node="classes", unit=[0], contributions=2)
    assert [(one["node"], one["unit"]) for one in row["contributions"]] == [("pool", [0, 0, 0]), ("pool", [0, 0, 1])]
    assert row["rest"]["count"] == 6
    assert sum(one["product"] for one in row["contributions"]) + row["rest"]["sum"] == pytest.approx(row["output"])
    assert ask(rest, "unit", node="edges", unit=[0, 1, 1], off={"edges": [0]})["off"] is True


def test_where_padding_takes_no_part_a_pooling_shows_nothing(rest):
    layers = [{"operation": "max_pool", "kernel_size": 2, "padding": 1, "name": "pool"}]
    network = {
        "network": {"input_shape": [1, 2, 2], "layers": layers},
        "weights": {"tensors": {}},
        "input": [[-1, -2], [-3, -4]],
    }
    unit = rest.post(f"{API}/unit", json=network | {"node": "pool", "unit": [0, 0, 0]}).json()
    assert unit["values"] == [[[None, None], [None, -1]]]
    assert unit["window"]["rows"] == [None, 0]


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ("max_pool", {"winner": [0, 3, 1], "divisor": None, "sum": None, "output": 7}),
        ("avg_pool", {"winner": None, "divisor": 8, "sum": 36 - 8, "output": 3.5}),
    ],
)
def test_a_pooling_over_three_axes_or_one_has_a_window_as_well(rest, operation, told):
    x = np.zeros((1, 2, 4, 2))
    x[0, :, 2:] = np.arange(8).reshape(2, 2, 2)[::-1]
    layers = [{"operation": operation, "name": "pool", "kernel_size": 2}]
    body = {"network": {"input_shape": [1, 2, 4, 2], "layers": layers}, "input": x.tolist()}
    unit = rest.post(f"{API}/unit", json=body | {"node": "pool", "unit": [0, 0, 1, 0]}).json()
    assert unit["window"] == {"rows": None, "columns": None, "axes": [[0, 1], [2, 3], [0, 1]]}
    assert unit["values"] == x[0, :, 2:].tolist()
    assert told.items() <= unit.items()
    assert unit["contributions"] is None

    row = {"network": {"input_shape": [1, 3], "layers": [layers[0] | {"padding": 1}]}, "input": [[9, 4, 2]]}
    unit = rest.post(f"{API}/unit", json=row | {"node": "pool", "unit": [0, 1]}).json()
    assert (unit["window"]["axes"], unit["values"]) == ([[1, 2]], [[[4, 2]]])
    assert unit["winner"] == ([1] if operation == "max_pool" else None)


@pytest.mark.parametrize("method", ["gradient", "grad_cam", "occlusion"])
def test_a_class_is_due_to_where_its_edge_is(rest, method):
    answer = ask(rest, "attribution", **{"class": 0, "method": method})
    map = np.array(answer["map"])
    assert map.shape == (4, 4)
    assert map.max() > 0
    assert (answer["class"], answer["method"]) == (0, method)
    said = ask(rest, "maps")["classes"][0]
    assert (answer["logit"], answer["probability"]) == (said["logit"], said["probability"])
    assert (answer["node"] == "edges") is (method == "grad_cam")
    assert (answer["fill"] == [0.5]) is (method == "occlusion")


def normalised(variance, eps):
    layers = [{"operation": "batch_norm", "name": "norm", "affine": False, "eps": eps}]
    return {
        "network": {"input_shape": [1, 4, 4], "layers": layers},
        "weights": {"tensors": {"norm": {"running_mean": [0], "running_var": [variance]}}},
    }


def damped(**options):
    layers = [{"operation": "local_response_norm", "name": "damp", **options}]
    return {"network": {"input_shape": [1, 4, 4], "layers": layers}, "weights": {"seed": 0}}


TENSORS = EXAMPLE["weights"]["tensors"]
NAN = {"shape": [2], "dtype": "float32", "base64": "AADAfwAAwH8="}


def typed(**change):
    return {"weights": {"tensors": TENSORS | change}}


@pytest.mark.parametrize(
    ("call", "change", "field", "message"),
    [
        ("maps", {"input": [[1, 2], [3, 4]]}, "input", "input has the shape [2, 2], but the network takes [1, 4, 4]"),
        ("maps", {"input": [[1e39] * 4] * 4}, "input", "more than float32 can: use smaller numbers"),
        ("maps", {"nodes": ["pol"]}, "nodes[0]", 'no node "pol" that computes anything; did you mean pool?'),
        ("unit", {"node": "input", "unit": [0, 0, 0]}, "node", 'no node "input" that computes anything'),
        ("maps", {"off": {"edge": [0]}}, "off.edge", 'no node "edge"; did you mean edges?'),
        ("maps", {"off": {"edges": [2]}}, "off.edges", 'no channel 2: "edges" has 2, counted from 0'),
        ("maps", {"off": {"classes": [0]}}, "off.classes",
         '"classes" makes the classes, which cannot be switched off: switch off channels of edges, bend, pool'),
        ("maps", {"nodes": ["edges"], "channels": {"edges": [1, 0, 1]}}, "channels.edges",
         'channel 1 of "edges" is named twice: name each once'),
        ("maps", {"off": {"edges": [0, 0]}}, "off.edges", "is named twice"),
        ("maps", {"off": {"row": [0]}}, "off.row", '"row" makes [8], a vector without channels'),
        ("maps", {"off": {"input": [0]}}, "off.input", 'no node "input"'),
        ("maps", {"weights": {}}, "weights", "one of a seed, tensors"),
        ("maps", {"weights": {"seed": 0, "tensors": {}}}, "weights", "one of a seed, tensors"),
        ("maps", {"weights": {"tensors": {}}}, "weights.tensors", "edges.weight is missing"),
        ("maps", typed(edges={"weight": TENSORS["edges"]["weight"]}), "weights.tensors.edges", "edges.bias is missing"),
        ("maps", typed(edge={"bias": [0]}), "weights.tensors.edge.bias", "did you mean edges.bias?"),
        ("maps", typed(edges=TENSORS["edges"] | {"bias": [0, 0, 0]}), "weights.tensors.edges.bias",
         "edges.bias has the shape [3], but the network's is [2]"),
        ("maps", typed(edges=TENSORS["edges"] | {"bias": [1e39, 0]}), "weights.tensors.edges.bias",
         "use smaller numbers"),
        ("maps", typed(classes=TENSORS["classes"] | {"bias": NAN}),
         "weights.tensors.classes.bias", "must not hold NaN or infinities"),
        ("maps", {"input": [[3e38] * 4] * 4}, "input", 'numbers of "edges" are too large for float32'),
        ("maps", normalised(0, 0), "weights.tensors.norm.running_var", "√(0 + 0) is 0: use a larger eps"),
        ("maps", normalised(0, 1e-50), "weights.tensors.norm.running_var", "√(0 + 1e-50) is 0"),
        ("maps", normalised(-1, 2), "weights.tensors.norm.running_var",
         "running_var of channel 0 is -1: a variance is at least 0"),
        ("maps", normalised(1, 1e39), "weights.tensors.norm.running_var",
         "√(1 + 1e+39) is more than float32 can hold"),
        ("maps", normalised(1, 0) | {"weights": {"seed": 0}, "input": [[1] * 4] * 4}, "network",
         'node "norm": channel 0 is divided by √(running_var + eps), but √(0 + 0) is 0'),
        ("unit", normalised(1, 0) | {"weights": {"seed": 0}, "input": [[1] * 4] * 4, "node": "norm", "unit": [0, 0, 0]},
         "network", 'node "norm": channel 0 is divided by √(running_var + eps), but √(0 + 0) is 0'),
        ("maps", damped(k=0, alpha=0), "network", 'node "damp": k + alpha · mean of squares is 0'),
        ("maps", damped(k=-1), "network", "use a larger k"),
        ("maps", damped() | {"input": [[1e30] * 4] * 4}, "input", 'numbers of "damp" are too large for float32'),
        ("unit", {"node": "edges", "unit": [0, 0, 0], "input": [[3e38] * 4] * 4}, "input",
         'numbers of "edges" are too large for float32'),
        ("unit", {"node": "pol", "unit": [0, 0, 0]}, "node", "did you mean pool?"),
        ("unit", {"node": "pool", "unit": [0, 0]}, "unit", '"pool" makes [2, 2, 2]: a unit of it is 3 numbers, not 2'),
        ("unit", {"node": "pool", "unit": [0, 2, 0]}, "unit", 'there is no unit [0, 2, 0]: "pool" makes [2, 2, 2]'),
        ("unit", {"node": "classes", "unit": [2]}, "unit", "there is no unit [2]"),
        ("attribution", {"class": 2, "method": "gradient"}, "class", "no class 2: the network has 2, counted from 0"),
        ("attribution", {"class": 0, "method": "gradient", "node": "edges"}, "node", "goes with the method grad_cam"),
        ("attribution", {"class": 0, "method": "grad_cam", "patch": 2}, "patch", "goes with the method occlusion"),
        ("attribution", {"class": 0, "method": "grad_cam", "node": "row"}, "node",
         '"row" makes [8]: Grad-CAM takes maps'),
        ("attribution", {"class": 0, "method": "grad_cam", "node": "rows"}, "node", "did you mean row?"),
        ("attribution", {"class": 0, "method": "occlusion", "patch": 5}, "patch", "larger than the picture, 4×4"),
        ("attribution", {"class": 0, "method": "occlusion", "patch": 1, "stride": 2}, "stride", "at most 1"),
        ("attribution", {"class": 0, "method": "occlusion", "fill": [0, 0]}, "fill",
         "fill has 2 numbers, but the input has 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(rest, call, change, field, message):
    response = rest.post(f"{API}/{call}", json=EXAMPLE | change)
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    assert error["field"] == field
    assert message in error["message"]


@pytest.mark.parametrize(
    ("network", "shape", "field", "message"),
    [
        ({"input_shape": [1, 4, 4], "layers": [{"operation": "relu", "name": "bend"}]}, (4, 4), "network",
         'there are no classes: the last node, "bend", makes [1, 4, 4]'),
        ({"input_shape": [4], "layers": [{"operation": "linear", "out_features": 2}]}, (4,), "network",
         "needs an input [C, H, W], not [4]"),
        ({"input_shape": [1, 2, 2], "layers": [{"operation": "flatten"}, {"operation": "linear", "out_features": 2}]},
         (2, 2), "node", "no convolution with more than one position"),
    ],
)  # fmt: skip
def test_what_cannot_be_attributed_is_refused(rest, network, shape, field, message):
    body = {"network": network, "input": np.ones(shape).tolist(), "class": 0, "method": "grad_cam"}
    response = rest.post(f"{API}/attribution", json=body)
    assert response.json()["errors"][0]["field"] == field
    assert message in response.json()["detail"]


#: Of the networks that came with torchvision's whole list, those that take more than a request may, forwards and back.
BEYOND = {
    False: {
        "efficientnet_b6", "efficientnet_b7", "efficientnet_v2_l", "regnet_y_128gf", "convnext_large", "fcn_resnet50",
        "deeplabv3_resnet50",
    },
    True: {
        "efficientnet_b4", "efficientnet_b5", "efficientnet_v2_m", "regnet_x_32gf", "regnet_y_32gf", "convnext_small",
        "convnext_base",
    },
}  # fmt: skip
BEYOND[True] |= BEYOND[False]


@pytest.mark.parametrize("name", [name for name, entry in ZOO.items() if entry.num_classes and name != "unet"])
@pytest.mark.parametrize("back", [False, True])
def test_a_classifier_of_the_zoo_is_within_the_limit_or_told_the_size_that_is(name, back):
    analysis = analyze(ZOO[name].build())
    x = np.zeros(analysis.network.input_shape, np.float32)
    subject = Subject.of(analysis, x, seeded(analysis.network, 0), {})
    if name not in BEYOND[back]:
        assert subject.check(Budget(Settings()), back=back) > 0
        return
    if analysis.count.total > Settings().max_held_numbers:  # its weights alone are too many, at any size
        with pytest.raises(LimitError, match="numbers at a time"):
            subject.check(Budget(Settings()), back=True)
        return
    subject = replace(subject, at_size=lambda size: analyze(ZOO[name].build(size)))
    with pytest.raises(LimitError, match=r"an input_size of \d+ is within the limits") as refused:
        subject.check(Budget(Settings()), back=back)
    fitting = int(str(refused.value).rpartition("input_size of ")[2].split()[0])
    smaller = analyze(ZOO[name].build(fitting))
    x = np.zeros(smaller.network.input_shape, np.float32)
    assert Subject.of(smaller, x, seeded(smaller.network, 0), {}).check(Budget(Settings()), back=back) > 0


def test_a_network_of_the_zoo_that_is_too_large_is_told_the_size_that_fits(rest):
    def maps(size, client=rest):
        body = {"network": {"name": "unet", "input_size": size}, "input": np.ones((size, size)).tolist()}
        return client.post(f"{API}/maps", json=body)

    def fitting(refused):
        message = refused.json()["errors"][0]["message"]
        return int(message.rpartition("input_size of ")[2].split()[0])

    (error,) = maps(572).json()["errors"]
    assert error["field"] == "network.input_size"
    assert (
        "the map of conv1 would hold 20,793,600 numbers, more than the 16,777,216 allowed: use a smaller"
        in error["message"]
    )
    largest = fitting(maps(572))
    assert fitting(maps(largest + 1)) == largest
    with TestClient(create_app(Settings(max_seconds=2))) as limited:
        assert maps(fitting(maps(284, limited)), limited).status_code == 200


def covering(limit, **more):
    with TestClient(create_app(Settings(max_seconds=limit))) as limited:
        return limited.post(f"{API}/attribution", json=SEEDED | {"class": 1, "method": "occlusion"} | more)


def test_occlusion_takes_about_a_second_unless_more_is_asked_for():
    """The stride is the smallest whose estimate is within a second; what is asked for may take as long as the limit."""
    config = Settings(macs_per_second=50_000_000)
    with TestClient(create_app(config)) as slow:

        def covered(**more):
            body = SEEDED | {"class": 1, "method": "occlusion"} | more
            return slow.post(f"{API}/attribution", json=body).json()

        usual, finer, given = covered(), covered(patch=8, stride=1), covered(patch=10)
    assert (finer["patch"], finer["stride"]) == (8, 1)
    assert (usual["patch"], given["patch"]) == (8, 10)
    analysis = analyze(ZOO["lenet5"].build())
    subject = Subject.of(analysis, np.zeros((1, 32, 32), np.float32), seeded(analysis.network, 0), {})
    budget = Budget(config)
    for answer in (usual, given):

        def seconds(stride, patch=answer["patch"]):
            effort = subject.check(budget, passes=Patches((32, 32), patch, stride).runs)
            return effort / config.macs_per_second

        assert seconds(answer["stride"]) <= 1 < seconds(answer["stride"] - 1)


def test_occlusion_is_as_fine_as_the_limit_allows_and_says_what_would_be():
    answers = [covering(limit).json() for limit in (0.02, 10)]
    assert answers[0]["stride"] > answers[1]["stride"]
    refused = covering(0.02, patch=8, stride=1)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == "stride"
    stride = int(error["message"].rpartition(" ")[2])
    assert covering(0.02, patch=8, stride=stride).status_code == 200
    assert covering(0.02, patch=8, stride=stride - 1).status_code == 422


def test_where_a_patch_is_too_small_for_any_stride_a_larger_one_is_named():
    refused = covering(0.02, patch=1, stride=1)
    (error,) = refused.json()["errors"]
    assert error["field"] == "patch"
    patch, stride = (int(word) for word in error["message"].split() if word.isdigit())
    assert covering(0.02, patch=patch, stride=stride).status_code == 200
    assert covering(0.0005).json()["errors"][0]["field"] == "method"


@pytest.mark.parametrize(
    ("method", "off", "walks"),
    [
        ("gradient", {}, 1),
        ("grad_cam", {}, 1),
        ("gradient", {"edges": [0]}, 2),
        ("occlusion", {}, 3),
    ],
)
def test_an_attribution_walks_as_often_as_its_estimate_says(rest, monkeypatch, method, off, walks):
    """Once; and before that where batch norms must see the whole picture; and for what is covered, here together."""
    forward, computed = Conv.forward, []

    def counted(self, *inputs, **more):
        computed.append(self)
        return forward(self, *inputs, **more)

    monkeypatch.setattr(Conv, "forward", counted)
    ask(rest, "attribution", **{"class": 0, "method": method, "weights": {"seed": 0}, "off": off})
    assert len(computed) == walks


def test_covered_pictures_are_computed_together_only_as_far_as_they_may_be_held(monkeypatch):
    """What a walk holds at a time, counted as it goes, stays within the limit whatever is covered."""
    network = {
        "input_shape": [1, 8, 8],
        "layers": [
            {"operation": "conv", "out_channels": 64, "kernel_size": 3, "padding": 1},
            {"operation": "relu"},
            {"operation": "flatten"},
            {"operation": "linear", "out_features": 2},
        ],
    }
    body = {"network": network, "input": np.eye(8).tolist(), "class": 0, "method": "occlusion", "patch": 2, "stride": 1}
    batches = []

    def counted(asked, x, *rest, **more):
        batches.append(len(x))
        return outputs(asked, x, *rest, **more)

    monkeypatch.setattr("app.networks.attribution.occlusion.outputs", counted)
    held_once, weights = 2 * 64 * 64 + 10 * 10, 10 * 64 + 64 * 64 * 2 + 2
    answers = []
    for most in (2**29, weights + 3 * held_once, weights + held_once):
        batches.clear()
        with TestClient(create_app(Settings(max_held_numbers=most))) as client:
            answers.append(client.post(f"{API}/attribution", json=body).json()["map"])
        assert sum(batches) == 1 + 49
        assert max(batches) * held_once <= most - weights
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(answers[0], answers[2], rtol=1e-4, atol=1e-7)
