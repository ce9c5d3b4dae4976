"""``python -m app.formats.files``: open a file within limits, and print what is in it as one line of JSON."""

import argparse
import json
import resource
import sys
from pathlib import Path

from ...mechanics.errors import OptionError
from .opening import as_json, open_file

#: How much of a file's size reading it may hold at once, and bytes on top of that for small ones.
HELD_PER_BYTE, BASE_BYTES = 2.5, 256 * 2**20
#: Where the system says how many pages of data a process has.
_DATA = 5


def main() -> None:
    """Read the arguments, limit this process, and open the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("kept", type=Path)
    parser.add_argument("--input-shape", type=int, nargs="+")
    parser.add_argument("--weights-only", action="store_true")
    given = parser.parse_args()
    _limit(given.path.stat().st_size)
    try:
        print(as_json(open_file(given.path, given.kept, given.input_shape, weights_only=given.weights_only)))
    except OptionError as error:
        print(json.dumps({"field": error.field, "message": str(error)}))
        sys.exit(1)
    except (MemoryError, RecursionError):
        print(json.dumps({"field": "file", "message": "reading this file takes more memory than it may"}))
        sys.exit(1)


def _limit(size: int) -> None:
    """Limit the memory of this process to what a file of this size may take; files that are mapped do not count."""
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return  # where the system does not say what is held, the deadline alone limits
    now = int(statistics.read_text().split()[_DATA]) * resource.getpagesize()
    most = now + int(HELD_PER_BYTE * size) + BASE_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    main()
