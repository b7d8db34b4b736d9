"""Proof of a claim, by code: nothing here trusts the model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.claims import Draft
from rag.answering.columns import wrong_column
from rag.answering.proofs import ITEM, Proof, context, document_name, lead_in, locate, title_row, units, widened
from rag.domain.answer import WithheldReason
from rag.language import (
    DEFINED_TERMS,
    PARTY_TERMS,
    UnprovedValue,
    agrees,
    content_words,
    contradicts,
    contradicts_across,
    detect_language,
    drops_condition,
    exchanges_agents,
    find_dates,
    find_numbers,
    fold,
    opposes,
    parties_by_name,
    senses,
    shifts_duty,
    swaps_bearers,
    swaps_parties,
    unproved_values,
    words,
)
from rag.models.entailment import EntailmentModel
from rag.retrieval.search import RankedPassage

_NAME = re.compile(r"(?<=[\w,;:)] )[«“\"']?([A-ZÀ-Þ][\w’'&-]*[a-zà-ÿ][\w’'&-]*)")
_HEADING_NUMBER = re.compile(
    r"^\s*(?:(?:article|section|clause|annexe?|schedule) )?[0-9]+(?:\.[0-9]+)*\b", re.IGNORECASE
)
"""The number of a heading counts nothing: "Article 2"."""
_MARKUP = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|www\.\S+|<[^>]+>", re.IGNORECASE)
_ONE_UNIT = re.compile(r"(?:une?|one|an?) (\w+)")
_LEAST_SUPPORT = 1 / 4
_WELL_SUPPORTED = 1 / 3
_ALIKE = 0.7
_OWN_WORDS = 0.4
_STEM = 5
_FEW_ASKED = 2


def verify(
    draft: Draft,
    question: str,
    given: list[RankedPassage],
    found: list[RankedPassage],
    entailment: EntailmentModel | None = None,
) -> list[Proof] | WithheldReason:
    """The proofs of a claim, the main one first, or why the claim is withheld.

    ``given`` are the passages the model was given, ``found`` all that the search found. The quote is looked for in the
    passage the claim names, then in the others. The words that prove are the quote, or the sentences and table rows
    that it touches; where the model quoted the wrong words, the one sentence or row of the given passages that says
    what the claim says. In those words every number, date and identifier of the claim must stand; a date or identifier
    that the claim repeats from the question may stand elsewhere in the same document, which is then cited too. The
    claim's other words must be borne out (where claim and document share a language), and so must its proper names;
    and it must not say no where the proof says yes, or the other way (:mod:`rag.language.polarity`), nor of one party
    what the proof says of the other (:mod:`rag.language.parties`, :mod:`rag.language.agents`), nor make a duty of a
    freedom (:mod:`rag.language.modality`), nor drop its conditions (:mod:`rag.language.conditions`), nor say of one
    column what stands in another
    (:mod:`rag.answering.columns`). What introduces a list belongs to each of its items. What the rules let pass an
    ``entailment`` model may still find denied.
    Links and markup are never shown.
    """
    quoted = locate(draft, given)
    candidates = [] if quoted is None else [quoted, widened(quoted)]
    candidates += _saying_the_same(draft.text, given)
    if not candidates:
        return WithheldReason.QUOTE_NOT_FOUND
    proved = [proofs for proof in candidates if (proofs := _proved(draft.text, question, proof, found))]
    if not proved:
        return WithheldReason.NUMBER_NOT_IN_SOURCE
    document = _document_text(proved[0][0], found)
    # Words that hardly bear the claim out yield to a sentence that says the same.
    proved.sort(key=lambda proofs: _support(draft.text, proofs[0]) < _WELL_SUPPORTED)
    for proofs in proved:
        supported = _support(draft.text, proofs[0]) >= _LEAST_SUPPORT and not _unknown_names(
            draft.text, proofs[0], found
        )
        if not supported or _MARKUP.search(draft.text):
            continue
        # Of whole sentences: a quote may leave out the "not" before it.
        whole = widened(proofs[0])
        before = lead_in(whole)
        told = f"{before} {ITEM.sub('', whole.text)}" if before else whole.text
        if _says_the_contrary(draft.text, told, whole, document) or (
            entailment is not None and entailment.denies(told, draft.text)
        ):
            return WithheldReason.CONTRADICTED
        return proofs
    return WithheldReason.TERM_NOT_IN_SOURCE


def speaks_of(question: str, claim: str, proofs: Sequence[Proof]) -> bool:
    """Whether a claim, or the sentence that proves it under its heading, holds any word of the question by its sense
    (:func:`rag.language.senses`); true where the question has one word, or is in another language than the proof. A
    true sentence that holds none is beside the point."""
    whole, asked = widened(proofs[0]), senses(question)
    found = whole.passage.found
    if len(asked) < _FEW_ASKED or detect_language(question) != found.language:
        return True
    return bool(asked & senses(" ".join([claim, whole.text, *found.passage.headings[-1:]])))


def _says_the_contrary(claim: str, told: str, whole: Proof, document: str) -> bool:
    """Whether a claim denies, turns round or goes beyond ``told``, the whole sentences that prove it. ``document`` is
    what was found of its document, where the parties may be defined."""
    found = whole.passage.found
    parts = parties_by_name(document)
    return (
        (contradicts(claim, told) and not agrees(claim, told))
        or (detect_language(claim) != found.language and contradicts_across(claim, told))
        or opposes(claim, told)
        or shifts_duty(claim, told)
        or drops_condition(claim, told, found.passage.text)
        or swaps_parties(claim, told, parts)
        or swaps_bearers(claim, told, parts)
        or exchanges_agents(claim, told, document)
        or wrong_column(claim, whole)
    )


def _proved(claim: str, question: str, proof: Proof, found: list[RankedPassage]) -> list[Proof]:
    """The proof, with those of names that the claim repeats from the question; empty when a value is unproved.

    What the question suggests is no proof: "is the notice three months?" must not be answered with its own words.
    Beside a value that the proof itself holds, others may stand in the titles above it (column titles, headings), and
    elsewhere in the document those that say where to look: numbers of articles, and what the question names a document
    by (dates, identifiers, numbers of contracts).
    """
    missing = [value for value in unproved_values(claim, proof.text) if not _unit_price(value.text, proof.text)]
    if missing and len(missing) == len(unproved_values(claim, "")):
        return []
    proofs = [proof]
    for value in missing:
        elsewhere = _value_above(value.text, claim, proof)
        asked = _names_something(value, claim) and not unproved_values(value.text, question)
        if elsewhere is None and (asked or _refers(value, claim)):
            elsewhere = _value_in_document(value.text, proof, found)
        if elsewhere is None:
            return []
        proofs.append(elsewhere)
    return proofs


def _names_something(value: UnprovedValue, claim: str) -> bool:
    """True for a value by which one names a document: an identifier, a day ("the invoice of 30/09/2024"), "n° 1".

    A month or a year says when something is true; that the proof itself must say.
    """
    if value.kind == "date":
        return any(found.day is not None for found in find_dates(value.text))
    if value.kind == "number":
        numbered = rf"(?:n°|\bno\.?|\bnr\.?) ?{re.escape(value.text)}\b"
        return re.search(numbered, claim, re.IGNORECASE) is not None
    return True


def _refers(value: UnprovedValue, claim: str) -> bool:
    """True for the number of an article or clause: it names a place, and says nothing by itself."""
    label = rf"\b(?:articles?|art\.|clauses?|sections?|annexes?|schedules?|exhibits?) ?{re.escape(value.text)}\b"
    return re.search(label, claim, re.IGNORECASE) is not None


def _unit_price(value: str, proof: str) -> bool:
    """True for "une heure" of a claim where the proof prices an hour: names the unit, and no number of it."""
    one = _ONE_UNIT.fullmatch(fold(value))
    if one is None or one[1] not in words(proof):
        return False
    unit = {number.unit for number in find_numbers(f"2 {one[1]}")}
    return not any(number.unit in unit for number in find_numbers(proof))


def _value_in_document(value: str, proof: Proof, found: list[RankedPassage]) -> Proof | None:
    """A sentence or row of the proof's own document that holds a value."""
    document = proof.passage.found.passage.document_id
    for passage in found:
        text = passage.found.passage.text
        if passage.found.passage.document_id == document and not unproved_values(value, text):
            for start, end in units(text):
                if not unproved_values(value, text[start:end]):
                    return Proof(passage, start, end)
    return None


