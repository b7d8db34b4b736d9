"""When a contract was signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.extraction.contracts.flattening import Stretch
from ingest.extraction.contracts.found import Found, found_at, settled
from ingest.extraction.contracts.opening import Opening
from ingest.extraction.contracts.provisions import Sentence, speaking
from ingest.extraction.contracts.values import days, unfinished_day
from rag.language.dates import find_dates

_DONE = re.compile(
    r"\bfait (?:et signe )?(?:a|en) .{0,80}$|^fait .{0,80}$|\b(?:date de (?:la )?signature"
    r"|signe\w* (?:electroniquement )?(?:a .{1,40} )?le|"
    r"conclu\w? (?:a .{1,40} )?le|passe\w? le|etabli\w? (?:a .{1,60} )?le|en date du|unterzeichnet am"
    r"|ort, datum|datum) ?[:|]? ?$|, den $"
)
_OTHERS = re.compile(
    r"\bpar (?:contrat|acte|convention|avenant)\b|\b(?:une?|cet?t?e?) (?:contrat|convention|accord|lettre"
    r"|protocole|avenant"
    r"|acte|promesse|courrier|procuration)\b|\bdu contrat\b .{0,60}signe|\bau contrat\b|anterieur"
)
_MADE = re.compile(
    r"\b(?:dated?|made|entered into|executed|effective|concluded|signed|agreement|addendum|contract|on|this|as of"
    r"|amended|begins?"
    r"|by and between|day of|the)\b[^;]{0,80}$|^\W*$"
)
_PRIOR = re.compile(
    r"\b(?:amend(?:s|ing|ed by)|supplement(?:s|ing)|pursuant to|under|that certain|previous\w*|prior|certain"
    r"|originally|following|held|meeting)\b[^;]{0,90}$|\b(?:commencing|terminating|expiring|ending|until|through)\b[^;]{0,25}$"
)
_SIGNED = re.compile(r"in witness|executed|signed|as of the (?:date|day)|dated|date:?")
_PLACE = re.compile(r"(?:.*[.;:] )?\W*(?:a |en )?[a-z][a-z' -]{1,40}, (?:le|den|on)(?: the)? ?")
_SIGNATURES = re.compile(
    r"\bsigne\w* electroniquement\b|\bsigned (?:for|by)\b|\bfor and on behalf\b|\bsignatures?\b"
    r"|^pour (?:le|la|l') ?\w+ ?:"
)
_DATE_LABEL = re.compile(
    r"(?<!termination )(?<!effective )(?<!commencement )(?<!expiry )(?<!expiration )(?<!start )(?<!end )(?<!due )"
    r"\bdate ?: ?(?:the )?(?:\d|[a-z]{3,9} \d)"
)
_OF_A_LAW = re.compile(
    r"\b(?:lois?|decret|ordonnance|arrete|reglement|act|regulations?)(?: n[°o.]* ?\S{1,20})? (?:du|of) (?:the )?$"
)
_AT_A_PLACE = re.compile(r"\W*[a-z][a-z' -]{2,25}, \d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}\b")
_THE_YEAR = re.compile(r"\W*l'an (?P<year>[a-z0-9 -]{4,40}?),? (?:et )?le (?P<day>[a-z0-9 -]{5,25}?)(?=[,.:]|$)")
_TWO_DAYS = re.compile(r"^[^\n]{6,80}(?: {3,}|\t| \| )[^\n]{6,80}$", re.MULTILINE)
_NO_SMALL = re.compile(r"\b(?!(?:le|date|dated|on|the|fait|signe|am|den|du|day|of)\b)[a-z]{2,}")
_EARLY = 0.3
_LATE = 0.6
_HEAD = 3_000
_FIGURE = re.compile(r"\d|\bmille\b")


def signature_date(sentences: Sequence[Sentence], opening: Opening | None) -> Found | None:
    """The day on which the contract says that it was made, the words of the date alone."""
    return (
        next(_notarial(sentences), None)
        or settled(_done(sentences))
        or next(_dated_as_of(opening), None)
        or _side_by_side(sentences)
        or next(_made(sentences, opening), None)
        or next(_headed(sentences, opening), None)
        or next(_witnessed(sentences), None)
        or next(_placed(sentences), None)
        or _last_to_sign(sentences)
    )


def _done(sentences: Sequence[Sentence]) -> Iterator[Found]:
    """Fait à Lyon, le 5 mars 2024; Le contrat est signé le 8 janvier 2024."""
    words = ("fait ", "signe", "signature", "conclu", "en date", "etabli", "passe", "den ", "unterzeichnet")
    for each in speaking(reversed(sentences), words, _FIGURE):
        for day, start, end in each.days:
            before = each.flat[max(0, start - 120) : start]
            if _DONE.search(before) and not _OTHERS.search(each.flat[:start]):
                yield found_at(day, each, start, end)


def _dated_as_of(opening: Opening | None) -> Iterator[Found]:
    """This Agreement is dated as of 8 May 2014, in the sentence that opens it."""
    if opening is not None and opening.is_formula:
        for day, start, end in opening.formula.days:
            before = opening.formula.flat[max(0, start - 110) : start]
            if _MADE.search(before) and not _PRIOR.search(before):
                yield found_at(day, opening.formula, start, end)


def _side_by_side(sentences: Sequence[Sentence]) -> Found | None:
    """Two days and nothing else in a line, one under each signature: "Le 9 février 2024    Le 12 février 2024"; the
    later, for a contract is made when the last has signed."""
    if not sentences:
        return None
    source = sentences[0].source
    for match in _TWO_DAYS.finditer(source, int(_EARLY * len(source))):
        line = Stretch(source, *match.span())
        found = days(line)
        rest = line.flat
        for _, start, end in reversed(found):
            rest = f"{rest[:start]} {rest[end:]}"
        if len(found) == 2 and not _NO_SMALL.search(rest):
            day, start, end = max(found)
            return found_at(day, line, start, end)
    return None


def _notarial(sentences: Sequence[Sentence]) -> Iterator[Found]:
    """L'an deux mille vingt-trois, le onze juillet."""
    for each in sentences[:12]:
        match = _THE_YEAR.match(each.flat)
        if match is None:
            continue
        day = next(iter(find_dates(f"{match['day']} {match['year']}")), None)
        if day is not None and day.month is not None and day.day is not None:
            yield found_at(date(day.year, day.month, day.day), each, *match.span())


