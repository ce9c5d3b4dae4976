"""The ONNX project's own node tests: a node, what goes in, and what must come out."""

import warnings
from functools import cache
from typing import Any

from onnx.backend.test.case.node import collect_testcases


@cache  # it keeps one list for all calls
def node_tests() -> dict[str, Any]:
    """Give those of a single node by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of its own reference inputs overflow on purpose
        return {case.name: case for case in collect_testcases(None) if len(case.model.graph.node) == 1}
