"""The parts of an office file, unpacked within bounds and packed again after repair."""

from __future__ import annotations

import io
import zipfile
import zlib

from rag.errors import DamagedFileError, EncryptedFileError, TooLargeError

_MAX_MEMBERS = 5_000
_MAX_BYTES = 120 * 1024 * 1024
_XML = (".xml", ".rels")


def unpack_xml(content: bytes) -> dict[str, bytes]:
    """The parts of an OOXML file by name; pictures and embedded files are emptied."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > _MAX_MEMBERS:
                raise TooLargeError(f"The file packs {len(members):,} parts.", "Save it again from the word processor.")
            if any(member.flag_bits & 1 for member in members):
                raise EncryptedFileError("Parts of the file are encrypted.")
            return _read(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFileError("The packed file does not open: it is cut off or altered.") from error


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for member in members:
        if not member.filename.lower().endswith(_XML):
            parts[member.filename] = b""
            continue
        with archive.open(member) as part:
            # The size that the archive declares may lie: what comes out is counted.
            parts[member.filename] = part.read(_MAX_BYTES - total + 1)
        total += len(parts[member.filename])
        if total > _MAX_BYTES:
            raise TooLargeError(
                f"The file unpacks to more than {_MAX_BYTES // 1024**2} MB.",
                "Save it again from the word processor.",
            )
    return parts


def pack(parts: dict[str, bytes]) -> bytes:
    """The parts as a zip file."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()
