"""What a reading says of a model, in the numbers that `scripts/people.py` asks PyTorch for."""

import re
from collections import Counter


def left_out(notes):
    """Count the parameters that the notes say are not in the totals."""
    found = re.findall(r"([\d,]+) (?:parameters|numbers) are not in the totals", " ".join(notes))
    return sum(int(number.replace(",", "")) for number in found)


def said(reading, analysis):
    """Give the counts of a reading, as far as they are PyTorch's: not of what the notes leave out."""
    operations = Counter(node["operation"] for node in reading.nodes)
    counts = {
        "parameters": analysis.count.total + left_out(reading.notes),
        "output_shape": list(analysis.nodes[-1].output_shape),
        "macs": analysis.macs,
        "adds": operations["add"],
        "concatenations": operations["concat"],
        "multiplications": operations["multiply"] + operations["layer_scale"],
    }
    notes = " ".join(reading.notes)
    if "does not lead to the result" in notes:
        counts = {key: counts[key] for key in ("parameters", "output_shape")}
    elif "computes weights" in notes:
        counts = {key: counts[key] for key in ("parameters", "output_shape", "macs")}
    return counts
