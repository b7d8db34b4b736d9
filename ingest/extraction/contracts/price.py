"""What is paid, for what span, and how the price is revised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.found import Facts, Found, found_at
from ingest.extraction.contracts.provisions import Sentence, speaking
from ingest.extraction.contracts.values import rhythms
from rag.domain.duration import Duration
from rag.language.numbers import Number, find_numbers
from rag.language.units import CURRENCIES

_NOUN = (
    r"(?:prix|redevance|loyer|forfait|honoraires|abonnement|remuneration|salaire|prime|cotisation|montant (?:annuel"
    r"|mensuel|forfaitaire|total|du (?:contrat|marche))|tarif|cout annuel|participation"
    r"|fees?|rent|price|charges?|consideration|retainer|premium|salary|subscription|compensation|vergutung|miete"
    r"|entgelt|preis|gehalt)"
)
_STATES = re.compile(
    rf"\b{_NOUN}\b(?P<between>[^.;]{{0,140}}?)(?:\b(?:de|d'un montant de|s'eleve\w* (?:a|a la somme de)"
    rf"|est (?:\w+ )?fixe\w* (?:a|a la somme de)|est de|sera de|porte\w* de [^.;]{{3,40}}? a|s'etablit a|:|,? soit|of"
    rf"|is|shall be|will be|amounts? to|set at|fixed at|equal to|betragt|von)) ?"
    r"(?:la somme (?:\w+ )*de |a |an amount of |the sum of |approximately |up to )?$"
)
_PAYS = re.compile(
    r"\b(?:verse\w*|paye\w*|regle\w*|percoit|percevra|facture\w*|moyennant|pay\w*|zahlt)\b(?P<between>[^.;]{0,80}?)$"
)
_FIGURE = re.compile(r"\d|\b(?:mille|cents?|hundred|thousand)\b")
_ADJECTIVE = 25
_HEADED = re.compile(
    r"\b(?:prix|loyer|redevance|remuneration|conditions financieres|tarifs?|honoraires|montant|salaire|prime"
    r"|cotisation|fees?|price|rent|payment|compensation|consideration|charges|vergutung|miete|preis)\b"
)
_OTHER = re.compile(
    r"penalit|indemnit|depot de garantie|caution|plafon|responsabilit|dommage|franchise|amende|capital de|frais"
    r"|provision|acompte|remise|rabais|avoir|retard|majoration|deplacement|heure supplementaire|clause penale"
    r"|sinistre|valeur"
    r"|penalt|liquidated|deposit|liabilit|damages|insurance|late|interest|rebate|discount|reimburs|expenses|per claim"
    r"|capital stock|par value|minimum order|shortfall|per share|bonus|handling|option|purchase price of|exceed"
    r"|kaution|strafe"
)
_HOURLY = re.compile(
    r"^ ?(?:€|eur|euros?|\$)? ?(?:h\.?t\.?|hors taxes?|ttc)?,? ?(?:par (?:an|mois|trimestre) et )?(?:(?:par|per|each"
    r"|pro) |/ ?|l'|la |le )"
    r"(?!an\b|annee|annum|ans\b|mois|trimestr|semestr|semaine|year|month|quarter|week|period|virement|avance|cheque"
    r"|prelevement|quart|jahr|monat)[a-z]"
)
_REVISED = re.compile(
    r"\b(?:revis\w+|index\w+|reajust\w+|actualis\w+|revalori\w+|reevalu\w+)\b|\b(?:price|fee|rent|rate)s? (?:review"
    r"|adjust\w*|increase)|\b(?:adjusted|reviewed|increased)\b[^.;]{0,80}?\b(?:annually|each year|index|cpi"
    r"|by reference)|\bpreisanpassung|\bwertsicherung"
)
_PRICE_NOUN = re.compile(rf"\b(?:{_NOUN[3:-1]})s?\b|\bils\b|\belles?\b|\bthey\b")
_REVISION_HEAD = re.compile(
    r"revision|indexation|price review|price adjust|adjustment of|prix ferme|revalorisation|clause d'echelle"
    r"|preisanpassung"
)
_LIMITS = re.compile(
    r"hausse|variation|augmentation|plafonn|limit|depasser|exceder|review may|increase may|more than|not exceed"
    r"|a la hausse comme"
)
_NOT_REVISION = re.compile(
    r"penalit|qualite|services? review|works? review|peer|revision du contrat|reviewed and|revise the (?:agreement"
    r"|schedule)"
)


def price_facts(sentences: Sequence[Sentence]) -> Facts:
    """``price`` with ``currency`` and ``price_per``, and the words of ``price_revision``."""
    facts: dict[str, Found] = {}
    stated = sorted(_stated(sentences), key=lambda each: -each[0])
    if stated:
        score, amount, per, sentence = stated[0]
        rivals = {(other.value, other.unit) for rank, other, span, _ in stated if rank == score and span == per}
        place = found_at(None, sentence)
        doubtful = len(rivals) > 1
        facts["price"] = Found(amount.value, place.start, place.end, doubtful)
        facts["currency"] = Found(amount.unit, place.start, place.end, doubtful)
        if per is not None:
            facts["price_per"] = Found(per, place.start, place.end, doubtful)
    revision = _revision(sentences)
    return facts if revision is None else facts | {"price_revision": revision}


def _stated(sentences: Sequence[Sentence]) -> Iterator[tuple[int, Number, Duration | None, Sentence]]:
    """How surely a sentence states the price, the amount, the span it pays for, and the sentence."""
    for each in speaking(sentences, ("€", "eur", "$", "£", "usd", "gbp", "chf", "dollar", "pound"), _FIGURE):
        amounts = [number for number in find_numbers(each.text) if number.unit in CURRENCIES and number.value > 0]
        for place, amount in enumerate(amounts):
            before = each.flat[: amount.start]
            nouns = list(re.finditer(rf"\b{_NOUN}\b", before[-220:]))
            noun = nouns[-1] if nouns else None
            begins = max(0, len(before) - 220) + noun.start() if noun else 0
            told = _STATES.search(before[begins:]) if noun else None
            headed = _HEADED.search(each.heading) is not None
            if told is None and not (headed and _PAYS.search(before[-120:])):
                continue
            if _OTHER.search(each.flat[max(0, begins - 60) : amount.start]) or _HOURLY.match(
                each.flat[amount.end : amount.end + 40]
            ):
                continue
            if len(amounts) > place + 1 and re.search(r"\bporte\w* de$|\bfrom$", before.rstrip()):
                continue
            per = _per(each, begins, amount)
            score = 3 * (told is not None) + 2 * headed + 2 * (per is not None) - place
            if score >= 4:
                yield score, amount, per, each
            break


def _per(sentence: Sentence, since: int, amount: Number) -> Duration | None:
    """The span that an amount pays for: named between the noun and the amount, or right after it."""
    for span, start, _ in rhythms(sentence):
        if since - _ADJECTIVE <= start < amount.start or amount.end <= start <= amount.end + 40:
            return span
    for span, start, _ in sentence.spans:
        if amount.end <= start <= amount.end + 30 and re.search(
            r"\b(?:par|per|pour|every|each|tous les) ?(?:periode de |period of )?$", sentence.flat[:start]
        ):
            return span
    return None


def _revision(sentences: Sequence[Sentence]) -> Found | None:
    """The words on how prices change, with the sentences beside them that bound the change."""
    for place, each in enumerate(sentences):
        if not each.has(
            "revis",
            "index",
            "reajust",
            "actualis",
            "reevalu",
            "review",
            "adjust",
            "increase",
            "revalor",
            "anpassung",
            "ferme",
        ):
            continue
        if not _tells_revision(each):
            continue
        last = each
        for following in sentences[place + 1 : place + 4]:
            if (following.article or "").partition(".")[0] != (each.article or "").partition(".")[0]:
                break
            if _LIMITS.search(following.flat) or _tells_revision(following):
                last = following
        words = " ".join(one.text for one in sentences[place : last.number + 1])
        return Found(words, each.start, last.end)
    return None


def _tells_revision(sentence: Sentence) -> bool:
    flat = sentence.flat
    if _NOT_REVISION.search(flat) or re.search(r"renoncent|n'est pas modifi|a l'article \d", flat):
        return False
    under = _REVISION_HEAD.search(sentence.heading) is not None
    revised = _REVISED.search(flat) is not None
    under_price = under or _HEADED.search(sentence.heading) is not None
    priced = _PRICE_NOUN.search(flat) is not None or (
        under_price and re.match(r"(?:il|ils|elles?|celui-ci|celle-ci|they|it)\b", flat) is not None
    )
    firm = re.search(r"\b(?:fermes?|non revisables?|fixed|firm)\b", flat) is not None
    return priced and (revised or (under_price and firm))
