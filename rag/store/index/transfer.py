"""The index as one file: the way from one home to another without embedding anything again.

A ZIP archive: ``points-00000.jsonl`` … hold a passage a line (:class:`rag.store.index.base.IndexPoint`, its dense
vector as base64 of little-endian float32); ``manifest.json``, written last, holds the format, the embedding model, the
count and the SHA-256 of all lines. Only a finished export has a manifest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.domain.rights import OWNER
from rag.errors import IndexMismatchError, NotFoundError, RequestError
from rag.store.catalogue import Catalogue
from rag.store.index.base import IndexPoint, PassageIndex

FORMAT = 1
_LINES = 500
_MANIFEST = "manifest.json"

Progress = Callable[[int, int], None]
"""Is told how many passages are done, and how many there are."""


class Exportable(PassageIndex, Protocol):
    """An index that gives out what it holds: the folder and the server do."""

    def live_points(self) -> Iterator[IndexPoint]:
        """All live passages with their vectors."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ``passages`` that were brought, those ``skipped`` because readers see their version no more,
    and how many documents are ``incomplete``: the file lacks passages of them."""

    passages: int
    skipped: int
    incomplete: int


def export_index(index: Exportable, file: Path, progress: Progress = lambda done, of: None) -> int:
    """Writes all live passages to ``file`` (mode 600), which appears whole or not at all; returns how many.

    Raises:
        OSError: the file cannot be written.
    """
    total, count, digest = int(index.info()["points"]), 0, hashlib.sha256()
    written = file.with_name(f"{file.name}.new")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        ):
            points = index.live_points()
            number = 0
            while lines := [_line(point) for point in islice(points, _LINES)]:
                block = b"".join(lines)
                out.writestr(f"points-{number:05}.jsonl", block)
                digest.update(block)
                number += 1
                count += len(lines)
                progress(count, max(count, total))
            manifest = {"format": FORMAT, "embedder": index.info()["embedder"], "points": count}
            out.writestr(_MANIFEST, json.dumps(manifest | {"sha256": digest.hexdigest()}))
        os.replace(written, file)
    finally:
        written.unlink(missing_ok=True)
    return count


def import_index(
    index: PassageIndex, catalogue: Catalogue, file: Path, progress: Progress = lambda done, of: None
) -> Imported:
    """Brings the passages of an export in: those of versions that readers see, with the rights of now. What is there
    already stays; run again after a cut, it ends what it began.

    Raises:
        RequestError: the file is no export, or is damaged; nothing was brought in.
        IndexMismatchError: it holds the vectors of another embedding model.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            total = _checked(archive, index.info()["embedder"])
            active = {version.id: version for version in catalogue.active_versions()}
            done = brought = 0
            for block in _blocks(archive):
                points = [_point(line) for line in block.splitlines()]
                wanted = [point for point in points if point.version_id in active]
                index.insert(wanted)
                brought += len(wanted)
                done += len(points)
                progress(done, total)
    except (zipfile.BadZipFile, ValueError, KeyError, OSError) as error:
        raise RequestError(
            f"{str(file)!r} cannot be read as an export of the index ({type(error).__name__}).",
            "Make it again with `rag index export`.",
        ) from error
    incomplete = 0
    for version in active.values():
        try:
            allow = catalogue.document(OWNER, version.document_id).allow
        except NotFoundError:
            index.delete_version(version.id)
            continue
        if index.count(version.id) == version.passage_count:
            index.go_live(version.id, allow)
        else:
            incomplete += 1
    return Imported(brought, done - brought, incomplete)


def _checked(archive: zipfile.ZipFile, embedder: dict[str, Any]) -> int:
    """How many passages a whole export for this embedding model holds."""
    manifest = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError("format")
    if manifest["embedder"] != embedder:
        raise IndexMismatchError(
            f"The file holds vectors of {manifest['embedder']['model']}, the index those of {embedder['model']}.",
            "Set embedder.model to that of the file, or fill the index with `ingest reindex`.",
        )
    digest, count = hashlib.sha256(), 0
    for block in _blocks(archive):
        digest.update(block)
        count += block.count(b"\n")
    if (digest.hexdigest(), count) != (manifest["sha256"], manifest["points"]):
        raise ValueError("checksum")
    return count


def _blocks(archive: zipfile.ZipFile) -> Iterator[bytes]:
    for name in sorted(name for name in archive.namelist() if name != _MANIFEST):
        yield archive.read(name)


def _line(point: IndexPoint) -> bytes:
    row = point.model_dump()
    row["dense"] = base64.b64encode(np.asarray(point.dense, dtype="<f4").tobytes()).decode()
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _point(line: bytes) -> IndexPoint:
    row = json.loads(line)
    row["dense"] = np.frombuffer(base64.b64decode(row["dense"]), dtype="<f4").tolist()
    return IndexPoint.model_validate(row)
