"""The code of every operation is run as it stands, and prints what the call answers."""

import base64
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time

import httpx2 as httpx
import numpy as np
import pytest
from PIL import Image

from tests.verify.random_requests import OPERATIONS

#: Requests for each operation and language, and such as hold a picture.
SAMPLES, LARGE, CURL = 120, 12, 12


def tensors_of(value):
    """Give an array of nested lists or of base64."""
    if isinstance(value, dict):
        raw = np.frombuffer(base64.b64decode(value["base64"]), value["dtype"])
        return raw.reshape(value["shape"])
    return np.asarray(value)


def save_files(body, text, folder):
    """Put the files that a text reads beside it: arrays by the name of their field, and the picture."""
    fields = {name[0]: name for name in ("input", "weight", "bias", "grad_output") if body.get(name) is not None}
    fields["x"] = "input"
    for name in re.findall(r'np\.load\("([^"]+)\.npy"\)', text):
        np.save(folder / f"{name}.npy", tensors_of(body[name] if name in body else body[fields[name[0]]]))
    if "picture.png" in text:
        pixels = tensors_of(body["input"])
        pixels = pixels if pixels.ndim == 3 else pixels[None]
        Image.fromarray(pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)).save(folder / "picture.png")


def as_array(value):
    """Give a printed value as an array; None for words."""
    if isinstance(value, str):
        return None
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value)


def printed(text):
    """Run a text, and give the arrays that it prints."""
    arrays: list[np.ndarray] = []

    def note(*values, **_):
        arrays.extend(array for array in map(as_array, values) if array is not None)

    exec(compile(text, "card.py", "exec"), {"__name__": "card", "print": note})
    return arrays


def expected(operation, answer, body):
    """Give what the text prints: the tensors of the answer, or for a matrix product what it gives."""
    if operation == "conv2d/gradient":
        return [np.array(answer[name]) for name in ("grad_input", "grad_weight", "grad_bias")]
    if operation == "conv2d/lowering":
        product = np.array(answer["matrix"]) @ np.array(answer["columns"])
        return [product + (0 if body.get("bias") is None else np.array(body["bias"])[:, None])]
    return [np.array(answer["output"])]


def compare(tally, what, text, found, wanted, *, flat):
    if len(found) != len(wanted):
        tally.differs(f"{what}: prints {len(found)} arrays, not {len(wanted)}", text)
        return
    for one, other in zip(found, wanted, strict=True):
        tally.same(what, one.reshape(other.shape) if flat and one.size == other.size else one, other, text)


def possible_request(rest, rng, operation, *, large=False):
    """Draw requests until one is answered."""
    for _ in range(1000):
        body = OPERATIONS[operation](rng, large=large)
        response = rest.post(f"/api/v1/{operation}", json=body)
        if response.status_code == 200:
            return body, response.json()
    raise AssertionError(f"no random request for {operation} is possible")


def code_of(rest, tally, operation, language, body):
    """Ask for the code; None where it cannot be written, which is counted."""
    response = rest.post("/api/v1/code", json={"operation": operation, "format": language, "request": body})
    if response.status_code == 200:
        return response.json()["code"]
    if response.status_code == 422:
        tally.refuse(language, f"{operation}: {response.json()['detail']}")
    else:
        tally.differs(f"{language}: {operation} {str(body)[:300]}: /code answers {response.status_code}")
    return None


@pytest.mark.parametrize("language", ["pytorch", "keras", "numpy"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_code_prints_what_the_call_answers(rest, tally, operation, language, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = random.Random(f"{operation} {language}")
    for number in range(SAMPLES + LARGE):
        body, answer = possible_request(rest, rng, operation, large=number >= SAMPLES)
        text = code_of(rest, tally, operation, language, body)
        if text is None:
            continue
        what = f"{language}: {operation} {str(body)[:500]}"
        tally.ran(language)
        try:
            save_files(body, text, tmp_path)
            found = printed(text)
        except Exception as error:
            tally.differs(f"{what}: {type(error).__name__}: {error}", text)
            continue
        compare(tally, what, text, found, expected(operation, answer, body), flat=operation == "conv2d/lowering")
    tally.check()


@pytest.fixture(scope="module")
def server():
    """Serve the product on a free port, as `make run` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "app"], env=environment, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(300):
                try:
                    client.get("/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield client
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_curl_gets_what_the_call_answers(server, tally, operation, tmp_path):
    rng = random.Random(f"{operation} curl")
    for number in range(CURL + 2):
        body, answer = possible_request(server, rng, operation, large=number >= CURL)
        text = code_of(server, tally, operation, "curl", body)
        if text is None:
            continue
        tally.ran("curl")
        save_files(body, text, tmp_path)
        run = subprocess.run(["bash", "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False)
        try:
            same = json.loads(run.stdout) == answer
        except ValueError:
            same = False
        if not same:
            tally.differs(f"curl: {operation} {str(body)[:500]}: {run.stdout[:300]}{run.stderr[:300]}", text)
    tally.check()
