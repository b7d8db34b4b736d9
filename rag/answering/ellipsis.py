"""Follow-up questions completed by rules, in French and English: "et pour Ascensia ?", "what about June?".

The rules move words that the asker wrote, they write none of their own; where they are not sure they say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.mentions import KIND, KINDS, Mention, mentions
from rag.language import content_words, fold, fold_with_offsets, words

_OPENER = re.compile(
    r"^(?:(?:et|mais|ok|bon|alors|and|but|so|then)\b[\s,]*)*"
    r"(?:(?:what|how) about\b|qu['’]en est[- ]il\b|(?:m[êe]me question|idem|pareil|same question|same|ditto)\b)?"
    r"[\s,:]*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:quel(?:le)?s?|qui|que|qu|quoi|combien|quand|ou|comment|pourquoi|est-ce|lequel|laquelle|y a-t-il|"
    r"\w+-(?:t-)?(?:il|elle|on|ils|elles|nous)|what|who|whom|whose|which|when|where|how|why|does|do|did|is|are|was|"
    r"can|could|must|will|shall|should|has|have|donne|indique|cite|give|tell|list)\b"
)
_POINTING = re.compile(
    r"\b(?:celui|celle|ceux|celles|son|sa|ses|leur|leurs)\b|\b(?:le|la|les) memes?\b|\bl'autre\b|\bles autres\b|"
    r"\b(?:ce|cet|cette|ces) (?!que\b|qui\b|sont\b)\w+|-(?:t-)?(?:il|elle|ils|elles)\b|\b(?:il|elle|ils|elles)\b|"
    r"\b(?:it|its|their|they|them|these|those)\b|\bthe (?:same|other)\b|\b(?:this|that) \w+(?= |$)"
)
"""Words that point to something said before."""
_IMPERSONAL = re.compile(
    r"\b(?:faut|s'agit|y a-t|existe-t|est)-il\b|\bil (?:faut|y a|existe|est possible)\b|"
    r"\bis it (?:possible|allowed|necessary)\b|\bit takes?\b|\bthat (?:the|an?|we|one)\b"
)
_OTHER = re.compile(r"\b(?:l['’]autre|les autres|the other(?: one)?)\b", re.IGNORECASE)
_GENERIC_LIST = """
prestataire fournisseur societe entreprise partie client annee mois exercice trimestre document meme supplier provider
vendor company party customer year month quarter document one same
"""
_GENERIC = frozenset(_GENERIC_LIST.split())
_TOWARDS = r"(?:pour |dans |sur |chez |for |in |of )?"
_DETERMINER = r"(?:de la |de l['’]|du |des |de |d['’]|à la |à l['’]|au |aux |le |la |les |l['’]|the |an? |un |une )?"
_OTHER_DOCUMENT = re.compile(rf"{_TOWARDS}{_DETERMINER}(?P<what>.*)$", re.IGNORECASE)
_ARTICLE = re.compile(rf"{_TOWARDS}(le |la |les |l['’])", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:(?P<of>de la |de l['’]|du |des |de |d['’])|(?P<to>à la |à l['’]|au |aux )|le |la |les |l['’])$"
)
_NUMBERED = re.compile(r"\b(?:n°|no\.?|numéro|number|ref\.?|réf\.?)\s*$", re.IGNORECASE)
_ENGLISH_BEFORE = re.compile(r"\b(?:the|an?|our|this) (?P<words>(?:(?!(?:of|to|for|in|on) )[a-z]+ ){1,2})$")
"""What describes an English document stands before it: "the truck rental contract"."""
_GAP = 5
_BEFORE = 2
_LONG = 5


@dataclass(frozen=True, slots=True)
class Completed:
    """A completed question, and whether the rules are sure that it is what was meant."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a question is about: its document, by kind and name, at ``[start, end)``."""

    text: str
    start: int
    end: int
    named: bool


def stands_alone(question: str) -> bool:
    """True for a question that needs no other to be understood: it asks in full and names what it is about, or says
    enough, and points to nothing said before."""
    plain = fold(question)
    body = fold(_remainder(question))
    if not _ASKS.search(body):
        return False
    if any(mention.kind != "date" and not mention.acronym for mention in mentions(question)):
        return _OTHER.search(question) is None
    if _POINTING.search(_IMPERSONAL.sub("", plain)):
        return False
    described = KIND.search(plain)
    complement = described is not None and re.match(r" (?:de |d'|of |for )\w", plain[described.end() :]) is not None
    return complement or len(content_words(body)) > _LONG


