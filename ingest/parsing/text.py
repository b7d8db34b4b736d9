"""Plain text and Markdown: the text is the file's own, blocks are places in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from unstructured.documents.elements import Element, Table, Title
from unstructured.partition.md import partition_md
from unstructured.partition.text import partition_text

from ingest.parsing.align import Piece, align
from ingest.parsing.blocks import first_title, kind_and_level, line_spans
from ingest.parsing.decoding import decode
from ingest.parsing.document import Block, BlockKind, ParsedDocument
from ingest.parsing.headings import named_level, numbered_level
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import partitioned
from rag.errors import NoTextError, TooLargeError

_HIDDEN_IN_MARKDOWN = re.compile(
    r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)|</?[a-zA-Z][^<>\n]*>|<!--.*?-->", re.S
)
_HASHES = re.compile(r"^ {0,3}(#{1,6})\s")
_MARKS = re.compile(r"[*_`#\\]+|\s+[=-]{3,}\s*$")
_BULLET = re.compile(r"^(?:[-–—•*+·▪◦]|\(?[a-z]\)|\(?[ivx]{1,5}\)|\d{1,2}[.)])\s+\S", re.I)
_SENTENCE_END = (".", ",", ";", ":")


def parse_plain(content: bytes, limits: Limits) -> ParsedDocument:
    """A plain text file as read."""
    return parse_text(content, limits, markdown=False)


def parse_markdown(content: bytes, limits: Limits) -> ParsedDocument:
    """A Markdown file as read."""
    return parse_text(content, limits, markdown=True)


def parse_text(content: bytes, limits: Limits, *, markdown: bool) -> ParsedDocument:
    """A text file as read; its text is exactly what the file holds, with line ends as ``\\n``."""
    source = decode(content)
    if len(source) > limits.max_chars:
        raise TooLargeError(f"The text has {len(source):,} characters; the limit is {limits.max_chars:,}.")
    if not source.strip():
        raise NoTextError("The file holds only blanks.")
    elements = partitioned(partition_md if markdown else _partition_plain, text=source)
    masked = [match.span() for match in _HIDDEN_IN_MARKDOWN.finditer(source)] if markdown else []
    pieces = align(source, [_comparable(element) for element in elements], masked)
    judge = _markdown_kind if markdown else _plain_kind
    blocks = tuple(_block(source, piece, elements, judge) for piece in pieces)
    return ParsedDocument(source, blocks, title=_MARKS.sub("", first_title(source, blocks)).strip())


def _partition_plain(text: str, languages: list[str]) -> list[Element]:
    return partition_text(text=text, languages=languages, paragraph_grouper=False)


def _comparable(element: Element) -> str:
    return str(element.text)


def _block(
    source: str,
    piece: Piece,
    elements: list[Element],
    judge: Callable[[Element | None, str], tuple[BlockKind, int]],
) -> Block:
    text = source[piece.start : piece.end]
    kind, level = judge(None if piece.element is None else elements[piece.element], text)
    return Block(kind, piece.start, piece.end, 1, level, line_spans(text))


def _markdown_kind(element: Element | None, text: str) -> tuple[BlockKind, int]:
    if isinstance(element, Table):
        return BlockKind.TABLE, 0
    hashes = _HASHES.match(text)
    if hashes:
        return BlockKind.TITLE, len(hashes[1])
    if isinstance(element, Title) and element.metadata.category_depth is not None:
        return BlockKind.TITLE, min(element.metadata.category_depth + 1, 6)
    return _by_words(element, text, _MARKS.sub("", text).strip(), styled=text.rstrip().endswith("**"))


def _plain_kind(element: Element | None, text: str) -> tuple[BlockKind, int]:
    return _by_words(element, text, text.strip(), styled=False)


def _by_words(element: Element | None, text: str, words: str, *, styled: bool) -> tuple[BlockKind, int]:
    """The kind by the words alone: named headings, numbered ones that stand out, short lines in capitals."""
    named = named_level(words)
    if named is not None and "\n" not in words:
        return BlockKind.TITLE, named
    capitals = words.upper() == words and sum(map(str.isalpha, words)) >= 8
    alone = "\n" not in words and len(words) <= 80 and words[-1:] not in _SENTENCE_END
    numbered = numbered_level(words)
    if numbered is not None and alone and (styled or capitals or words.count(".") > 1):
        return BlockKind.TITLE, numbered
    if alone and capitals and sum(map(str.isalpha, words)) * 2 > len(words.replace(" ", "")):
        return BlockKind.TITLE, 2
    if _BULLET.match(text):
        return BlockKind.LIST_ITEM, 0
    return (BlockKind.TEXT, 0) if element is None or isinstance(element, Title) else (kind_and_level(element, text))
