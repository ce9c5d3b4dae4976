"""What a part of the verification counts: texts that were run, those that differ, refusals by reason."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: Two numbers are the same if they differ by less than this, as a share of the largest that is expected, or of 1.
TOLERANCE = 1e-4
#: So many differences of one test are kept in full.
SHOWN = 8


@dataclass
class Tally:
    """The counts of one test; they travel to the summary as plain values.

    Attributes
    ----------
    texts : Counter
        How many texts were run, by the language that they are written in.
    compared : int
        How many other comparisons were made.
    differences : list of str
        What differs, with the text.
    refused : Counter
        What could not be written, by reason.
    """

    texts: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    differences: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def ran(self, language: str) -> None:
        """Count a text."""
        self.texts[language] += 1

    def differs(self, what: str, text: str = "") -> None:
        """Note a difference."""
        self.differences.append(f"{what}\n{text}" if len(self.differences) < SHOWN else what)

    def same(self, what: str, found, expected, text: str = "", *, tolerance: float = TOLERANCE) -> bool:
        """Compare shapes and numbers, and note the difference."""
        found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
        if found.shape != expected.shape:
            self.differs(f"{what}: the shape is {list(found.shape)}, not {list(expected.shape)}", text)
            return False
        if not found.size:
            return True
        scale = max(1.0, float(np.abs(expected).max()))
        with np.errstate(invalid="ignore"):  # an infinity may be expected
            off = np.where(found == expected, 0, np.abs(found - expected))
        worst = np.unravel_index(np.argmax(np.nan_to_num(off, nan=np.inf)), off.shape)
        if not off[worst] <= tolerance * scale:
            at = list(map(int, worst))
            self.differs(f"{what}: at {at} there is {found[worst]:.8g}, not {expected[worst]:.8g}", text)
            return False
        return True

    def refuse(self, language: str, detail: str) -> None:
        """Count a refusal; reasons that differ in names and numbers alone are one."""
        reason = re.sub(r'node "[^"]*": ', "", detail)
        reason = re.sub(r"\d+(\.\d+)?", "n", reason)
        self.refused[f"{language}: {re.sub(r'n(×n)+', 'n×n', reason)}"] += 1

    def check(self) -> None:
        """Fail if anything differs."""
        assert not self.differences, f"{len(self.differences)} differ:\n\n" + "\n\n".join(self.differences[:SHOWN])

    def plain(self) -> dict[str, Any]:
        """Give what travels to the summary."""
        return {
            "texts": dict(self.texts),
            "compared": self.compared,
            "differ": len(self.differences),
            "refused": dict(self.refused),
        }