def complete(question: str, before: Sequence[str], titles: Sequence[str]) -> Completed | None:
    """A follow-up as a question that stands by itself, or None where no rule fits.

    ``before`` are the conversation's questions so far, each standing by itself, the last one last; ``titles`` those of
    the documents that answered them.
    """
    last = before[-1]
    rest = _remainder(question)
    if _OTHER.search(rest):
        return _with_the_other(rest, before, titles)
    if _ASKS.search(fold(rest)):
        return _about(question, last, sure=_POINTING.search(fold(question)) is not None)
    new = mentions(rest)
    unsaid = [word for word in content_words(_without(rest, new)) if word not in _GENERIC]
    kinds = [word for word in unsaid if word in KINDS]
    if (kinds and len(kinds) < len(unsaid)) or (kinds and any(mention.kind != "date" for mention in new)):
        return _of_the_document(rest, last) or _about(question, last, sure=False)
    if new and len(kinds) == len(unsaid):
        return _with_the_new(rest, new, last)
    if any(mention.kind == "name" for mention in new):
        return Completed(question, sure=False)
    # One bare word may be an aspect ("durée ?") or a name in small letters ("ascensia ?").
    return _about(question, last, sure=not kinds and len(rest.split()) > 1)


def _remainder(question: str) -> str:
    return question[_OPENER.match(question).end() :].strip().rstrip("?!. \u00a0\u202f")  # type: ignore[union-attr]


def _without(text: str, found: Sequence[Mention]) -> str:
    for mention in reversed(found):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _with_the_new(rest: str, new: Sequence[Mention], last: str) -> Completed | None:
    """The last question with each new name, identifier or date in the place of the old one of its kind."""
    old = mentions(last)
    changes: list[tuple[Mention, str]] = []
    for mention in new:
        there = [one for one in old if one.kind == mention.kind]
        if len({fold(one.text) for one in there}) > 1 or sum(one.kind == mention.kind for one in new) > 1:
            return Completed(f"{last} {rest}".strip(), sure=False)
        if not there:
            return _joined(last, rest, new, old)
        for one in there:
            replacement = _date_for(one, mention) if mention.kind == "date" else mention.text
            if replacement is None:
                return Completed(f"{last} {rest}".strip(), sure=False)
            changes.append((one, replacement))
    if not any(mention.kind == "identifier" for mention in new):
        # The number of the other party's contract, or of another month's invoice, is not this one's.
        changes += [(one, "") for one in old if one.kind == "identifier"]
    text = last
    for one, replacement in sorted(changes, key=lambda change: -change[0].start):
        text = _replaced(text, one.start, one.end, replacement)
    return Completed(text, sure=True)


def _joined(last: str, rest: str, new: Sequence[Mention], old: Sequence[Mention]) -> Completed:
    """The last question, which has no such thing, with the follow-up's words at its end; an identifier takes the
    place of what named the document."""
    topic = _topic(last)
    if new[0].kind == "identifier" and topic is not None and topic.named:
        kind = KIND.search(fold(topic.text))
        words_kept = f"{topic.text[: kind.end()]} {new[0].text}" if kind and kind.start() == 0 else new[0].text
        return Completed(_replaced(last, topic.start, topic.end, words_kept), sure=True)
    numbers = [one for one in old if one.kind == "identifier"] if new[0].kind == "name" else []
    for one in reversed(numbers):
        last = _replaced(last, one.start, one.end, "")
    body = last.rstrip("?!. \u00a0\u202f")
    return Completed(f"{body} {rest}{last[len(body) :]}", sure=not numbers)


def _date_for(old: Mention, new: Mention) -> str | None:
    """The date that a new one makes of an old one; None where nobody can tell."""
    if old.grain == new.grain or new.grain in ("month of a year", "whole"):
        return new.text
    if old.grain != "month of a year":
        return None
    if new.grain == "year":
        return re.sub(r"[0-9]{4}", new.text, old.text) if re.search(r"[0-9]{4}$", old.text) else None
    year = re.search(r"[0-9]{4}$", old.text)
    return f"{new.text} {year[0]}" if year else None