def _value_above(value: str, claim: str, proof: Proof) -> Proof | None:
    """The column title or the heading in the passage's own text that holds a value of the row or paragraph below it."""
    text = proof.passage.found.passage.text
    headings = {fold(heading) for heading in proof.passage.found.passage.headings}
    titles = title_row(proof)
    for start, end in units(text):
        unit = text[start:end]
        if end > proof.start or unproved_values(value, _HEADING_NUMBER.sub("", unit)):
            continue
        if fold(unit) in headings or (unit == titles and _in_its_column(value, claim, unit, widened(proof).text)):
            return Proof(proof.passage, start, end)
    return None


def _in_its_column(value: str, claim: str, titles: str, row: str) -> bool:
    """True when a value of the claim stands in the cell below the column title that holds ``value``: of "2023 | 2024"
    only one is the year of an amount."""
    below = [cell for title, cell in zip(titles.split(" | "), row.split(" | "), strict=False) if value in title]
    return any(len(unproved_values(claim, cell)) < len(unproved_values(claim, "")) for cell in below)


def _saying_the_same(claim: str, passages: list[RankedPassage]) -> list[Proof]:
    """Sentences and rows that say what a claim says, the best first.

    They hold two fifths of its content words themselves, and with their column titles, headings and document name
    seven tenths.
    """
    wanted = _stems(claim)
    found = []
    for passage in passages:
        titles = ""
        for start, end in units(passage.found.passage.text):
            proof = Proof(passage, start, end)
            row = " | " in proof.text
            titles = (titles or proof.text) if row else ""
            own = len(wanted & _stems(proof.text)) / (len(wanted) or 1)
            whole = len(wanted & _stems(f"{context(proof)} {titles}")) / (len(wanted) or 1)
            if own >= _OWN_WORDS and whole >= _ALIKE:
                found.append((own + whole, proof))
    found.sort(key=lambda item: -item[0])
    return [proof for _, proof in found]


