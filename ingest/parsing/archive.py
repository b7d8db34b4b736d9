"""The parts of an office file, unpacked within bounds and packed again after repair."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from ingest.parsing.containers import zip_names
from rag.errors import DamagedFileError, EncryptedFileError, TooLargeError

_MAX_MEMBERS = 5_000
_MAX_BYTES = 120 * 1024 * 1024
_KEPT = (".xml", ".rels", "mimetype")
_REMEDY = "Save it again from the program that made it."
_DOCTYPE = re.compile(rb"<\s*!\s*DOCTYPE", re.I)
# The strict flavour of the formats says the same under other names (ISO/IEC 29500-1, annexes A and B), which the
# libraries do not know.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What :mod:`zipfile` raises on files that are cut off, altered or packed in ways that it does not know."""


def unpack_xml(content: bytes) -> dict[str, bytes]:
    """The XML parts of an OOXML or OpenDocument file by name, in the usual flavour; other parts are emptied.

    Raises:
        DamagedFileError: it does not unpack, or a part defines entities, which no office program writes.
        EncryptedFileError: a part is encrypted.
        TooLargeError: more than 5,000 parts, or 120 MiB of XML.
    """
    if len(zip_names(content)) > _MAX_MEMBERS:
        raise TooLargeError(f"The file packs more than {_MAX_MEMBERS:,} parts.", _REMEDY)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.flag_bits & 1 for member in members):
                raise EncryptedFileError("Parts of the file are encrypted.")
            parts = _read(archive, members)
    except BROKEN as error:
        raise DamagedFileError("The packed file does not open: it is cut off or altered.") from error
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise EncryptedFileError("The file is encrypted: it asks for a password.")
    return {name: _harmless(part) for name, part in parts.items()}


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for member in members:
        if not member.filename.lower().endswith(_KEPT):
            parts[member.filename] = b""
            continue
        with archive.open(member) as part:
            # The size that the archive declares may lie: what comes out is counted.
            parts[member.filename] = part.read(_MAX_BYTES - total + 1)
        total += len(parts[member.filename])
        if total > _MAX_BYTES:
            raise TooLargeError(f"The file unpacks to more than {_MAX_BYTES // 1024**2} MB.", _REMEDY)
    return parts


def _harmless(part: bytes) -> bytes:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        part = part.decode("utf-16", "replace").replace("UTF-16", "UTF-8", 1).replace("utf-16", "utf-8", 1).encode()
    if _DOCTYPE.search(part):
        raise DamagedFileError("The XML of the file defines entities, which no office program writes.")
    return _STRICT.sub(_TRANSITIONAL, part)


def xml_root(part: bytes) -> etree._Element:
    """The root of a part; nothing outside it is read.

    Raises:
        DamagedFileError: it does not parse, or defines entities in an encoding that :func:`unpack_xml` cannot see.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFileError("The XML of the file does not parse.") from error
    if root.getroottree().docinfo.doctype:
        raise DamagedFileError("The XML of the file defines entities, which no office program writes.")
    return root


def pack(parts: dict[str, bytes]) -> bytes:
    """The parts as a zip file."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()