def _of_the_document(rest: str, last: str) -> Completed | None:
    """The last question asked of another document: "et le bail des Hangars ?", "and the invoice FA-2024-0317?"."""
    old = _topic(last)
    match = _OTHER_DOCUMENT.match(rest)
    if old is None or match is None or KIND.search(fold(old.text)) is None:
        return None
    return Completed(_replaced(last, old.start, old.end, match["what"], _article(rest)), sure=True)


def _with_the_other(rest: str, before: Sequence[str], titles: Sequence[str]) -> Completed | None:
    """The last question about the other party of the conversation, or the other document, if there is just one."""
    last = before[-1]
    if len([word for word in content_words(_OTHER.sub("", rest)) if word not in _GENERIC | KINDS]) > 0:
        return None
    named = {fold(one.text): one for one in mentions(last) if one.kind == "name"}
    others = {
        fold(one.text): one.text
        for question in before[:-1]
        for one in mentions(question)
        if one.kind == "name" and fold(one.text) not in named
    }
    if len(others) == 1 and len(named) == 1:
        return _with_the_new("", [Mention("name", next(iter(others.values())), 0, 0)], last)
    known = {word for name in named for word in words(name)}
    elsewhere = {fold(title): title for title in titles if not known & set(words(title))}
    topic = _topic(last)
    if others or topic is None or len(elsewhere) != 1:
        return None
    return Completed(_replaced(last, topic.start, topic.end, next(iter(elsewhere.values()))), sure=False)


def _about(question: str, last: str, *, sure: bool) -> Completed | None:
    """The follow-up with the last question's topic in brackets."""
    topic = _topic(last)
    if topic is None:
        return None
    body = question.rstrip("?!. \u00a0\u202f")
    return Completed(f"{body} ({topic.text}){question[len(body) :]}", sure=sure)


def _topic(question: str) -> _Topic | None:
    """The document that a question is about: the kind of document and the names around it, or the names alone."""
    found = mentions(question)
    plain, offsets = fold_with_offsets(question)
    kinds = [(offsets[kind.start()], offsets[kind.end() - 1] + 1) for kind in KIND.finditer(plain)]
    for kind in kinds:
        start, end = kind
        for mention in found:
            between = question[end : mention.start]
            if mention.start >= end and len(between.split()) <= _GAP and not re.search(r"[,;:()?!]", between):
                end = mention.end
        if described := _ENGLISH_BEFORE.search(question[:start]):
            start = described.start("words")
        for mention in reversed(found):
            between = question[mention.end : start]
            close = mention.end <= start and len(between.split()) <= _BEFORE and not re.search(r"[,;:()?!]", between)
            if close and mention.kind == "name":
                start = mention.start
        if (start, end) != kind:
            return _Topic(question[start:end], start, end, named=True)
    if found:
        start, end = found[0].start, found[-1].end
        text = question[start:end] if len(question[start:end].split()) <= 2 * _GAP else ", ".join(m.text for m in found)
        return _Topic(text, start, end, named=True)
    if len(kinds) == 1:
        [(start, end)] = kinds
        complement = re.match(r"(?: (?:de |d['’]|of |for )[\w'’-]+){0,2}", question[end:])
        end += complement.end() if complement else 0
        return _Topic(question[start:end], start, end, named=False)
    return None


def _article(rest: str) -> str:
    match = _ARTICLE.match(rest)
    return match[1].lower() if match else ""


def _replaced(text: str, start: int, end: int, new: str, article: str = "") -> str:
    """The text with other words at ``[start, end)``; in French the words before are fitted to them."""
    before, after = text[:start], text[end:]
    if not new:
        joined = f"{_NUMBERED.sub('', before).rstrip()} {after.lstrip()}".rstrip()
        return re.sub(r" (?=[,)])", "", joined)
    held = _HELD.search(before) if article else None
    if held:
        before = before[: held.start()] + _contracted("de" if held["of"] else "à" if held["to"] else "", article)
    if fold(new)[:1] in "aeiouy":
        before = re.sub(r"\bde $", "d’" if "’" in text else "d'", before)
    else:
        before = re.sub(r"\bd['’]$", "de ", before)
    return before + new + after


def _contracted(preposition: str, article: str) -> str:
    """ "de" and "le" are "du", "à" and "les" are "aux"."""
    if not preposition:
        return article
    contracted = {"dele ": "du ", "deles ": "des ", "àle ": "au ", "àles ": "aux "}
    return contracted.get(preposition + article, f"{preposition} {article}")
