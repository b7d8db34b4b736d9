"""Blocks -> passages: pieces of one section, short enough to embed and to quote, that keep their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from ingest.parsing.document import Block, BlockKind, ParsedDocument
from rag.domain.geometry import Span
from rag.domain.passage import Passage, passage_id
from rag.language import sentences

Placed = TypeVar("Placed", Block, Span)

_WORDS = 180
_SHORT = 280
_LONGEST = 8_000
_TOKEN = re.compile(r"\w{1,40}|[^\w\s]")
"""Words and marks; of letters without an end, 40 count as a word."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A run of blocks under the same headings."""

    headings: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def start(self) -> int:
        return self.blocks[0].start

    @property
    def end(self) -> int:
        return self.blocks[-1].end


def chunk(document: ParsedDocument, document_id: str, version_id: str) -> list[Passage]:
    """The passages of a document, in order; each is a slice of its text within one section.

    A section is a title with what follows it; short sections are joined with the next. A section of more than
    180 words is cut between sentences (table: between rows) by LlamaIndex's SentenceSplitter.
    """
    passages: list[Passage] = []
    for section in _joined(_sections(document)):
        for start, end in _bounded(document.text, _pieces(document.text, section)):
            blocks = list(_overlapping(section.blocks, start, end))
            ordinal = len(passages)
            passages.append(
                Passage(
                    id=passage_id(document_id, version_id, ordinal),
                    document_id=document_id,
                    version_id=version_id,
                    ordinal=ordinal,
                    text=document.text[start:end],
                    headings=section.headings,
                    page=_page_at(blocks[0], start),
                    spans=tuple(_spans(blocks, start, end)),
                    char_start=start,
                    char_end=end,
                )
            )
    return passages


def _sections(document: ParsedDocument) -> Iterator[_Section]:
    above: list[tuple[int, str]] = []
    blocks: list[Block] = []
    titles_only = True
    for block in document.blocks:
        if block.kind is BlockKind.TITLE:
            if not titles_only:
                yield _Section(tuple(text for _, text in above), tuple(blocks))
                blocks, titles_only = [], True
            above = [entry for entry in above if entry[0] < block.level]
            # Markdown's text is kept as it is written, marks included; a heading is shown without them.
            heading = document.text[block.start : block.end].strip("#")
            above.append((block.level, " ".join(heading.split())[:200]))
        else:
            titles_only = False
        blocks.append(block)
    if blocks:
        yield _Section(tuple(text for _, text in above), tuple(blocks))


def _joined(sections: Iterator[_Section]) -> Iterator[_Section]:
    held: _Section | None = None
    for section in sections:
        if held is None:
            held = section
        elif held.end - held.start < _SHORT and section.end - held.start < 4 * _SHORT:
            held = _Section(held.headings, held.blocks + section.blocks)
        else:
            yield held
            held = section
    if held is not None:
        yield held


def _pieces(text: str, section: _Section) -> Iterator[tuple[int, int]]:
    whole = text[section.start : section.end]
    if len(_tokens(whole)) <= _WORDS:
        yield section.start, section.end
        return
    # LlamaIndex takes seconds to load: only for the worker that cuts, not for every command.
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter(
        chunk_size=_WORDS,
        chunk_overlap=0,
        tokenizer=_tokens,
        chunking_tokenizer_fn=_sentence_texts,
        paragraph_separator="\n\n",
    )
    position = 0
    for piece in splitter.split_text(whole):
        start = whole.index(piece, position)
        position = start + len(piece)
        yield section.start + start, section.start + position


def _bounded(text: str, pieces: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same pieces; one with hardly a word in very many characters is cut, and what is blank left out."""
    for start, end in pieces:
        for low in range(start, end, _LONGEST):
            part = text[low : min(low + _LONGEST, end)]
            if part.strip():
                left = low + len(part) - len(part.lstrip())
                yield left, left + len(part.strip())


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _sentence_texts(text: str) -> list[str]:
    """Pieces that together are ``text`` again: table rows, else sentences with the space after them."""
    if " | " in text and "\n" in text:
        return text.splitlines(keepends=True)
    starts = [start for start, _ in sentences(text)][1:]
    borders = [0, *starts, len(text)]
    return [text[a:b] for a, b in pairwise(borders)]


def _page_at(block: Block, offset: int) -> int:
    number = bisect_right(block.spans, offset - block.start, key=_end)
    return block.spans[number].page if number < len(block.spans) else block.page


def _spans(blocks: list[Block], start: int, end: int) -> Iterator[Span]:
    for block in blocks:
        for span in _overlapping(block.spans, start - block.start, end - block.start):
            left, right = block.start + span.start, block.start + span.end
            yield span._replace(start=max(left, start) - start, end=min(right, end) - start)


def _overlapping(ordered: Sequence[Placed], start: int, end: int) -> Iterator[Placed]:
    """Those that share a character with ``[start, end)``; found by halving, for a text may have 100,000 lines."""
    for number in range(bisect_right(ordered, start, key=_end), len(ordered)):
        if ordered[number].start >= end:
            return
        yield ordered[number]


def _end(placed: Block | Span) -> int:
    return placed.end
