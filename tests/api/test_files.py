"""Files that people drop: models opened, weights kept, and both used where a network is taken."""

import base64
import hashlib
import zipfile
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import helper
from safetensors.numpy import save
from starlette.testclient import TestClient

from app.main import create_app
from app.networks.state_names import state_names
from app.networks.weights import weight_shapes
from app.networks.zoo import ZOO
from app.settings import Settings
from tests.files import SOURCE, WEIGHTS, keras_file, onnx_file, state_file
from tests.state_files import archive

API = "/api/v1"
X = np.random.default_rng(1).normal(size=(3, 8, 8)).astype(np.float32)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    with TestClient(create_app(Settings(kept_weights=tmp_path_factory.mktemp("kept")))) as client:
        yield client


def of(*layers):
    return {"class_name": "Sequential", "config": {"name": "net", "layers": list(layers)}}


def opened(files, data, **query):
    return files.post(f"{API}/networks/open", content=data, params={"name": "file.onnx", **query})


def kept(files, data):
    answer = files.put(f"{API}/weights", content=data)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def encoded(array):
    return {"shape": list(array.shape), "dtype": "float32", "base64": base64.b64encode(array.tobytes()).decode()}


def logits(files, network, id, x=X):
    body = {"network": network, "input": encoded(x), "weights": {"id": id}, "top": 5}
    answer = files.post(f"{API}/networks/maps", json=body)
    assert answer.status_code == 200, answer.text
    return [one["logit"] for one in sorted(answer.json()["classes"], key=lambda one: one["index"])]


def truth(data, x=X):
    session = onnxruntime.InferenceSession(data)
    return session.run(None, {"x": x[None]})[0][0]


def read_from_source(files):
    answer = files.post(f"{API}/networks/import", json={"text": SOURCE, "input_shape": [3, 8, 8]})
    return answer.json()["network"]


def test_an_onnx_file_is_a_network_with_weights(files):
    data = onnx_file()
    answer = opened(files, data).json()
    assert (answer["format"], answer["opaque"], answer["notes"]) == ("onnx", [], [])
    assert [(node["name"], node["operation"]) for node in answer["network"]["layers"]] == [
        ("conv1", "conv"), ("relu", "relu"), ("globalaveragepool", "adaptive_avg_pool"), ("flatten", "flatten"),
        ("fc", "linear"),
    ]  # fmt: skip
    assert answer["analysis"]["totals"]["parameters"]["total"] == sum(array.size for array in WEIGHTS.values())
    assert answer["weights"]["id"] == hashlib.sha256(data).hexdigest()
    assert {tensor["name"]: tensor["shape"] for tensor in answer["weights"]["tensors"]} == {
        name: list(array.shape) for name, array in WEIGHTS.items()
    }
    assert logits(files, answer["network"], answer["weights"]["id"]) == pytest.approx(truth(data), rel=1e-4)


def test_an_opened_network_is_counted_for_a_batch_with_its_biases(files):
    one, many = (
        opened(files, onnx_file(), **query).json()["analysis"]["totals"]
        for query in ({}, {"batch": "3", "bias_flops": "true"})
    )
    assert one["flops"] == 2 * one["macs"]
    assert many["macs"] == 3 * one["macs"]
    assert many["flops"] == 3 * (one["flops"] + 4 * 8 * 8 + 5)  # four maps of 8×8, and five outputs


def test_a_unit_and_an_attribution_of_an_opened_network(files):
    answer = opened(files, onnx_file()).json()
    body = {"network": answer["network"], "input": encoded(X), "weights": {"id": answer["weights"]["id"]}}
    unit = files.post(f"{API}/networks/unit", json=body | {"node": "conv1", "unit": [1, 3, 4]}).json()
    window = X[:, 2:5, 3:6]
    expected = (window * WEIGHTS["conv1.weight"][1]).sum() + WEIGHTS["conv1.bias"][1]
    assert unit["output"] == pytest.approx(expected, rel=1e-4)
    for method in ("gradient", "grad_cam", "occlusion"):
        heat = files.post(f"{API}/networks/attribution", json=body | {"class": 2, "method": method})
        assert heat.status_code == 200, heat.text


def test_sizes_that_a_file_leaves_open_are_a_guess_or_given(files):
    answer = opened(files, onnx_file(size="side")).json()
    assert answer["network"]["input_shape"] == [3, 224, 224]
    assert answer["notes"][0].startswith("Guess")
    given = opened(files, onnx_file(size="side"), input_shape="3,16,20").json()
    assert (given["network"]["input_shape"], given["notes"]) == ([3, 16, 20], [])
    refused = opened(files, onnx_file(), input_shape="3,16,16")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "input_shape"


