"""Two networks side by side: which layers they share, and where they differ."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .analysis import Analysis, NodeAnalysis

#: Maximum steps of matching in the worst case: equal pairs times the length of the shorter list. Beyond that, only a
#: common beginning is matched.
MOST_STEPS = 50_000_000


@dataclass(frozen=True)
class Row:
    """Two layers side by side, or one layer and a gap.

    Attributes
    ----------
    left, right : int or None
        Their positions in the two networks.
    change : {"same", "changed", "only_left", "only_right"}
        ``"changed"`` is the same operation with other options or another shape.
    """

    left: int | None
    right: int | None
    change: Literal["same", "changed", "only_left", "only_right"]


def compare(left: Analysis, right: Analysis) -> list[Row]:
    """Align two networks side by side.

    Parameters
    ----------
    left, right : Analysis
        The analyses of the two networks.

    Returns
    -------
    list of Row
        Every layer of both, once each and in the order of its network. Equal layers with equal outputs are paired
        first (the longest runs of them, Ratcliff and Obershelp 1988); between them, layers of the same operation.

    Examples
    --------
    >>> from .analysis import analyze
    >>> from .zoo import ZOO
    >>> rows = compare(analyze(ZOO["vgg11"].build()), analyze(ZOO["vgg13"].build()))
    >>> [row.change for row in rows[:5]]
    ['same', 'only_right', 'only_right', 'same', 'same']
    """
    rows: list[Row] = []
    for tag, i, i_end, j, j_end in _opcodes([_exact(n) for n in left.nodes], [_exact(n) for n in right.nodes]):
        if tag == "equal":
            rows += [Row(i + k, j + k, "same") for k in range(i_end - i)]
            continue
        operations = [[n.node.operation for n in nodes] for nodes in (left.nodes[i:i_end], right.nodes[j:j_end])]
        for inner, a, a_end, b, b_end in _opcodes(*operations):
            if inner == "equal":
                rows += [Row(i + a + k, j + b + k, "changed") for k in range(a_end - a)]
            else:
                rows += [Row(i + k, None, "only_left") for k in range(a, a_end)]
                rows += [Row(None, j + k, "only_right") for k in range(b, b_end)]
    return rows


def _exact(found: NodeAnalysis) -> tuple[object, ...]:
    return found.node.operation, found.node.layer, found.output_shape, found.count


def _opcodes(left: list, right: list) -> list[tuple[str, int, int, int, int]]:  # type: ignore[type-arg]
    counts = Counter(right)
    if sum(counts[entry] for entry in left) * min(len(left), len(right)) > MOST_STEPS:
        same = 0
        while same < min(len(left), len(right)) and left[same] == right[same]:
            same += 1
        return [("equal", 0, same, 0, same), ("replace", same, len(left), same, len(right))]
    return list(SequenceMatcher(None, left, right, autojunk=False).get_opcodes())


def ratios(left: Analysis, right: Analysis) -> dict[str, float | None]:
    """Return the ratio of right to left for each total; None if the left total is zero.

    Examples
    --------
    >>> from .analysis import analyze
    >>> from .zoo import ZOO
    >>> round(ratios(analyze(ZOO["vgg16"].build()), analyze(ZOO["resnet50"].build()))["parameters"], 4)
    0.1847
    """
    totals = [
        {
            "parameters": found.count.total,
            "macs": found.macs,
            "depth": found.depth,
            "nodes": len(found.nodes),
            "activation_bytes": found.activation_bytes,
        }
        for found in (left, right)
    ]
    return {name: totals[1][name] / totals[0][name] if totals[0][name] else None for name in totals[0]}
