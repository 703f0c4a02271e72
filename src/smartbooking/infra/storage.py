"""Where uploaded files live. The port is small so that an object store can take the place of a directory."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from pathlib import Path
from typing import Final, Protocol

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9._-]*)*")


class Storage(Protocol):
    """Blobs by key. Keys are lower-case paths such as `images/ab/abcd-640.webp`; content never changes."""

    async def put(self, key: str, content: bytes, content_type: str) -> None: ...
    async def get(self, key: str) -> bytes | None: ...
    async def delete(self, key: str) -> None: ...
    def url(self, key: str) -> str: ...


class LocalStorage:
    """Files under one directory; written aside and renamed, so that a crash leaves no half file."""

    def __init__(self, root: Path, *, base_url: str = "/api/v1/media") -> None:
        self._root = root
        self._base_url = base_url

    async def put(self, key: str, content: bytes, content_type: str) -> None:  # a directory keeps no types
        await asyncio.to_thread(self._write, self._path(key), content)

    async def get(self, key: str) -> bytes | None:
        path = self._path(key)
        return await asyncio.to_thread(path.read_bytes) if path.is_file() else None

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, True)

    def url(self, key: str) -> str:
        return f"{self._base_url}/{key}"

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key) or ".." in key:
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two writers of the same content must not rename each other's half file.
        aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