def _made(sentences: Sequence[Sentence], opening: Opening | None) -> Iterator[Found]:
    """This Agreement is made as of 8 May 2014."""
    if opening is None:
        return
    near = [each for each in sentences[opening.formula.number :] if each.start < max(opening.end, opening.formula.stop)]
    for each in near[:12]:
        for day, start, end in each.days:
            before = each.flat[max(0, start - 110) : start]
            if _MADE.search(before) and not _PRIOR.search(before):
                yield found_at(day, each, start, end)
    blank = unfinished_day(opening.formula)
    if blank is not None:
        yield found_at(None, opening.formula, *blank)


def _headed(sentences: Sequence[Sentence], opening: Opening | None) -> Iterator[Found]:
    """Dated as of 8 May 2014, on the cover."""
    for each in sentences[:40]:
        if each.start > (opening.end if opening else _HEAD):
            return
        for day, start, end in each.days:
            if (
                start < 160
                and len(each.text) < 400
                and not each.has(" shall ")
                and not _PRIOR.search(each.flat[:start])
                and "source" not in each.flat
                and not _OF_A_LAW.search(each.flat[:start])
            ):
                yield found_at(day, each, start, end)


def _placed(sentences: Sequence[Sentence]) -> Iterator[Found]:
    """Genève, le 8 juillet 2021, above the signatures."""
    for each in reversed(sentences):
        if each.start < _LATE * sentences[-1].stop:
            return
        for day, start, end in each.days:
            if _PLACE.fullmatch(each.flat[:start]):
                yield found_at(day, each, start, end)


def _last_to_sign(sentences: Sequence[Sentence]) -> Found | None:
    """Of the days beside the signatures the last: a contract is made when the last has signed."""
    late = [each for each in sentences if each.start >= _LATE * sentences[-1].stop]
    begins = next(
        (
            number
            for number, each in enumerate(late)
            if _SIGNATURES.search(each.flat) or _SIGNATURES.search(each.heading) or _AT_A_PLACE.match(each.flat)
        ),
        None,
    )
    if begins is None:
        begins = next((number for number, each in enumerate(late) if _DATE_LABEL.search(each.flat)), None)
    if begins is None:
        return None
    found = [(day, each, start, end) for each in late[begins:] for day, start, end in each.days]
    if not found:
        return None
    day, each, start, end = max(found, key=lambda one: one[0])
    return found_at(day, each, start, end)


def _witnessed(sentences: Sequence[Sentence]) -> Iterator[Found]:
    """In witness whereof the parties have executed this Agreement on 8 May 2014."""
    for each in sentences:
        if each.has("witness whereof", "executed this", "signed this", "have signed"):
            for day, start, end in each.days:
                if _SIGNED.search(each.flat[:start]):
                    yield found_at(day, each, start, end)
