"""ZIP files: each member becomes a document of its own."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePosixPath

from ingest.parsing import kinds
from ingest.parsing.archive import BROKEN
from ingest.parsing.attachments import Bounded
from ingest.parsing.containers import MAX_NAMES, zip_names
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError

_MAX_FILES = 1_000
_MAX_BYTES = 200 * 1024 * 1024
_MAX_DEPTH = 3
_MAX_RATIO = 200
_PIECE = 1024 * 1024
_CLUTTER = frozenset({"thumbs.db", "desktop.ini"})
_REMEDY = "Unpack it, and add its files."


def parse_zip(content: bytes, limits: Limits) -> ParsedDocument:
    """A ZIP file, without text of its own: the files in it, and in ZIP files in it, are handed on unread.

    Folders, hidden files and what macOS and Windows leave behind are passed over; names lose their folders.

    Raises:
        TooLargeError: more than 1,000 files or 200 MiB in all, ZIP files more than 3 deep, or a file that unpacks
            to 200 times its packed size and more than 10 MiB (a bomb).
        EncryptedFileError: a file asks for a password.
        DamagedFileError: it does not unpack.
        NoTextError: it holds no file.
    """
    files = Bounded(_MAX_FILES, _MAX_BYTES)
    _gather(content, files, 1)
    if not files.found:
        raise NoTextError("The archive holds no files with content.")
    return ParsedDocument("", (), attachments=tuple(files.found))


def _gather(content: bytes, files: Bounded, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise TooLargeError(f"The archive holds archives more than {_MAX_DEPTH} deep.", _REMEDY)
    if len(zip_names(content)) >= MAX_NAMES:
        raise TooLargeError(f"The archive lists {MAX_NAMES:,} entries or more.", _REMEDY)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if _is_wanted(member)]
            if any(member.flag_bits & 1 for member in members):
                raise EncryptedFileError("The archive asks for a password.")
            for member in members:
                _take(archive, member, files, depth)
    except (*BROKEN, struct.error) as error:
        raise DamagedFileError("The archive does not unpack: it is cut off or altered.") from error


def _take(archive: zipfile.ZipFile, member: zipfile.ZipInfo, files: Bounded, depth: int) -> None:
    unpacked = _unpacked(archive, member, files.max_bytes - files.bytes)
    if kinds.detect_media_type(unpacked, member.filename) == kinds.ZIP:
        # An archive takes a place too, so that nested empty ones come to an end.
        files.max_count -= 1
        files.max_bytes -= len(unpacked)
        _gather(unpacked, files, depth + 1)
    else:
        files.add(member.filename, unpacked)
    if files.left_out or files.max_count < 0 or files.max_bytes < 0:
        raise TooLargeError(f"The archive holds more than {_MAX_FILES:,} files.", _REMEDY)


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.parts)
    clutter = path.name.lower() in _CLUTTER or path.name.startswith("~$") or "__MACOSX" in path.parts
    return bool(path.name) and not (member.is_dir() or hidden or clutter)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """The content of a member, counted while it comes out: the size that the archive declares may lie."""
    bound = min(max(_MAX_RATIO * member.compress_size, 10 * _PIECE), left)
    output = bytearray()
    with archive.open(member) as source:
        while piece := source.read(_PIECE):
            output += piece
            if len(output) > bound:
                raise TooLargeError(
                    f"The archive unpacks to more than {_MAX_BYTES // 1024**2} MB or {_MAX_RATIO} times its own size.",
                    _REMEDY,
                )
    return bytes(output)
