"""Weights that are kept for a while, each under the SHA-256 of the file that it came with."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from ...layers.layer import Shape, Weights
from ...mechanics.errors import OptionError
from ...networks.matching import Place
from ...settings import Settings
from ..wire.problems import NotKeptError

#: The name of a file of weights, behind its id.
_SUFFIX = ".safetensors"
#: Seconds after which a file that was never finished is left over from a server that is gone.
_ABANDONED = 3600


class Store:
    """A folder of weights, with a limit; several servers may share it.

    Parameters
    ----------
    settings : Settings
        The folder, and how much it may hold.
    """

    def __init__(self, settings: Settings) -> None:
        own = Path(tempfile.gettempdir()) / f"convscope-weights-{os.getuid() if hasattr(os, 'getuid') else 0}"
        self.folder = settings.kept_weights or own
        self._most = settings.max_kept_bytes

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a new folder beside the weights that is gone afterwards."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="incoming-", dir=self.folder) as folder:
            yield Path(folder)

    def keep(self, id: str, file: Path) -> None:
        """Move a file of weights in, and let others go where there are too many.

        Raises
        ------
        OptionError
            If it is larger than all that may be kept.
        """
        size = file.stat().st_size
        if size > self._most:
            raise OptionError(
                "file", f"its weights take {size:,} bytes, more than the {self._most:,} that are kept in all"
            )
        file.replace(self._path(id))
        kept = sorted(self.folder.glob(f"*{_SUFFIX}"), key=_last_used, reverse=True)
        held = 0
        for other in kept:
            held += _size(other)
            if held > self._most and other != self._path(id):
                other.unlink(missing_ok=True)
        for left in self.folder.glob("incoming-*"):
            if time.time() - _last_used(left) > _ABANDONED:
                _remove(left)

    def shapes(self, id: str) -> dict[str, Shape]:
        """Return the shape of every tensor, in the order of the file.

        Raises
        ------
        NotKeptError
            If the weights are not kept.
        """
        with self._opened(id) as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.offset_keys()}

    def weights(self, id: str, places: Mapping[str, Mapping[str, Place]]) -> "KeptWeights":
        """Return weights by node, each read when it is needed.

        Parameters
        ----------
        id : str
            Of the weights.
        places : mapping of str to mapping
            By node and name, as `matched` finds them.

        Raises
        ------
        NotKeptError
            If the weights are not kept.
        """
        return KeptWeights(self._opened(id), places)

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}{_SUFFIX}"

    def _opened(self, id: str) -> Any:
        path = self._path(id)
        try:
            os.utime(path)  # it was used now
            return safe_open(path, framework="numpy")
        except OSError:
            raise NotKeptError(
                "weights",
                f"the weights {id[:12]}… are not kept, or no longer: send the file again to /networks/open or /weights",
            ) from None


class KeptWeights(Mapping[str, Weights]):
    """Weights by node, each read from its file when it is needed.

    Parameters
    ----------
    file : safetensors.safe_open
        The file, which stays open as long as this does.
    places : mapping of str to mapping
        As for `Store.weights`.
    """

    def __init__(self, file: Any, places: Mapping[str, Mapping[str, Place]]) -> None:
        self._file, self._places = file, places

    def __getitem__(self, node: str) -> Weights:
        """Read the weights of a node."""
        return {
            name: np.asarray(self._file.get_tensor(place.key), np.float32).reshape(place.shape)
            if place.key
            else np.zeros(place.shape, np.float32)
            for name, place in self._places[node].items()
        }

    def __iter__(self) -> Iterator[str]:
        """Return the names of the nodes."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many nodes hold weights."""
        return len(self._places)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another server has let it go
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove(folder: Path) -> None:
    for file in folder.glob("*"):
        file.unlink(missing_ok=True)
    folder.rmdir()
