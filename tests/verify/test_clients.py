"""Clients generated from the document compile and make every call, without a cast."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.serving import serving

ROOT = Path(__file__).parents[2]
CALLS = Path(__file__).parent / "clients"
TOOLS = ROOT / "node_modules/.bin"
CASTS = {
    "calls.py": r"\bcast\b|\bAny\b|type: ?ignore|\bobject\b",
    "calls.ts": r"\bas\b|\bany\b|\bunknown\b|@ts-|[\w)\]]!|<[a-z]+>\w",
}
ENVIRONMENT = os.environ | {
    "PATH": os.pathsep.join([str(ROOT / ".venv/node/bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
    "NO_PROXY": "127.0.0.1",
}


@pytest.fixture(scope="module")
def address():
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """A folder with the calls, and with both clients, made as CONTRIBUTING.md says."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.json").write_bytes(run(ROOT, sys.executable, "-m", "scripts.openapi").encode())
    for file in CALLS.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    commands = re.findall(r"^    ((?:openapi-|npx openapi-).*)$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        run(folder, *command.replace("npx ", f"{TOOLS}/").replace("tests/verify/clients/", "").split())
    return folder


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def operations(document):
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_python_client_passes_strict_mypy(clients):
    run(clients, sys.executable, "-m", "mypy", "--strict", "convscope_client", "calls.py")


def test_the_typescript_client_passes_strict_tsc(clients):
    options = ["--strict", "--noEmit", "--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler",
               "--types", "node"]  # fmt: skip
    run(clients, str(TOOLS / "tsc"), *options, "calls.ts")


def test_every_call_of_the_python_client_is_answered(clients, address):
    run(clients, sys.executable, "calls.py", address)


def test_every_call_of_the_typescript_client_is_answered(clients, address):
    run(clients, "node", "calls.ts", address)


def test_both_call_every_operation(clients):
    known = operations(json.loads((clients / "openapi.json").read_text()))
    python = re.findall(r"(\w+)\.sync\(", (clients / "calls.py").read_text())
    typescript = re.findall(r'rest\.(GET|POST|PUT|DELETE)\(\s*"([^"]+)"', (clients / "calls.ts").read_text())
    assert set(python) == set(known)
    assert set(typescript) == set(known.values())


@pytest.mark.parametrize("name", CASTS)
def test_no_call_needs_a_cast(name):
    code = re.sub(r'/\*[\s\S]*?\*/|//.*|"[^"\n]*"', "", (CALLS / name).read_text())
    assert re.findall(CASTS[name], code) == []
