"""What a language model is given to read: passages whole, neighbours joined, or for a small model sentences alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.extraction import Sentence, passages_by_sentence
from rag.answering.joining import Block, joined
from rag.answering.proofs import lead_in, title_row
from rag.models.language_model import LanguageModel
from rag.models.registry import is_small
from rag.store.catalogue import FoundPassage

_SENTENCES = 6
_MOST_CHARS = 1500


@dataclass(frozen=True, slots=True)
class Given:
    """Neighbouring passages that the model is given under one number: these ``words`` of the one, else all."""

    block: Block
    words: str | None = None


def to_be_given(
    scored: Sequence[Sentence],
    fetch: Callable[[Sequence[str]], Sequence[FoundPassage]],
    model: LanguageModel | None,
) -> list[Given]:
    """What the sentences ``scored``, best first, lead to; ``fetch`` gives passages by their ids, those that the asker
    may read."""
    if model is not None and is_small(model.name):
        return _sentences(scored)
    return [Given(block) for block in joined(passages_by_sentence(scored), fetch)]


def _sentences(scored: Sequence[Sentence]) -> list[Given]:
    """At most six sentences or rows, of 1,500 characters together, the best first and each by itself, with what
    introduces its list or the titles of its columns.

    A small model takes whatever stands first in a long passage; sentences come in the order of how well they answer.
    """
    given: dict[str, Given] = {}
    left = _MOST_CHARS
    for item in scored:
        if len(given) < _SENTENCES and (len(item.text) <= left or not given) and item.text not in given:
            before = title_row(item.proof) if " | " in item.text else lead_in(item.proof)
            given[item.text] = Given((item.proof.passage,), "\n".join([before, item.text] if before else [item.text]))
            left -= len(item.text)
    return list(given.values())
