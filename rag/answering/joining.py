"""What a language model is given: passages, those that are neighbours in one version joined to continuous text.

Claims are verified against the passages themselves, so that every citation keeps its passage, page and boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answering.claims import Draft
from rag.domain.passage import passage_id
from rag.language import find_quote
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage

Block = tuple[RankedPassage, ...]
"""Neighbouring passages of one version, in the order of its text."""

_BLOCKS = 4
_MOST_CHARS = 3000
_WITHIN = 1


def joined(
    best_first: Sequence[RankedPassage], fetch: Callable[[Sequence[str]], Sequence[FoundPassage]]
) -> list[Block]:
    """At most four blocks of at most 3,000 characters together, the best first.

    A passage beside one that was taken joins its block, others open a block of their own. A passage that begins or ends
    inside a paragraph or table gets the neighbour that holds the rest; ``fetch`` gives passages by their ids, those
    that the asker may read.
    """
    blocks: list[Block] = []
    left = _MOST_CHARS
    for ranked in best_first:
        size = len(ranked.found.passage.text)
        if (size <= left or not blocks) and (len(blocks) < _BLOCKS or _beside(blocks, ranked)):
            blocks = _with(blocks, ranked)
            left -= size
    for found in fetch([identifier for block in blocks for identifier in _around(block)]):
        size = len(found.passage.text)
        for block in blocks:
            if size <= left and _goes_on(block, found):
                blocks = _with(blocks, replace(block[0], found=found, score=0.0))
                left -= size
                break
    return blocks


def numbered(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """The draft with the number of a block made that of the passage in it that holds the quote (else its first), as
    the passages of all blocks are counted from 1."""
    if not 1 <= draft.source <= len(blocks):
        return draft
    before = sum(len(block) for block in blocks[: draft.source - 1])
    holding = [
        number
        for number, part in enumerate(blocks[draft.source - 1], 1)
        if find_quote(draft.quote, part.found.passage.text) is not None
    ]
    return replace(draft, source=before + (holding or [1])[0])


def shortened(block: Block) -> Block:
    """The block without one of its ends, the one farther from its best passage; empty when that is all it holds."""
    best = max(range(len(block)), key=lambda number: block[number].score)
    return block[:-1] if best < len(block) - 1 or not best else block[1:]


def _with(blocks: Sequence[Block], ranked: RankedPassage) -> list[Block]:
    """The blocks with one more passage: in that beside it, which it may join to another, else in one of its own."""
    beside = _beside(blocks, ranked)
    if not beside:
        return [*blocks, (ranked,)]
    whole = tuple(sorted([ranked, *(part for block in beside for part in block)], key=_ordinal))
    return [whole if block is beside[0] else block for block in blocks if block not in beside[1:]]


def _beside(blocks: Sequence[Block], ranked: RankedPassage) -> list[Block]:
    passage = ranked.found.passage
    return [
        block
        for block in blocks
        if block[0].found.passage.version_id == passage.version_id
        and passage.ordinal in (_ordinal(block[0]) - 1, _ordinal(block[-1]) + 1)
    ]


def _around(block: Block) -> Iterator[str]:
    """The ids that the passages before and after a block have, if there are any."""
    first, last = block[0].found.passage, block[-1].found.passage
    if first.ordinal:
        yield passage_id(first.document_id, first.version_id, first.ordinal - 1)
    yield passage_id(last.document_id, last.version_id, last.ordinal + 1)


def _goes_on(block: Block, found: FoundPassage) -> bool:
    """True when a passage and the block beside it are parts of one paragraph or table: no blank line is between."""
    first, last, other = block[0].found.passage, block[-1].found.passage, found.passage
    if other.version_id != first.version_id:
        return False
    if other.ordinal == last.ordinal + 1:
        return other.char_start - last.char_end <= _WITHIN
    return other.ordinal == first.ordinal - 1 and first.char_start - other.char_end <= _WITHIN


def _ordinal(ranked: RankedPassage) -> int:
    return ranked.found.passage.ordinal
