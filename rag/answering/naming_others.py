"""Names of a question that one document does not hold while another does: what Thermolys guarantees is not told by the
contract of somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_day_names

from rag.facts.laws import ANY_LAW
from rag.language import DEFINED_TERMS, LEGAL_FORMS, detect_language, words
from rag.language.months import MONTHS
from rag.retrieval.search import RankedPassage
from rag.store.heads import written_as_names

_SHORTEST = 4
_NAME = re.compile(r"(?<![\w'’])(?:[dlDL]['’])?([A-ZÀ-Þ][a-zà-ÿ]{3,})(?![\w])")
_NATION = re.compile(ANY_LAW)
_DIGIT = re.compile(r"\d")
_TIMES = frozenset(MONTHS) | frozenset(day.lower() for day in get_day_names("wide", locale="en").values())


@dataclass(slots=True)
class _Document:
    language: str
    asked: frozenset[str]
    words: frozenset[str] = frozenset()


def named_elsewhere(question: str, passages: Sequence[RankedPassage]) -> frozenset[str]:
    """The ids of the documents found that hold none of the names in the question, while another of their language does.

    A name is a word with a capital that does not begin the question, and no month, day, defined term or legal form;
    only those count by which the search knows one of the documents (:attr:`RankedPassage.asked` is free of these): a
    company's own name stands at the beginning of all its contracts. A document holds what its passages found, its
    title, headings and file name hold, and what the search knows it by. "French" is no name that a contract in French
    lacks, hence the language.
    """
    names = _names(question)
    documents = _documents(question, passages) if names else {}
    telling = frozenset(name for one in documents.values() for name in names - one.asked)
    holding = {identifier: telling & (one.words | (names - one.asked)) for identifier, one in documents.items()}
    return frozenset(
        identifier
        for identifier, one in documents.items()
        if not holding[identifier]
        and any(held and documents[other].language == one.language for other, held in holding.items())
    )


def held_by_none(question: str, passages: Sequence[RankedPassage]) -> list[str]:
    """The names in a question that no document found holds or is known by, where it names nobody else: the contract
    with Vigilor, perhaps there is none. Whether any passage has the word is for the index to say: one's own company
    stands at the beginning of all contracts, and in few of their passages.

    Acronyms and nations are no names here, and where no document is in the question's language a name may be a word.
    """
    large = written_as_names(" ".join(_NAME.findall(question.strip().partition(" ")[2])))
    names = _names(question)
    written = [word for word in sorted(large) if _NATION.fullmatch(word) is None and _stem(word) in names]
    documents = _documents(question, passages).values() if written else ()
    language = detect_language(question)
    if not any(one.language == language for one in documents):
        return []
    return [] if any(names & (one.words | (names - one.asked)) for one in documents) else written


def _documents(question: str, passages: Sequence[RankedPassage]) -> dict[str, _Document]:
    documents: dict[str, _Document] = {}
    for ranked in passages:
        found = ranked.found
        known = documents.setdefault(
            found.passage.document_id, _Document(found.language, _stems(ranked.asked or question))
        )
        known.words |= _stems(
            " ".join([found.title, found.filename.replace("_", " "), *found.passage.headings, found.passage.text])
        )
    return documents


def _names(question: str) -> frozenset[str]:
    _, _, rest = question.strip().partition(" ")
    large = (word for word in written_as_names(rest) if len(word) >= _SHORTEST and not _DIGIT.search(word))
    return frozenset(
        _stem(word) for word in large if word not in _TIMES and word not in DEFINED_TERMS and word not in LEGAL_FORMS
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, words(text)))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST and word[-1] in "sx" else word
