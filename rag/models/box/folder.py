"""Where the box lies on the disk, and whether what lies there is what it should be."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from rag.errors import ModelFileError
from rag.models.box.contents import SMALL, Contents

_INSTALLING_S = 600
"""How long after its last growth an unfinished file still counts as being fetched; one part may take minutes."""


class BoxFolder:
    """``models/box`` in a SOURCIER_HOME. A file bears its final name only after its digest was found right."""

    def __init__(self, home: Path, contents: Contents = SMALL) -> None:
        self.contents = contents
        self.models = home / "models"
        self.root = self.models / "box"
        self.model = self.root / contents.model.filename
        self.partial = self.root / f"{contents.model.filename}.partial"
        self.server = self.root / f"llama-server-{contents.server.version}"
        self.binary = self.server / contents.server.binary
        self._stamp = self.root / f"{contents.model.filename}.verified"

    def present(self) -> bool:
        """True when model and server are there; cheap enough for every question."""
        return self.model.is_file() and self.binary.is_file()

    def check(self, thorough: bool = False) -> None:
        """Sees that the model is the published one: by size and time of change since it was last read whole, else
        (or when ``thorough``) by its digest.

        Raises:
            ModelFileError: it is not; it has been set aside.
            OSError: it cannot be read.
        """
        if not thorough and self._seen() == self._look():
            return
        if self.model.stat().st_size != self.contents.model.size or digest_of(self.model) != self.contents.model.sha256:
            raise self.refuse(self.model)
        self.remember()

    def remember(self) -> None:
        """Notes that the model as it lies there was read whole and found right."""
        self._stamp.write_text(self._look())

    def refuse(self, file: Path) -> ModelFileError:
        """Sets a file with a wrong digest aside and gives the error to raise."""
        aside = self.model.with_name(f"{self.model.name}.refused")
        file.replace(aside)
        self._stamp.unlink(missing_ok=True)
        return ModelFileError(
            f"The file of {self.contents.model.name} is not the published one (SHA-256) and was set aside: {aside}.",
            "Delete it and run `rag models install small`, which fetches it anew.",
        )

    def share_fetched(self) -> float | None:
        """How much of the model has come, from 0 to 1, while it is being fetched; else None."""
        try:
            found = self.partial.stat()
        except OSError:
            return None
        if time.time() - found.st_mtime > _INSTALLING_S:
            return None
        return min(1.0, found.st_size / self.contents.model.size)

    def _look(self) -> str:
        found = self.model.stat()
        return f"{self.contents.model.sha256} {found.st_size} {found.st_mtime_ns}\n"

    def _seen(self) -> str:
        try:
            return self._stamp.read_text()
        except (OSError, ValueError):
            return ""


def digest_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
