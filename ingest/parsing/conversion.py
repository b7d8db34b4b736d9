"""Older and OpenDocument files (DOC, RTF, ODT, PPT, ODP): converted by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.parsing.archive import unpack_xml
from ingest.parsing.containers import ole_stream
from ingest.parsing.document import ParsedDocument
from ingest.parsing.docx import parse_docx
from ingest.parsing.limits import Limits
from ingest.parsing.slides import parse_pptx
from rag.errors import DamagedFileError, EncryptedFileError, ParserTimeoutError, UnsupportedKindError

_PROGRAMS = ("soffice", "libreoffice")
_TIMEOUT_S = 240
_AGAIN = 81
"""With this exit code LibreOffice asks to be started again: its profile is new (desktop/source/app/exithelper.h)."""
_STARTS = 3
_MAX_BYTES = 100 * 1024 * 1024
_WORD_ENCRYPTED = 0x01
_POWERPOINT_ENCRYPTED = b"\xdf\xc4\xd1\xf3"
# What a document could make the program do besides being converted: run macros, follow links to files and addresses.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def parse_doc(content: bytes, limits: Limits) -> ParsedDocument:
    """A DOC (Word 97 to 2003) as read; errors as for :func:`convert`."""
    # FibBase.fEncrypted, [MS-DOC] 2.5.2.
    if ole_stream(content, "WordDocument", 12).ljust(12, b"\0")[11] & _WORD_ENCRYPTED:
        raise EncryptedFileError("The Word document asks for a password.")
    return parse_docx(convert(content, "doc", "docx"), limits)


def parse_rtf(content: bytes, limits: Limits) -> ParsedDocument:
    """An RTF as read; errors as for :func:`convert`."""
    return parse_docx(convert(content, "rtf", "docx"), limits)


def parse_odt(content: bytes, limits: Limits) -> ParsedDocument:
    """An ODT as read; errors as for :func:`convert` and :func:`~ingest.parsing.archive.unpack_xml`."""
    unpack_xml(content)
    return parse_docx(convert(content, "odt", "docx"), limits)


def parse_ppt(content: bytes, limits: Limits) -> ParsedDocument:
    """A PPT (PowerPoint 97 to 2003) as read; errors as for :func:`convert`."""
    # CurrentUserAtom.headerToken, [MS-PPT] 2.3.2.
    if ole_stream(content, "Current User", 16)[12:] == _POWERPOINT_ENCRYPTED:
        raise EncryptedFileError("The presentation asks for a password.")
    return parse_pptx(convert(content, "ppt", "pptx"), limits)


def parse_odp(content: bytes, limits: Limits) -> ParsedDocument:
    """An ODP as read; errors as for :func:`convert` and :func:`~ingest.parsing.archive.unpack_xml`."""
    unpack_xml(content)
    return parse_pptx(convert(content, "odp", "pptx"), limits)


def convert(content: bytes, extension: str, target: str) -> bytes:
    """The same document in the format ``target``, by LibreOffice.

    It runs with a profile of its own in a folder that is removed, in this process's group, which whoever bounds
    this process ends with it.

    Raises:
        UnsupportedKindError: LibreOffice is not installed.
        DamagedFileError: LibreOffice cannot read it.
        ParserTimeoutError: it takes longer than 4 minutes.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnsupportedKindError(
            f"Files of the kind {extension.upper()} are read only where LibreOffice is installed.",
            "Install LibreOffice on the machine that reads, or save the file as DOCX, PPTX or PDF.",
        )
    with tempfile.TemporaryDirectory(prefix="sourcier-convert-") as folder:
        return _converted(program, Path(folder), content, extension, target)


def _converted(program: str, folder: Path, content: bytes, extension: str, target: str) -> bytes:
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE)
    source = folder / f"document.{extension}"
    source.write_bytes(content)
    # The script in the path starts the program as a grandchild, which a time-out here would leave running.
    binary = Path(program).resolve().with_name("soffice.bin")
    command = [
        str(binary if binary.is_file() else program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", target, "--outdir", str(folder / "out"), str(source)),
    ]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
    environment |= {"LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    try:
        for _ in range(_STARTS):
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT_S,
                check=False,
            )
            if done.returncode != _AGAIN:
                break
    except subprocess.TimeoutExpired:
        raise ParserTimeoutError(f"LibreOffice took longer than {_TIMEOUT_S} s over the document.") from None
    result = folder / "out" / f"document.{target}"
    if not result.is_file() or not 0 < result.stat().st_size <= _MAX_BYTES:
        raise DamagedFileError("LibreOffice cannot convert the document.")
    return result.read_bytes()
