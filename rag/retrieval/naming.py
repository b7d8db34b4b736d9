"""Which words of a question name a document, and the question without them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language import content_words
from rag.store.catalogue import FoundPassage

_TOKEN = re.compile(r"\S+")


def head_words(found: FoundPassage) -> frozenset[str]:
    """The content words of a document's title and file name."""
    return frozenset(content_words(f"{found.title} {found.filename.replace('_', ' ')}"))


def named_share(question: str, candidates: Sequence[FoundPassage]) -> dict[str, float]:
    """How much a question names each document (0 to 1), by document id: the share of its words in title or file name.

    A word counts the more, the fewer of the candidate documents it names; words that name none do not count.
    """
    heads = {found.passage.document_id: head_words(found) for found in candidates}
    weights = {}
    for word in set(content_words(question)):
        naming = sum(word in head for head in heads.values())
        if naming:
            weights[word] = 1 / naming
    total = sum(weights.values())
    return {
        document: sum(weight for word, weight in weights.items() if word in head) / total if total else 0.0
        for document, head in heads.items()
    }


def freed(question: str, found: FoundPassage) -> str:
    """The question without the words that name this document: what is asked of it.

    Left in, a party's name draws the search to signatures and letterheads.
    """
    head = head_words(found)
    kept = [token for token in _TOKEN.findall(question) if not (own := set(content_words(token))) or not own <= head]
    return " ".join(kept)
