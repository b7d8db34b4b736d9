"""What a packed file says it holds: the names of its parts, read within bounds and without unpacking."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import olefile

MAX_NAMES = 10_000
_END = struct.Struct("<4s4H2LH")
_ZIP64_END = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_BROKEN_OLE = (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, struct.error)
_KNOWN = ("EncryptedPackage", "__properties_version1.0", "WordDocument", "PowerPoint Document", "Workbook")


def zip_names(content: bytes) -> list[str]:
    """The names in the central directory of a ZIP file (APPNOTE 4.3.12), at most 10,000; [] where there is none."""
    end = _end_of_zip(content)
    if end is None:
        return []
    position = max(end - _END.unpack_from(content, end)[5], 0)
    if content[position : position + 4] != b"PK\x01\x02":
        # ZIP64 puts a record of its own between the directory and its end.
        position = max(content.rfind(b"PK\x06\x06", 0, end), 0)
        position = _ZIP64_END.unpack_from(content, position)[9] if position and position + 56 <= end else end
    names: list[str] = []
    while len(names) < MAX_NAMES and position + _ENTRY.size <= end:
        entry = _ENTRY.unpack_from(content, position)
        if entry[0] != b"PK\x01\x02":
            break
        start = position + _ENTRY.size
        names.append(content[start : start + entry[10]].decode("utf-8", "replace"))
        position = start + entry[10] + entry[11] + entry[12]
    return names


def zip_member(content: bytes, name: str, most: int) -> bytes:
    """The first ``most`` bytes of a member of a ZIP file; b"" where it does not unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as member:
            return member.read(most)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, RuntimeError, struct.error):
        return b""


def _end_of_zip(content: bytes) -> int | None:
    end = content.rfind(b"PK\x05\x06", max(len(content) - 65_557, 0))
    return end if 0 <= end <= len(content) - _END.size else None


def ole_streams(content: bytes) -> frozenset[str]:
    """The names of the streams at the top of a compound file ([MS-CFB]); where it is damaged, those whose names
    stand anywhere in its bytes.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            found = frozenset(path[0] for path in ole.listdir() if len(path) == 1)
    except _BROKEN_OLE:
        found = frozenset()
    return found or frozenset(name for name in _KNOWN if name.encode("utf-16-le") in content)


def ole_stream(content: bytes, name: str, most: int) -> bytes:
    """The first ``most`` bytes of a stream at the top of a compound file; b"" where there is none."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole, ole.openstream(name) as stream:
            return bytes(stream.read(most))
    except _BROKEN_OLE:
        return b""