def test_an_operator_without_counterpart_is_opaque(files):
    nodes = [
        helper.make_node("Einsum", ["x"], ["a"], name="mix", equation="bchw->bchw"),
        helper.make_node("Relu", ["a"], ["y"], name="bend"),
    ]
    answer = opened(files, onnx_file(nodes, weights={})).json()
    assert answer["opaque"] == ["mix"]
    assert answer["weights"] is None
    assert answer["analysis"]["totals"]["unknown"] == 1
    assert "Einsum" in answer["notes"][0]


def test_an_archive_of_keras_is_a_network_with_weights(files):
    answer = opened(files, keras_file()).json()
    assert (answer["format"], answer["network"]["input_shape"]) == ("keras", [3])
    # [1, 2, 3] times the kernel, [[0, 1], [2, 3], [4, 5]], and the biases
    assert logits(files, answer["network"], answer["weights"]["id"], np.array([1, 2, 3], np.float32)) == [26, 42]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (keras_file(compression=zipfile.ZIP_DEFLATED), "compressed"),
        (keras_file(of({"class_name": "Odd", "config": {"name": "odd", "batch_input_shape": [None, 3]}})), "Odd"),
    ],
)
def test_archives_that_keras_never_writes_or_that_hold_other_layers_are_refused(files, data, said):
    refused = opened(files, data)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "file"
    assert said in refused.json()["detail"]


@pytest.mark.parametrize("make", [save, state_file], ids=["safetensors", "torch"])
def test_weights_alone_are_those_of_a_network_that_is_there(files, make):
    data = make(WEIGHTS)
    answer = opened(files, data).json()
    assert (answer["network"], answer["analysis"]) == (None, None)
    assert answer["format"] == ("torch" if make is state_file else "safetensors")
    id = kept(files, data)
    assert id == answer["weights"]["id"]
    assert logits(files, read_from_source(files), id) == pytest.approx(truth(onnx_file()), rel=1e-4)


def test_a_network_of_the_zoo_takes_the_state_file_of_its_model(files):
    """By the names of torchvision's modules, which are not those of our nodes."""
    listed = state_names(ZOO["squeezenet1_1"].build(64, 10))
    shapes = weight_shapes(ZOO["squeezenet1_1"].build(64, 10))
    rng = np.random.default_rng(3)
    held = {name: rng.normal(0, 0.1, shapes[node][array]).astype(np.float32) for name, (node, array) in listed.items()}
    network = {"name": "squeezenet1_1", "input_size": 64, "num_classes": 10}
    tensors: dict[str, Any] = {}
    for name, array in held.items():
        node, own = listed[name]
        tensors.setdefault(node, {})[own] = encoded(array)
    x = np.ones((3, 64, 64), np.float32)
    body = {"network": network, "input": encoded(x), "top": 10}
    typed = files.post(f"{API}/networks/maps", json=body | {"weights": {"tensors": tensors}}).json()
    assert "classes" in typed, typed
    named = files.post(f"{API}/networks/maps", json=body | {"weights": {"id": kept(files, save(held))}}).json()
    assert named["classes"] == typed["classes"], named


def test_names_may_stand_behind_that_of_a_module_around_the_network(files):
    id = kept(files, save({f"module.{name}": array for name, array in WEIGHTS.items()}))
    assert logits(files, read_from_source(files), id) == pytest.approx(truth(onnx_file()), rel=1e-4)


