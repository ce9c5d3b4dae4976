"""Receiving a file, and reading it in a process of its own."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import anyio
from fastapi import Request

from ...mechanics.errors import OptionError
from ...settings import ROOT, Settings
from ..wire.budget import Busy
from ..wire.problems import BodyTooLarge
from .store import Store

#: The name of the file that is sent, and of the weights that come of it.
_SENT, _KEPT = "sent", "kept"


@dataclass
class Files:
    """What receives and reads files, so many at a time.

    Attributes
    ----------
    settings : Settings
        Limits.
    store : Store
        Where weights are kept.
    """

    settings: Settings
    store: Store

    @cached_property
    def _limiter(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(self.settings.compute_slots)

    async def open(self, request: Request, *arguments: str) -> dict[str, Any]:
        """Receive a file, read it, and keep its weights.

        Parameters
        ----------
        request : Request
            Whose body is the file.
        *arguments : str
            What else ``python -m app.formats.files`` is told.

        Returns
        -------
        dict
            What `Opened` holds, and ``id``, the SHA-256 of the file, and ``bytes``, what its weights take.

        Raises
        ------
        OptionError
            If it cannot be read, or takes more time or memory than it may.
        Busy
            If as many files are being read as may be, and as many wait.
        BodyTooLarge
            If it is larger than a file may be.
        """
        waiting = self._limiter.statistics()
        if waiting.borrowed_tokens >= waiting.total_tokens and waiting.tasks_waiting >= self.settings.compute_queue:
            raise Busy(self.settings.compute_slots, self.settings.retry_after_seconds)
        async with self._limiter:
            with self.store.scratch() as folder:
                id = await self._received(request, folder / _SENT)
                found = await self._read(folder / _SENT, folder / _KEPT, arguments)
                size = (folder / _KEPT).stat().st_size if (folder / _KEPT).exists() else 0
                if size:
                    await anyio.to_thread.run_sync(self.store.keep, id, folder / _KEPT)
        return found | {"id": id, "bytes": size}

    async def _received(self, request: Request, path: Path) -> str:
        """Write the body to the disk as it comes, and return its SHA-256."""
        digest, size = hashlib.sha256(), 0
        async with await anyio.open_file(path, "wb") as file:
            async for part in request.stream():
                size += len(part)
                if size > self.settings.max_file_bytes:
                    raise BodyTooLarge(self.settings.max_file_bytes)
                digest.update(part)
                await file.write(part)
        if not size:
            raise OptionError("file", "the body is empty: send the file's bytes as they are")
        return digest.hexdigest()

    async def _read(self, path: Path, kept: Path, arguments: tuple[str, ...]) -> dict[str, Any]:
        command = [sys.executable, "-m", "app.formats.files", str(path), str(kept), *arguments]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        try:
            with anyio.fail_after(self.settings.reading_seconds):
                done = await anyio.run_process(
                    command, check=False, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
                )
        except TimeoutError:
            seconds = f"{self.settings.reading_seconds:g} seconds"
            raise OptionError("file", f"reading this file takes longer than the {seconds} that it may") from None
        try:
            told: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise OptionError(
                "file", "this file cannot be read: reading it ended without an answer, for want of memory perhaps"
            ) from None
        if "message" in told:
            raise OptionError(told["field"], told["message"])
        return told
