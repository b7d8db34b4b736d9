"""Texts and pictures made to be slow: no expression of ours takes a time that grows with the square of a text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest

from ingest.chunking import chunk
from ingest.parsing import ParsedDocument
from ingest.parsing.blocks import line_spans
from ingest.parsing.document import Block, BlockKind
from ingest.parsing.isolation import ParserProcess
from rag.language import detect_language, sentences
from tests.ingest.parsing.hostile import LONGEST_PASSAGE, end, parser_process

NO_PICTURE = {"too_large", "damaged_file", "needs_ocr", "no_text", "parser_crashed"}
RUNS = {
    "spaces": "a" + " " * 200_000 + "b",
    "hard spaces": "a" + "\u00a0" * 200_000 + "b",
    "line ends": "a" + "\n" * 200_000 + "b",
    "line ends and spaces": "a" + "\n " * 100_000 + "b",
    "letters": "a" * 200_000,
    "digits": "1" * 200_000,
    "numbers": "1 " * 100_000,
    "clauses": "1." * 100_000,
    "points": "." * 200_000,
    "marks": ".!?" * 60_000,
    "initials": "A. " * 60_000,
    "brackets": "(" * 100_000,
    "quotes": "« " * 60_000,
    "commas": "1," * 60_000,
    "hyphens": "a-\n" * 30_000,
    "dashes": "-" * 100_000,
    "items": "- x\n" * 20_000,
    "headings": "Article 1\n" * 8_000,
    "rows": "a | b\n" * 20_000,
    "accents": "e" + "\u0301" * 100_000,
    "joiners": "\u200d" * 100_000,
    "ligatures": "\ufdfa" * 20_000,
    "addresses": "a@" * 100_000,
    "links": "](" * 20_000,
    "tags": "<a" * 20_000,
    "comments": "<!--" * 5_000,
    "semicolons": ";\n" * 30_000,
}


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    with parser_process() as started:
        yield started


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", RUNS)
def test_long_runs_are_cut_and_told_apart_in_time(name: str) -> None:
    """Seconds where the time grows with the length, hours where it grows with its square."""
    text = RUNS[name]
    blocks = (Block(BlockKind.TEXT, 0, len(text), 1, 0, line_spans(text)),)
    passages = chunk(ParsedDocument(text, blocks), "d", "v")
    assert all(0 < len(passage.text) <= LONGEST_PASSAGE for passage in passages)
    assert sum(len("".join(passage.text.split())) for passage in passages) == len("".join(text.split()))
    detect_language(text)
    assert all(text[start:stop].strip() for start, stop in sentences(text))


@pytest.mark.timeout(60)
def test_a_hundred_thousand_headings_without_text_between() -> None:
    line = "Article 1 - Objet du contrat"
    text = "\n".join([line] * 100_000)
    step = len(line) + 1
    blocks = tuple(
        Block(BlockKind.TITLE, n * step, n * step + len(line), 1, 2, line_spans(line)) for n in range(100_000)
    )
    passages = chunk(ParsedDocument(text, blocks), "d", "v")
    assert sum(passage.text.count("Objet") for passage in passages) == 100_000


@pytest.mark.parametrize("name", ["spaces", "points", "initials", "brackets", "items", "links", "comments"])
@pytest.mark.parametrize("extension", ["txt", "md"])
def test_long_runs_are_read(process: ParserProcess, name: str, extension: str) -> None:
    assert end(process, RUNS[name][:20_000].encode(), f"a.{extension}") == "active"


def test_one_line_of_twenty_megabytes(process: ParserProcess) -> None:
    assert end(process, b"mot " * 5_000_000, "a.txt") == "too_large"


def png(width: int, height: int) -> bytes:
    """A grey PNG of one bit a dot, all white (ISO/IEC 15948), written without holding it."""
    packer = zlib.compressobj(9)
    line = b"\x00" + b"\xff" * ((width + 7) // 8)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")


def test_a_picture_of_sixty_thousand_dots_a_side(process: ParserProcess) -> None:
    assert end(process, png(60_000, 60_000), "a.png") in NO_PICTURE


def tiff(frames: int) -> bytes:
    """A TIFF of eight by eight dots, each frame after the other (TIFF 6.0, section 2)."""
    tags = ((256, 8), (257, 8), (258, 1), (259, 1), (262, 1), (273, 8), (277, 1), (278, 8), (279, 8))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    size = 2 + len(entries) + 4
    content = struct.pack("<2sHI", b"II", 42, 16) + b"\xff" * 8
    for number in range(frames):
        following = 16 + (number + 1) * size if number < frames - 1 else 0
        content += struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return content


def test_a_picture_of_ten_thousand_frames(process: ParserProcess) -> None:
    assert end(process, tiff(10_000), "a.tiff") == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"II*\x00\x08\x00\x00\x00\xff\xff" + bytes(50),
        b"\xff\xd8\xff\xe0" + bytes(100),
    ],
)
def test_pictures_with_nothing_right_but_the_beginning(process: ParserProcess, content: bytes) -> None:
    assert end(process, content, "a.png") == "damaged_file"
