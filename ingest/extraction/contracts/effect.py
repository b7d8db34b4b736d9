"""From when a contract has effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date

from ingest.extraction.contracts.found import Found, found_at, settled
from ingest.extraction.contracts.opening import Opening
from ingest.extraction.contracts.others import dates_another, names_another
from ingest.extraction.contracts.provisions import Sentence, speaking
from ingest.extraction.contracts.values import unfinished_day

_DEED = (
    r"(?:(?:le|la|les|l'|du|present\w?|cette|this|the|dieser?|der|des)[ ']?)+ ?(?:present\w? )?(?:contrats?|bail"
    r"|accord|avenant|convention|police|protocole"
    r"|engagement|location|licence|abonnement|mission|prestations?|marche|mise a disposition|agreement|contract"
    r"|lease|addendum|amendment"
    r"|deed|letter|term|initial term"
    r"|contract period|vertrag\w*|vereinbarung|mietverhaltnis|arbeitsverhaltnis|memorandum|undertaking|salarie\w?"
    r"|(?:(?!of\b|to\b|this\b|under\b|by\b)[\w&'-]+ ){1,5}?(?:agreement|contract))"
)
_TAKES = (
    r"(?:prend(?:ra)? effet|sort(?:ira)? ses effets|entre(?:ra)? en (?:vigueur|application)|produi(?:t"
    r"|ra) (?:ses )?effets?|debute(?:ra)?"
    r"|commence(?:ra|s)?|court|est conclu\w?"
    r"|est consenti\w?|est engage\w?|est souscri\w+|(?:shall |will )?(?:commence|begin|start|become effective"
    r"|be effective|take effect|come into (?:force|effect|full force)|be(?:come)? (?:valid|binding))s?"
    r"|commences|begins|starts|takes effect|comes into (?:force|effect)|becomes effective|is (?:made )?effective"
    r"|is made and effective|beginnt|tritt)"
)
_STATES = re.compile(
    r"\"(?:[\w-]+ )?(?:term|period)\",? (?:shall )?(?:be|means?|mean)\b[^.;]{0,60}?\b(?:commenc|beginn|start)ing\b|"
    rf"{_DEED}\b[^.;]{{0,140}}?\b{_TAKES}\b|\b(?:date d'(?:effet|entree en vigueur)|prise d'effet|effective date"
    rf"|commencement date|start date|vertragsbeginn)\b ?(?::|est|is|fixee|au|means|the|shall (?:mean|be))"
    rf"|^(?:il|elle) {_TAKES}\b|\b(?:term|initial period|agreement|contract)\b[^.;]{{0,80}}?"
    rf" (?:commencing|beginning)(?: (?:on|as of|from)|(?= the \d))|\beffective (?:as of|from|on)\b"
    r"|^(?:entree en vigueur[ .]*|effet (?:du contrat|de la garantie)|debut (?:de la )?(?:mission|location|prestation)"
    r"|demarrage (?:du service|des prestations|de la prestation)|hire (?:begins|starts)"
    r"|(?:term|hire|service|subscription) (?:start|commencement)(?: date)?|sow effective date) ?[|:]"
    r"|^(?:\d[\d.]*\)? )?(?:with effect from|a compter du)(?= \d)|\b(?:agreement|contract) applies from\b"
    r"|\b(?:contractor|supplier|provider|prestataire|titulaire) (?:starts?|commence|debute) (?:work"
    r"|the services|ses prestations)"
    r"|\b(?:engages|appoints|accepts the (?:engagement|appointment))\b[^.;]{0,140}?\bwith effect from\b"
    r"|\bpour une (?:duree|periode)\b[^.;]{0,80}?\b(?:a compter|a partir|qui commence)\b|\bdu \d[^.;]{4,30} au \d"
)
_TO_DAY = re.compile(
    r"(?:\b(?:le|au|du|des le|on|as of|from|of|am|ab|vom|from and after|depuis|:|is|means|since|date,|effective"
    r"|a compter du|a partir du|commencing|beginning|day of|the)"
    r"|a compter du|a partir du) ?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday"
    r"|wednesday|thursday|friday"
    r"|saturday|sunday) )?$|^$"
)
_NOT_EFFECT = re.compile(
    r"jusqu'?au [^.;]{0,10}$|\b(?:until|through|expir\w*|end(?:s|ing)?|terminat\w*|prior to|before|avant le"
    r"|bis(?: zum)?)\b[^.;]{0,25}$|\bau \d{0,2}$"
)
_BY_SIGNATURE = re.compile(
    r"\b(?:a (?:compter|partir|dater) de|des|a|lors de|a la date de|au jour de) ?(?:la date de )?(?:sa|la"
    r"|leur)(?: derniere)? signature"
    r"|\b(?:upon|on|as of|from) (?:the )?(?:date of )?(?:(?:its|the|their|last|final) ){0,2}(?:date of )?(?:signature"
    r"|execution|signing|acceptance)\b"
    r"|\bdate (?:it is|of) (?:executed|execution|signature|signed)|\b(?:on|as of|from|upon) (?:its date"
    r"|the date (?:hereof|first|of this|above|set forth|written))"
    r"|\b(?:mit|bei) (?:der )?unterzeichnung"
)
_DEFINED = re.compile(
    r"^[ ,]{0,3}\(?(?:the|hereinafter|[\"( ])*? ?(?:the )?\(?\"(?:the )?(?:effective|commencement|start) date\""
    r"|^[ ,]{0,3}(?:a \d{1,2} ?h(?:eures?)?(?: ?\d\d)?, )?date d'effet (?:du|de la|de l'|des)\b"
    r"|^[ ,]{0,3}\(?\"?(?:ci-apres )?\"(?:la )?date d'(?:effet|entree en vigueur)\""
)
_MEANS = re.compile(
    r"\"?(?:effective|commencement|start) date\"?,? (?:means|shall mean|is|shall be|:)|\bdate d'effet ?:"
    r"|effective date:|\b(?:effective|commencement|start) date[ |]*$"
    r"|\b(?:date d'effet|prise d'effet|date de (?:debut|demarrage|prise d'effet)|demarrage(?: (?:du service"
    r"|des prestations|de la prestation))?)[ |:]*$"
)
_ON_LAST_SIGNATURE = re.compile(
    r"date of the last (?:of the )?signatures?\b[^.;]{0,40}\"effective date\""
    r"|\"?(?:effective|commencement) date\"?[ |:]+(?:means )?(?:the )?date of the last signature"
    r"|date d'(?:entree en vigueur|effet)[ |:\"]+(?:est )?(?:la )?date de (?:la )?derniere signature"
)
_MEANT = re.compile(
    r"\W*(?:the )?(?:effective|commencement) date\"? (?:of this agreement )?(?:means|shall mean|is|shall be)\b"
)
_TAKES_SOON = re.compile(rf".{{0,80}}?{_TAKES}")
_UPON = re.compile(r"effective (?:on|upon|immediately|as of|date)|commence (?:on|upon)|take effect|prend effet")
_ON_DEFINED = re.compile(r"(?:on|as of|upon|from) the (?:effective|commencement) date")
_RECITAL = re.compile(
    r"(?:and )?whereas\b|(?:attendu|considerant) que\b|considering that\b|par (?:contrat|acte|convention)\b"
)
_IN_OPENING = re.compile(r"\beffective\b[^;]{0,30}$")
_NOT_DEED = re.compile(
    r"modifi\w* ne|anterieur|prior agreement|each order|purchase order|statement of work|increase|\bfees?\b|\brent\b"
    r"|price|insurance|warranty|garantie|assurance"
)
_OWN = re.compile(
    r"\bthis (?:[\w&'-]+ ){0,8}?\"?(?:agreement|contract|lease|addendum|amendment|deed|licen[cs]e|memorandum"
    r"|undertaking|letter|order)\b|\b(?:the|initial) (?:\"?term|agreement|contract)\b"
)
_ENDS_IT = re.compile(r"\b(?:terminat|cancel|rescind|assign|suspend|withdraw)\w*\b[^.;]{0,60}$")
_AMENDING = frozenset(("avenant", "amendment", "addendum"))
_OF_IT = re.compile(r"\b(?:present avenant|l'avenant|this (?:[\w-]+ ){0,3}(?:amendment|addendum))\b")
_WHOLE = 450
_GATE = (
    "effe",
    "vigueur",
    "commenc",
    "begin",
    "start",
    "debut",
    "compter",
    "du ",
    "applies from",
    "beginnt",
    "tritt",
    "court",
)
_FIGURE = re.compile(r"\d|\bmille\b|\bthousand\b")
_HEREOF = re.compile(r"hereof|first|above|of this|set forth|written")


def effective_date(
    sentences: Sequence[Sentence], opening: Opening | None, signed: Found | None, own: Set[str]
) -> Found | None:
    """The day from which a contract has effect; without a value where the text names no day for it.

    Where a date is defined as the effective date, the place is the date alone, else the sentence. ``own`` are the words
    by which the contract calls itself.
    """
    defined = next(_defined(sentences), None) or next(_unfinished(opening), None)
    if defined is not None:
        return defined
    if signed is not None and any(_ON_LAST_SIGNATURE.search(each.flat) for each in sentences[:60]):
        return signed
    stated = list(_stated(sentences, opening, signed, own))
    with_day = [each for each in stated if each.value is not None]
    if own & _AMENDING:
        # its own day comes before that of the term it gives the contract
        with_day.sort(
            key=lambda each: not any(s.start <= each.start < s.stop and _OF_IT.search(s.flat) for s in sentences)
        )
    return settled(with_day) or next(_effective_as_of(sentences, opening), None) or next(iter(stated), None)


def _unfinished(opening: Opening | None) -> Iterator[Found]:
    """as of the ___ day of May 2014 (the "Effective Date")."""
    blank = unfinished_day(opening.formula) if opening else None
    if opening is not None and blank is not None and _DEFINED.search(opening.formula.flat[blank[1] : blank[1] + 60]):
        yield found_at(None, opening.formula, *blank)


def _defined(sentences: Sequence[Sentence]) -> Iterator[Found]:
    """as of 8 May 2014 (the "Effective Date"); "Commencement Date" means 1 May 2023."""
    names = ("effective date", "commencement date", "start date", "date d'", "date de ", "prise d'effet", "demarrage")
    for each in speaking(sentences, names, _FIGURE):
        for day, start, end in each.days:
            if _DEFINED.search(each.flat[end : end + 60]):
                yield found_at(day, each, start, end)
            elif _MEANS.search(each.flat[max(0, start - 40) : start]):
                yield _of_sentence(day, each, end)


def _effective_as_of(sentences: Sequence[Sentence], opening: Opening | None) -> Iterator[Found]:
    """This Agreement, effective as of 8 May 2014, is made between …"""
    if opening is None:
        return
    for each in sentences[opening.formula.number : opening.formula.number + 3]:
        for day, start, end in each.days:
            before = each.flat[:start]
            if _IN_OPENING.search(before) and (each is opening.formula or _is_own(before)):
                yield found_at(day, each, start, end)


def _stated(
    sentences: Sequence[Sentence], opening: Opening | None, signed: Found | None, own: Set[str]
) -> Iterator[Found]:
    formula = opening and opening.formula
    for each in speaking(sentences, _GATE, _STATES):
        if _RECITAL.match(each.flat):
            continue
        stated = _STATES.search(each.flat)
        if stated is None or _NOT_DEED.search(each.flat[: stated.end()]) or not _is_subject(each.flat, stated.start()):
            continue
        if each is not formula and _of_another(each.flat, stated, own):
            continue
        day = _day_after(each, stated.start() if each.flat.startswith("du ", stated.start()) else stated.end())
        if day is not None:
            yield found_at(day[0], each, *day[1:]) if each is formula else _of_sentence(day[0], each, day[2])
        elif by := _BY_SIGNATURE.search(each.flat, stated.start(), min(len(each.flat), stated.end() + 90)):
            if signed is not None and _HEREOF.search(by[0]):
                yield signed
            else:
                yield _of_sentence(signed.value if signed else None, each, by.end())
        elif _MEANT.match(each.flat) or (_by_event(each.flat[stated.start() :]) and not _ON_DEFINED.search(each.flat)):
            yield _of_sentence(None, each, len(each.text))


def _of_another(flat: str, stated: re.Match[str], own: Set[str]) -> bool:
    """Whether it is another contract that takes effect, or a part, an act or an end of this one."""
    if names_another(flat, stated.start(), own):
        return True
    if not stated[0].startswith("effective "):
        return False
    before = flat[: stated.start()]
    return before.strip(" ,\"'(") != "" and not _is_own(before)


def _is_own(before: str) -> bool:
    """Whether what is "effective as of" is named as this contract, and not as one that ends then."""
    return _OWN.search(before) is not None and _ENDS_IT.search(before) is None


def _by_event(stated: str) -> bool:
    """Whether something takes effect by what happens, not on a day: "shall take effect upon delivery"."""
    return _TAKES_SOON.match(stated) is not None and _UPON.search(stated) is not None


def _is_subject(flat: str, start: int) -> bool:
    """Whether what takes effect is the contract itself, not its amendment, its end or a notice under it."""
    before = flat[max(0, start - 60) : start].rstrip()
    if start and re.search(r"\b(?:of|to|under|terminate|with|by|in|any|no|each|notice|du|de|a|au|sous)$", before):
        return re.search(r"\b(?:terms?|duration|duree|date d'effet|effet) (?:of|du|de)$", before) is not None
    return start < 160


def _day_after(sentence: Sentence, at: int) -> tuple[date, int, int] | None:
    for day, start, end in sentence.days:
        before = sentence.flat[max(0, start - 40) : start]
        if dates_another(sentence.flat[max(0, start - 80) : start]):
            continue
        if start >= at and start - at < 220 and _TO_DAY.search(before) and not _NOT_EFFECT.search(before):
            return day, start, end
    return None


def _of_sentence(value: date | None, sentence: Sentence, end: int) -> Found:
    """The sentence; of a long one the part up to what it says of the beginning."""
    return found_at(value, sentence, 0, len(sentence.text) if len(sentence.text) <= _WHOLE else end)