def test_other_names_in_the_same_order_are_a_guess_that_is_said(files):
    names = ("stem.weight", "stem.bias", "head.weight", "head.bias")
    id = kept(files, state_file(dict(zip(names, WEIGHTS.values(), strict=True))))
    body = {"network": read_from_source(files), "input": encoded(X), "weights": {"id": id}}
    answer = files.post(f"{API}/networks/maps", json=body).json()
    assert any(note.startswith("Guess") for note in answer["notes"])
    assert answer["classes"][0]["logit"] == pytest.approx(max(truth(onnx_file())), rel=1e-4)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fc.weight": np.zeros((7, 4), np.float32)}, "fc.weight is [7, 4] in the file, but [5, 4] in the network"),
        ({"fc.bias": None}, "the file lacks fc.bias [5]"),
        ({"fc.bias": None, "extra": np.zeros(1, np.float32)}, "it holds besides extra"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_the_differences(files, changed, said):
    held = {name: array for name, array in (WEIGHTS | changed).items() if array is not None}
    body = {"network": read_from_source(files), "input": encoded(X), "weights": {"id": kept(files, save(held))}}
    refused = files.post(f"{API}/networks/maps", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "weights"
    assert said in refused.json()["detail"]


def test_more_than_the_network_uses_is_noted(files):
    id = kept(files, save(WEIGHTS | {"aux.weight": np.zeros(3, np.float32)}))
    body = {"network": read_from_source(files), "input": encoded(X), "weights": {"id": id}}
    assert "aux.weight" in " ".join(files.post(f"{API}/networks/maps", json=body).json()["notes"])


def test_weights_that_are_not_kept_are_not_found(files):
    body = {"network": read_from_source(files), "input": encoded(X), "weights": {"id": "0" * 64}}
    missing = files.post(f"{API}/networks/maps", json=body)
    assert missing.status_code == 404
    assert missing.json()["errors"][0]["field"] == "weights"
    assert "/networks/open" in missing.json()["detail"]


def test_what_was_used_least_recently_goes_first(tmp_path):
    """Room is for two; the first is used again before the third comes."""
    sets = [{"a": np.full(1000, float(i), np.float32)} for i in range(3)]
    with TestClient(create_app(Settings(kept_weights=tmp_path, max_kept_bytes=9000))) as files:
        first, second = (kept(files, save(one)) for one in sets[:2])
        network = {"input_shape": [1000], "layers": [{"operation": "prelu", "name": "a", "num_parameters": 1000}]}
        body = {"network": network, "input": encoded(np.ones(1000, np.float32)), "weights": {"id": first}}
        assert files.post(f"{API}/networks/maps", json=body).status_code == 422  # it does not fit, but it was used
        third = kept(files, save(sets[2]))
        there = {path.stem for path in tmp_path.glob("*.safetensors")}
    assert there == {first, third} != {second}
    assert not list(tmp_path.glob("incoming-*"))


def test_weights_larger_than_all_that_is_kept_are_refused(tmp_path):
    with TestClient(create_app(Settings(kept_weights=tmp_path, max_kept_bytes=100))) as files:
        refused = files.put(f"{API}/weights", content=save(WEIGHTS))
    assert refused.status_code == 422
    assert "100" in refused.json()["detail"]


def test_a_model_is_no_file_of_weights(files):
    refused = files.put(f"{API}/weights", content=onnx_file())
    assert refused.status_code == 422
    assert "/networks/open" in refused.json()["detail"]


def test_half_precision_is_kept_in_single(files):
    halves = {name: array.astype(np.float16) for name, array in WEIGHTS.items()}
    id = kept(files, save(halves))
    rounded = {name: array.astype(np.float32) for name, array in halves.items()}
    assert logits(files, read_from_source(files), id) == pytest.approx(truth(onnx_file(weights=rounded)), rel=1e-4)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the body is empty"),
        (b"hello world\n", "this is text"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"\x1c\x00\x00\x00TFL3", "TensorFlow Lite"),
        (b"\x80\x04\x95.", "a pickle"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\x08\x07\xff\xff", "not an ONNX file"),
        (bytes(range(256)), "no file of a model"),
        (save({"w": np.array([np.nan], np.float32)}), '"w" holds NaN'),
    ],
)
def test_other_files_are_refused_by_what_they_are(files, data, said):
    refused = opened(files, data)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "file"
    assert said in refused.json()["detail"]


def test_a_pickle_that_would_run_something_is_refused_by_name(files, tmp_path):
    marker = tmp_path / "ran"
    command = f"touch {marker}".encode()
    listed = b"\x80\x02cos\nsystem\n(X" + len(command).to_bytes(4, "little") + command + b"tR."

    refused = opened(files, archive(listed, {}))
    assert refused.status_code == 422
    assert "os.system" in refused.json()["detail"]
    assert not marker.exists()


@pytest.mark.parametrize("declared", [True, False])
def test_files_beyond_the_limit_are_refused_whether_or_not_they_say_so(tmp_path, declared):
    data = save({"w": np.zeros(10_000, np.float32)})
    with TestClient(create_app(Settings(kept_weights=tmp_path, max_file_bytes=1000))) as files:
        refused = files.put(f"{API}/weights", content=data if declared else iter([data[:500], data[500:]]))
    assert refused.status_code == 413
    assert "1,000 bytes" in refused.json()["detail"]
    assert not list(tmp_path.rglob("*.safetensors"))


def test_files_may_be_larger_than_other_bodies(tmp_path):
    with TestClient(create_app(Settings(kept_weights=tmp_path, max_body_bytes=100))) as files:
        assert files.put(f"{API}/weights", content=save(WEIGHTS)).status_code == 200
        assert files.post(f"{API}/networks/import", json={"text": "x" * 200}).status_code == 413


def test_reading_has_a_deadline(tmp_path):
    with TestClient(create_app(Settings(kept_weights=tmp_path, reading_seconds=0.01))) as files:
        refused = opened(files, onnx_file())
    assert refused.status_code == 422
    assert "0.01 seconds" in refused.json()["detail"]
    assert not list(tmp_path.glob("incoming-*"))


def test_one_of_seed_tensors_and_id_is_given(files):
    body = {"network": read_from_source(files), "input": encoded(X), "weights": {"seed": 0, "id": "0" * 64}}
    refused = files.post(f"{API}/networks/maps", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "weights"
