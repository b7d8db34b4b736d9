from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from ingest.parsing import parse
from ingest.parsing import zip as zip_parser
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from tests.ingest.parsing.makers import LIMITS, docx
from tests.ingest.parsing.packing import packed


def names(content: bytes) -> list[str]:
    document = parse(content, "a.zip", LIMITS)
    assert document.text == "" and document.blocks == ()
    return [attachment.filename for attachment in document.attachments]


def test_each_file_becomes_an_attachment_under_a_harmless_name() -> None:
    content = packed(
        {
            **{"contrats/bail.pdf": b"%PDF", "contrats/": b"", "../../etc/passwd": b"x", "/abs/olut.txt": b"x"},
            **{"C:\\Users\\moi\\note.txt": b"x", "autre/BAIL.pdf": b"%PDF 2", "vide.txt": b""},
            **{"__MACOSX/contrats/._bail.pdf": b"x", ".DS_Store": b"x", "a/.git/config": b"x", "Thumbs.db": b"x"},
            **{"~$bail.docx": b"x", "a\u202egpj.exe": b"x", "é\x01<b>.txt": b"x"},
        }
    )
    assert names(content) == [
        *("bail.pdf", "passwd", "olut.txt", "note.txt", "BAIL (2).pdf"),
        *("a_gpj.exe", "é_b_.txt"),
    ]
    assert parse(content, "a.zip", LIMITS).attachments[0].content == b"%PDF"


def test_archives_in_archives_are_unpacked_three_deep_and_no_deeper() -> None:
    content = packed({"a.txt": b"fond"})
    for _ in range(2):
        content = packed({"autre.txt": b"x", "dedans.zip": content})
    assert names(content) == ["autre.txt", "autre (2).txt", "a.txt"]
    with pytest.raises(TooLargeError, match="3 deep"):
        parse(packed({"encore.zip": content}), "a.zip", LIMITS)


def test_office_files_in_an_archive_are_not_unpacked_stored_or_not() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bail.docx", docx(lambda d: d.add_paragraph("x")))
    assert names(output.getvalue()) == ["bail.docx"]


def zeros(megabytes: int) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.txt", "w") as member:
        for _ in range(megabytes):
            member.write(bytes(1024 * 1024))
    return output.getvalue()


def test_bombs_are_refused_without_using_memory() -> None:
    bomb = zeros(60)
    lying = bomb.replace(struct.pack("<I", 60 * 1024 * 1024), struct.pack("<I", 10))
    assert lying != bomb
    wide = packed({f"{number}.zip": packed({f"{n}.zip": packed({}) for n in range(100)}) for number in range(16)})
    tracemalloc.start()
    for content, error in ((bomb, TooLargeError), (lying, (TooLargeError, DamagedFileError)), (wide, TooLargeError)):
        with pytest.raises(error):  # type: ignore[arg-type]
            parse(content, "a.zip", LIMITS)
    assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    tracemalloc.stop()


def test_many_files_and_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLargeError, match="1,000 files"):
        parse(packed({f"{number}.txt": b"x" for number in range(1001)}), "a.zip", LIMITS)
    with pytest.raises(TooLargeError, match="entries"):
        parse(packed({f"{number}": b"" for number in range(10_000)}), "a.zip", LIMITS)
    monkeypatch.setattr(zip_parser, "_MAX_BYTES", 1000)
    with pytest.raises(TooLargeError, match="unpacks"):
        parse(packed({f"{number}.txt": b"x" * 300 for number in range(4)}), "a.zip", LIMITS)


def test_empty_damaged_and_locked_archives() -> None:
    whole = packed({"a.txt": b"Bonjour " * 50})
    locked = bytearray(whole)
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    altered = whole.replace(b"a.txt", b"b.txt", 1)
    squeezed = bytearray(whole)
    squeezed[40] ^= 0xFF
    for content, error in (
        (packed({}), NoTextError),
        (packed({"vide/": b"", "__MACOSX/x": b"x"}), NoTextError),
        (whole[:-30], DamagedFileError),
        (bytes(locked), EncryptedFileError),
        (altered, DamagedFileError),
        (bytes(squeezed), DamagedFileError),
    ):
        with pytest.raises(error):
            parse(content, "a.zip", LIMITS)
