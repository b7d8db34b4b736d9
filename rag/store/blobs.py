"""The bytes of documents, kept by their SHA-256 under SOURCIER_HOME."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from rag.errors import NotFoundError


class BlobStore:
    """A folder of files named by the SHA-256 of their content; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie (64 hexadecimal digits)."""
        return self._folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Keeps the bytes and returns their SHA-256 in hexadecimal; the same bytes are kept once.

        Raises:
            OSError: the disk is full or not writable; nothing is left behind.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes with this digest.

        Raises:
            NotFoundError: they are not here.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"The bytes {sha256[:12]}… are not in the store.") from None

    def delete(self, sha256: str) -> bool:
        """Removes the bytes; True when they were there."""
        try:
            self.path(sha256).unlink()
        except FileNotFoundError:
            return False
        return True
