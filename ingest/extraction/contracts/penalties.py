"""What a breach costs: penalties and their ceiling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.found import Facts, Found, found_at, settled
from ingest.extraction.contracts.provisions import Sentence
from rag.language.numbers import find_numbers
from rag.language.units import CURRENCIES

_GATE = (
    "penal",
    "liquidated",
    "astreinte",
    "service credit",
    "somme forfaitaire",
    "indemnite forfaitaire",
    "vertragsstrafe",
)
_NAMED = re.compile(
    r"\bpenalit\w*|\bpenalt(?:y|ies)\b|\bliquidated damages\b|\bservice credits?\b|\bsomme forfaitaire\b"
    r"|\bastreinte de\b|\bvertragsstrafe\b|\bclause penale de\b|\bindemnite forfaitaire\b"
)
_HEADED = re.compile(r"penalit|penalt|clause penale|liquidated damages|service credit|vertragsstrafe")
_LATE_PAYMENT = re.compile(
    r"\b(?:retard|defaut|absence) (?:de|du|dans le) (?:paiement|reglement)|taux (?:annuel|legal|de \w+ fois|bce"
    r"|d'interet)|interet legal|interets? (?:au taux|de retard|moratoire)|late payment|overdue|interest|recouvrement"
    r"|impaye|non paye"
)
_OF_ANOTHER = re.compile(
    r"de l'article \d+ du contrat|of the (?:original|principal) agreement|without penalty|sans penalite|no penalty"
    r"|clauses? penale\w* du|criminal|civil penalt|tax|fines? (?:and|or)"
)
_AMOUNT = re.compile(r"\d|pour cent|percent|egale? a|equal to")
_CAP = re.compile(
    r"\bplafon\w*|\blimit\w+ a\b|\bsans (?:pouvoir )?(?:exceder|depasser)|\bne (?:peut|peuvent|pourra|pourront"
    r"|saurai\w+|doivent|doit) (?:pas |en aucun cas |toutefois )*(?:exceder|depasser|etre superieur\w*)"
    r"|\bdans la limite|\bau maximum|\bmaximum\b|\bshall not exceed|\bnot exceed\w*|\bcapped|\bup to\b|\bno more than"
    r"|\bhochstens|\bmaximal"
)


def penalty_facts(sentences: Sequence[Sentence]) -> Facts:
    """``penalties`` (the words), and ``penalty_cap_percent`` or ``penalty_cap`` with the words that bound them."""
    told = [each for each in sentences if each.has(*_GATE) and _tells(each)]
    facts: dict[str, Found] = {}
    if told:
        place = found_at(None, told[0])
        facts["penalties"] = Found(told[0].text, place.start, place.end)
    near = {number for each in told for number in (each.number, each.number + 1, each.number + 2)}
    caps = [
        each for each in sentences if _CAP.search(each.flat) and (each.number in near or _HEADED.search(each.heading))
    ]
    percent = settled(_caps(caps, percent=True))
    amount = None if percent else settled(_caps(caps, percent=False))
    if percent is not None:
        facts["penalty_cap_percent"] = percent
    return facts if amount is None else facts | {"penalty_cap": amount}


def _tells(sentence: Sentence) -> bool:
    flat = sentence.flat
    if (_LATE_PAYMENT.search(flat) and "clause penale" not in flat) or _OF_ANOTHER.search(flat):
        return False
    return _NAMED.search(flat) is not None and _AMOUNT.search(flat) is not None and not _only_cap(sentence)


def _only_cap(sentence: Sentence) -> bool:
    """True for a sentence that bounds penalties named elsewhere."""
    return (
        re.match(
            r"(?:toutefois,? |en tout etat de cause,? )?(?:le (?:montant )?(?:total|cumul|cumule)|les penalites (?:ne"
            r"|sont plaf)|the (?:total|aggregate)|ces penalites|elles|leur (?:total|montant))",
            sentence.flat,
        )
        is not None
    )


def _caps(sentences: Sequence[Sentence], *, percent: bool) -> Iterator[Found]:
    for each in sentences:
        if not (_NAMED.search(each.flat) or _HEADED.search(each.heading)) or _LATE_PAYMENT.search(each.flat):
            continue
        cap = _CAP.search(each.flat)
        if cap is None:
            continue
        for number in find_numbers(each.text):
            fits = number.unit == "%" if percent else number.unit in CURRENCIES
            if fits and cap.end() <= number.end and number.start - cap.end() < 90:
                yield found_at(number.value, each)
                break
