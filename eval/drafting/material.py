"""What questions are drafted from: the passages of a folder, or of SOURCIER_HOME, and how they are drawn."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from eval.drafting.reading import read_folder
from eval.suites.suite import Gold
from eval.systems.preparing import findable_documents
from eval.verdicts.judging import CitedText, holds_gold, squeezed
from rag.language import content_words
from rag.settings import IngestSettings
from rag.store.catalogue import FoundPassage
from rag.store.opening import Store
from rag.store.tables import contracts, invoices

T = TypeVar("T")

_SHORTEST = 60
"""Letters and digits that a passage must have to be worth a question."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage of a document, which is an ``invoice``, a ``contract`` or ``other``."""

    found: FoundPassage
    kind: str

    @property
    def key(self) -> str:
        """By which the passage is known again after a stop: of its file's name and its text."""
        return hashlib.sha256(f"{self.found.filename}\0{self.found.passage.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Material:
    """All passages, in the order of their documents."""

    extracts: list[Extract]

    def holds(self, gold: Gold) -> bool:
        """True when a passage holds the place, by the rule that runs are measured by."""
        return any(
            holds_gold(CitedText(one.found.filename, one.found.passage.page, one.found.passage.text), gold)
            for one in self.extracts
            if one.found.filename == gold.filename
        )

    def nearest(self, question: str, count: int = 3) -> list[Extract]:
        """The passages that share most content words with a question; none that shares nothing."""
        asked = set(content_words(question))
        scored = [(len(asked & set(content_words(one.found.passage.text))), one) for one in self.extracts]
        best = sorted(scored, key=lambda pair: -pair[0])[:count]
        return [one for shared, one in best if shared]


def material_of_folder(
    folder: Path, settings: IngestSettings, on_file: Callable[[], object] = lambda: None
) -> Material:
    """The passages of the files below a folder; those that cannot be read are passed over.

    Raises:
        RequestError: there is no such folder.
        ParserStartError: the parser process does not start.
    """
    return Material(
        [
            Extract(
                FoundPassage(passage, file.title, file.filename, file.media_type, file.language, "default"), file.kind
            )
            for file in read_folder(folder, settings, on_file=on_file)
            for passage in file.passages
        ]
    )


def material_of_home(store: Store) -> Material:
    """The passages that can be found in a store, on the owner's behalf."""
    with store.database.read() as connection:
        kinds = dict.fromkeys(connection.execute(select(contracts.c.version_id)).scalars(), "contract")
        kinds |= dict.fromkeys(connection.execute(select(invoices.c.version_id)).scalars(), "invoice")
    return Material(
        [
            Extract(found, kinds.get(document.active_version_id, "other"))
            for document in findable_documents(store.catalogue)
            if document.active_version_id
            for found in store.catalogue.version_passages(document.active_version_id)
        ]
    )


def draw(material: Material, seed: int) -> list[Extract]:
    """The French and English passages worth a question, each text once, in a drawn order that spreads over languages,
    kinds of document and documents: each comes in turn. The same seed and passages give the same order."""
    once = {
        squeezed(one.found.passage.text): one
        for one in sorted(material.extracts, key=lambda one: (one.found.filename, one.found.passage.ordinal, one.key))
        if one.found.language in ("fr", "en") and len(squeezed(one.found.passage.text)) >= _SHORTEST
    }
    generator = random.Random(seed)  # noqa: S311 (a sample, no secret)
    groups: dict[tuple[str, str], dict[str, list[Extract]]] = {}
    for one in once.values():
        documents = groups.setdefault((one.found.language, one.kind), {})
        documents.setdefault(one.found.passage.document_id or one.found.filename, []).append(one)
    columns = []
    for group in sorted(groups):
        documents_of_group = list(groups[group].values())
        generator.shuffle(documents_of_group)
        for passages in documents_of_group:
            generator.shuffle(passages)
        columns.append(list(in_turn(documents_of_group)))
    return list(in_turn(columns))


def in_turn(columns: Iterable[Sequence[T]]) -> Iterator[T]:
    """The first of each column, then the second of each, and so on."""
    missing = object()
    for row in zip_longest(*columns, fillvalue=missing):
        yield from (one for one in row if one is not missing)  # type: ignore[misc]
