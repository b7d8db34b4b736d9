"""Nothing in a file name is obeyed by a terminal, a path, a log or a page."""

from __future__ import annotations

import io
import json
import os
import unicodedata
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
import structlog

import ingest.commands.working
import ingest.runtime
import rag.console
from ingest.parsing import parse
from rag.logs import configure_logging
from rag.settings import Settings
from tests.ingest.parsing.makers import LIMITS
from tests.support.commands import Commands
from tests.support.embedder import FakeEmbedder

NAMES = [
    b"two\nlines.txt",
    b"return\rto start.txt",
    b"\x1b[31mred\x1b[0m \x1b]0;title\x07.txt",
    b"\xc2\x9b31m eight bit.txt",
    b"[red]markup[bold] [link=x]y.txt",
    b"[a].txt",
    b"<script>alert(1)<script>.txt",
    b"facture\xe2\x80\xaefdp.txt",
    b"no utf-8 \xff\xfe.txt",
    b"a..%2f..%2fetc%2fpasswd.txt",
    b"a..\\..\\windows.txt",
    b"--force.txt",
    b"$(touch x) `y` ;z& |.txt",
    b"{0} %s %(name)s.txt",
    b"'; DROP TABLE documents;--.txt",
    b"\xe2\x80\x8b\xe2\x80\x8b.txt",
    b"\xed\xa0\x80 half a pair.txt",
    b"x" * 250 + b".txt",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text for each name, all with other words."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(f"Le montant numéro {number} est dû.")
    return folder


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    monkeypatch.setenv("PORT", str(settings.service.port))
    monkeypatch.setattr(ingest.runtime, "load_embedder", lambda _settings: FakeEmbedder())
    monkeypatch.setattr(rag.console, "configure_logging", lambda *_: None)
    return Commands(capsys, monkeypatch)


def harmless(text: str) -> bool:
    """True when no character but line ends and colours' own would be obeyed by a terminal."""
    return not [char for char in text if unicodedata.category(char).startswith("C") and char != "\n"]


def test_the_commands_show_names_harmlessly(run: Commands, folder: Path) -> None:
    added = run("add", folder, "--json")
    assert added.code == 0, added.err
    assert harmless(added.out) and len(added.out.splitlines()) == 1
    assert len(added.json["files"]) == len(NAMES), (added.json["left_out"], added.json["unseen"])
    for file in added.json["files"]:
        assert file["status"] == "active"
        assert "/" not in file["filename"] and "\x00" not in file["filename"]
    names = {file["filename"] for file in added.json["files"]}
    assert {"two\nlines.txt", "[a].txt", "<script>alert(1)<script>.txt"} <= names
    for arguments in (("list",), ("status",), ("sync", folder, "--dry-run"), ("sync", folder)):
        ran = run(*arguments)
        assert ran.code == 0, ran.err
        assert harmless(ran.out) and harmless(ran.err), arguments
    assert harmless(run("list", "--json").out)


def test_the_lines_of_a_report_show_markup_as_it_is(run: Commands, folder: Path) -> None:
    shown = run("add", folder)
    assert shown.code == 0 and harmless(shown.out)
    for words in ("[red]markup[bold]", "[a].txt", "[31mred", "<script>", "no utf-8 "):
        assert words in shown.out
    for name in folder.iterdir():
        name.write_bytes(b"")
    refused = run("add", folder)
    assert refused.code == 1 and harmless(refused.out) and "[a].txt" in refused.out


def test_logs_write_names_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    for name in NAMES:
        structlog.get_logger().info("x", name=os.fsdecode(name))
    written = capsys.readouterr().err
    assert len(written.splitlines()) == len(NAMES) and written.isascii() and harmless(written)
    assert [json.loads(line)["name"] for line in written.splitlines()] == [os.fsdecode(name) for name in NAMES]


INSIDE = [
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "C:\\windows\\system32\\x.txt",
    "..\\..\\x.txt",
    "two\nlines.txt",
    "\x1b[31mred.txt",
    "nul\x00.txt",
    "facture\u202efdp.txt",
    "\u2066x\u2069.txt",
    "<script>.txt",
    "x" * 10_000 + ".txt",
    "",
    "   ",
    "a.txt" + "." * 500,
]


def _check(names: list[str]) -> None:
    assert len(set(names)) == len(names)
    for name in names:
        assert 0 < len(name) <= 160 and name not in (".", "..")
        assert not set(name) & set('/\\<>:"|?*') and harmless(name) and "\n" not in name


@pytest.mark.parametrize("name", [name for name in INSIDE if "\x00" not in name])
def test_names_of_attachments_are_made_harmless(name: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.fr", "Pièces"
    message.set_content("Bonjour.")
    for _ in range(2):
        message.add_attachment(b"text of the file", maintype="application", subtype="octet-stream", filename="PLACE")
    # Written by hand: the library refuses to write what senders do write.
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').encode("utf-8", "surrogateescape")
    content = message.as_bytes().replace(b'"PLACE"', b'"' + quoted.replace(b"\n", b" ") + b'"')
    document = parse(content, "a.eml", LIMITS)
    _check([attachment.filename for attachment in document.attachments])
    assert len(document.attachments) == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", INSIDE)
def test_names_in_archives_are_made_harmless(name: str) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("lisez-moi.txt", "Bonjour.")
        info = zipfile.ZipInfo("PLACE")
        info.filename = name
        archive.writestr(info, "text of the file")
    document = parse(output.getvalue(), "a.zip", LIMITS)
    _check([attachment.filename for attachment in document.attachments])