def _stems(text: str) -> set[str]:
    """The content words of a text without their endings: enough to see "aérothermes" in "aérotherme"."""
    return {word[: _STEM - 1] + word[_STEM - 1 : _STEM].replace("y", "i") for word in content_words(text)}


def _document_text(proof: Proof, found: list[RankedPassage]) -> str:
    """The proof's document as far as its passages were found, in their order."""
    document = proof.passage.found.passage.document_id
    same = (item.found.passage for item in found if item.found.passage.document_id == document)
    return "\n\n".join(passage.text for passage in sorted(same, key=lambda passage: passage.ordinal))


def _support(claim: str, proof: Proof) -> float:
    """The share of what a claim says that its proof, the headings above it and its column titles say too.

    The words of the document's name, those for its parties and numbers do not count: names are shared by all that a
    document says, and numbers were checked before. 1 where the languages differ, or where nothing else is said.
    """
    found = proof.passage.found
    if detect_language(claim) != found.language:
        return 1.0
    named = senses(" ".join(name for name in _NAME.findall(claim) if fold(name) not in DEFINED_TERMS))
    said = {
        word
        for word in senses(claim)
        - senses(f"{found.title} {document_name(found)}")
        - senses(" ".join(PARTY_TERMS))
        - named
        if not word.isdigit()
    }
    known = senses(" ".join([proof.text, lead_in(proof), title_row(proof), *found.passage.headings]))
    return len(said & known) / len(said) if said else 1.0


def _unknown_names(claim: str, proof: Proof, passages: list[RankedPassage]) -> list[str]:
    """Proper names and defined terms inside a claim that nothing found of its document holds.

    Only where claim and document share a language: "Supplier" for "Fournisseur" is no invention.
    """
    found = proof.passage.found
    if detect_language(claim) != found.language:
        return []
    document = found.passage.document_id
    texts = [item.found.passage.text for item in passages if item.found.passage.document_id == document]
    known = fold(" ".join([context(proof), found.passage.text, *texts]))
    names = ((name, fold(name).strip("'").removesuffix("'s")) for name in _NAME.findall(claim))
    return [name for name, folded in names if folded not in known and folded not in DEFINED_TERMS]
