"""Which words of a contract are no longer in force, and where the amendment that replaced them says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.domain.passage import Passage
from rag.facts.inforce import FiledContract, Wording, amendments_of, in_force
from rag.language import ArticlePart, article_parts, changes_wording, fold, mentions_article, named_articles, sentences
from rag.store.catalogue import FoundPassage
from rag.store.contract_rows import ContractRow

Fetch = Callable[[Sequence[str]], Mapping[str, list[FoundPassage]]]
"""The passages of versions, in order, by version: those that the reader may read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amendment changes an article: characters ``[start, end)`` of a passage say that it does, and its new
    wording goes from there to ``until``, an offset of the amendment's text."""

    found: FoundPassage
    start: int
    end: int
    until: int

    def holds(self, passage: Passage, start: int) -> bool:
        """Whether characters of a passage that begin at ``start`` belong to the new wording."""
        begin = self.found.passage.char_start + self.start
        return passage.version_id == self.found.passage.version_id and begin <= passage.char_start + start < self.until


@dataclass(frozen=True, slots=True)
class Change:
    """An article of a contract whose wording in force is an amendment's, since when, and where the amendment has it
    (None where its text does not name the article in a sentence that changes something)."""

    article: str
    amendment: ContractRow
    since: date | None
    place: Place | None


class Changes:
    """What amendments changed of some contracts by a day.

    ``originals`` are contracts that amend none, ``amendments`` those that may belong to them. Only the versions that
    these rows are of are judged: a passage of another version has no change that is known.
    """

    def __init__(
        self, originals: Sequence[ContractRow], amendments: Sequence[ContractRow], on: date, fetch: Fetch
    ) -> None:
        self._on, self._fetch = on, fetch
        self._rows = {row.document_id: row for row in amendments}
        self._originals: dict[str, tuple[FiledContract, list[FiledContract]]] = {}
        filed = [_filed(row) for row in amendments]
        for row in originals:
            original = _filed(row)
            if mine := amendments_of(original, filed):
                self._originals[row.version_id] = original, mine
        self._passages: dict[str, list[FoundPassage]] = {}
        self._places: dict[tuple[str, str], Place | None] = {}
        self._parts: dict[str, list[ArticlePart]] = {}

    def __bool__(self) -> bool:
        """Whether any of the contracts has an amendment."""
        return bool(self._originals)

    def of(self, passage: Passage, start: int = 0, end: int | None = None) -> Change | None:
        """The first change of what the characters ``[start, end)`` of a passage say; None where none is known."""
        return next((change for _, change in self.parts(passage, start, end)), None)

    def parts(self, passage: Passage, start: int = 0, end: int | None = None) -> Iterator[tuple[ArticlePart, Change]]:
        """The parts of a passage's text that meet the characters ``[start, end)`` and are no longer in force."""
        known = self._originals.get(passage.version_id)
        if known is None:
            return
        stop = len(passage.text) if end is None else end
        parts = self.articles(passage)
        for part in parts:
            if part.number is None or part.end <= start or part.start >= stop:
                continue
            if not passage.text[max(part.start, start) : min(part.end, stop)].strip():
                continue
            if (change := self._changed(known, part.number, [one.number for one in parts])) is not None:
                yield part, change

    def articles(self, passage: Passage) -> list[ArticlePart]:
        """A contract's passage cut at its articles."""
        if passage.id not in self._parts:
            self._parts[passage.id] = article_parts(passage.text, passage.headings, self._before(passage))
        return self._parts[passage.id]

    def _before(self, passage: Passage) -> str | None:
        """The article in which the passage before ends: where this one has to begin."""
        number = None
        for found in self._passages_of(passage.version_id):
            if found.passage.ordinal >= passage.ordinal:
                break
            parts = article_parts(found.passage.text, found.passage.headings, number)
            number = parts[-1].number if parts else number
        return number

    def _changed(
        self, known: tuple[FiledContract, list[FiledContract]], article: str, beside: Sequence[str | None]
    ) -> Change | None:
        original, amendments = known
        wording = in_force(original, amendments, article, self._on)
        if wording.document_id is None:
            return None
        if wording.document_id != original.document_id:
            return self._change(article, wording)
        for part, _ in wording.parts:
            # A part with a number of its own in the passage is judged by itself.
            if not any(number and _within(number, part) for number in beside):
                held = in_force(original, amendments, part, self._on)
                if held.document_id not in (None, original.document_id):
                    return self._change(part, held)
        return None

    def _change(self, article: str, wording: Wording) -> Change | None:
        row = self._rows.get(wording.document_id or "")
        return None if row is None else Change(article, row, wording.since, self._place(row, article))

    def _place(self, row: ContractRow, article: str) -> Place | None:
        key = row.version_id, article
        if key not in self._places:
            amends = row.contract.amends
            numbers = [one for one in (amends.articles if amends else ()) if _within(article, one)]
            passages = self._passages_of(row.version_id)
            places = (_place_of(number, passages) for number in sorted(numbers, key=len, reverse=True))
            self._places[key] = next((place for place in places if place), None)
        return self._places[key]

    def _passages_of(self, version_id: str) -> list[FoundPassage]:
        if version_id not in self._passages:
            self._passages[version_id] = list(self._fetch([version_id]).get(version_id, ()))
        return self._passages[version_id]


NONE = Changes((), (), date.min, lambda _: {})
"""Nothing is known to be changed."""


def _place_of(article: str, passages: Sequence[FoundPassage]) -> Place | None:
    for index, found in enumerate(passages):
        text = found.passage.text
        for start, end in sentences(text):
            flat = fold(text[start:end])
            if mentions_article(flat, article) and changes_wording(flat):
                return Place(found, start, end, _until(article, passages[index:], end))
    return None


def _until(article: str, passages: Sequence[FoundPassage], end: int) -> int:
    """Where the new wording of an article ends: before the amendment's own next article, which goes on counting from
    the one before, or before the next sentence that changes something. New wording may begin with the number that it
    gets in the contract."""
    first = passages[0].passage
    own = next((part.number for part in article_parts(first.text, first.headings) if part.end >= end), None)
    for found in passages:
        passage = found.passage
        heads = [part for part in article_parts(passage.text, passage.headings) if part.start >= end and part.number]
        stops = [part.start for part in heads if _next(part.number, own) or not _within(part.number or "", article)]
        for start, stop in sentences(passage.text):
            flat = fold(passage.text[start:stop])
            others = any(not _within(number, article) for number in named_articles(flat))
            if start >= end and others and changes_wording(flat):
                stops.append(start)
        if stops:
            return passage.char_start + min(stops)
        end = 0
    return passages[-1].passage.char_end


def _next(number: str | None, own: str | None) -> bool:
    """Whether an article is the one that it follows, a part of it, or the one after."""
    if number is None or own is None:
        return False
    return int(number.partition(".")[0]) - int(own.partition(".")[0]) in (0, 1)


def _filed(row: ContractRow) -> FiledContract:
    return FiledContract(row.document_id, row.contract)


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")
