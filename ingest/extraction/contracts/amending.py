"""Which contract an amendment changes, and which of its articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.flattening import Stretch
from ingest.extraction.contracts.found import Found
from ingest.extraction.contracts.provisions import Sentence
from ingest.extraction.contracts.values import days
from ingest.parsing.document import ParsedDocument
from rag.domain.contract import Amends
from rag.language import changes_wording

_HEAD = 4_000
_IS_ONE = re.compile(
    r"\b(?:avenant|addendum|nachtrag)\b|\b(?:first|second|third|fourth|fifth|\d(?:st|nd|rd|th))? ?amendment (?:no\.?"
    r"|number|n°|#|to|agreement|[ivx\d])|^amendment\b"
)
_AMENDED = re.compile(
    r"\b(?:avenant|addendum|amendment|nachtrag)\b(?: (?:n ?°|no\.?|number|nr\.?|#)? ?(?:\d{1,3}|[ivx]{1,4}|one|two"
    r"|three|un|deux|trois)\b)?[ :,-]*(?:au|a la|a l'|aux|to(?: the| that certain)?|zum)[ ']?(?P<title>[^;]{4,200})"
)
_TITLE = re.compile(
    r"(?P<title>(?:contrat|bail|convention|accord|police|marche|protocole)\b(?: (?!du \d|en date|signe|conclu|date\b"
    r"|entre\b|n ?°|numero|portant|reference|le \d)[^\s.,;:()]+){0,8}"
    r"|(?:[\w&'/-]+ ){0,8}?(?:agreement|contract|lease|mietvertrag|vertrag)\b)"
)
_NUMBER = re.compile(
    r"(?:n ?°|n[or]\.|no |number|numero|reference|ref\.?|nr\.?) ?:? ?(?P<number>[a-z0-9][\w./-]*\d[\w/-]*|\d+)"
)
_BY = re.compile(
    r"\bpar (?:un )?(?:contrat|bail|acte|convention|accord)\b|\b(?:parties|they) (?:are parties to"
    r"|(?:have )?(?:previously )?(?:entered|signed|concluded|executed))|\b(?:contrat|bail|convention|agreement) (?:n°"
    r"|du|signe|conclu|dated|of)"
)
_ARTICLE = re.compile(
    r"\b(?:l'|les |des |aux |de l'|a l')?(?:articles?|clauses?|sections?|paragraphs?|paragraphes?|art\.|ziffer"
    r"|§) (?P<numbers>\d{1,3}(?:\.\d{1,3})*(?:(?:,| et| and| ou|;) ?(?:l'article |section )?\d{1,3}(?:\.\d{1,3})*)*)"
)
_ONE = re.compile(r"\d{1,3}(?:\.\d{1,3})*")


def amended(parsed: ParsedDocument, sentences: Sequence[Sentence], title: Found | None) -> Found | None:
    """The contract that an amendment changes; None for a contract that amends none."""
    head = Stretch(parsed.text, 0, min(len(parsed.text), _HEAD)) if parsed.text else None
    if head is None or title is None or not _IS_ONE.search(Stretch(parsed.text, title.start, title.end).flat + " "):
        return None
    named = _AMENDED.search(head.flat)
    start, end = named.span("title") if named else (0, 0)
    recital = next((each for each in sentences if _BY.search(each.flat)), None)
    about = [_line(parsed.text, *head.place(start, end))] if named else []
    about += [recital] if recital is not None else []
    if not about:
        return Found(Amends(articles=tuple(_articles(sentences))), title.start, title.end)
    called = next(
        (each.text[slice(*match.span("title"))] for each in about if (match := _TITLE.search(each.flat))), None
    )
    number = next(
        (each.text[slice(*match.span("number"))] for each in about if (match := _NUMBER.search(each.flat))), None
    )
    signed = next((found[0] for each in about for found in days(each)), None)
    value = Amends(title=called, number=number, signed=signed, articles=tuple(_articles(sentences)))
    return Found(value, about[0].start, about[0].end)


def _line(text: str, start: int, end: int) -> Stretch:
    """The stretch as far as its own paragraph goes."""
    stop = text.find("\n\n", start, end)
    return Stretch(text, start, end if stop < 0 else stop)


def _articles(sentences: Sequence[Sentence]) -> Iterator[str]:
    """The articles that the amendment rewrites, in order, each once."""
    seen: set[str] = set()
    for each in sentences:
        if not each.has("articl", "clause", "section", "paragraph", "art.", "ziffer", "§"):
            continue
        if not changes_wording(each.flat):
            continue
        for match in _ARTICLE.finditer(each.flat):
            after = each.flat[match.end() : match.end() + 30]
            if re.match(r",? (?:du present|of this|ci-dessus|ci-dessous|above|below)", after):
                continue
            for number in _ONE.findall(match["numbers"]):
                if number not in seen:
                    seen.add(number)
                    yield number
            break
