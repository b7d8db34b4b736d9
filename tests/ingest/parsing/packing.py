"""Zip-packed files changed on the spot."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping


def packed(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP file of these members."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return output.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    """The members of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(content: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """The file with one part edited (or added, from an empty one)."""
    parts = members(content)
    return packed({**parts, part: edit(parts.get(part, b"").decode())})


def strict(content: bytes) -> bytes:
    """An office file in the strict flavour (ISO/IEC 29500-1, annexes A and B)."""
    kinds = "wordprocessingml|spreadsheetml|presentationml|drawingml|officeDocument"
    usual = re.compile(rf"http://schemas\.openxmlformats\.org/({kinds})/2006/")
    parts = members(content)
    for name in parts:
        if name.endswith((".xml", ".rels")):
            parts[name] = usual.sub(r"http://purl.oclc.org/ooxml/\1/", parts[name].decode()).encode()
    return packed(parts)
