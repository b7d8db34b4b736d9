"""Suppliers of whom there is no invoice in a time: "who billed us in 2024 but not in 2025", "new suppliers in 2025".

Such a question is written as one for totals by supplier, and the time in which there is none is read apart: a time
after a negation is otherwise no period at all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.domain.plan import Period
from rag.language.periods import find_periods, find_unclear_times

_OF = (
    r"(?: (?:de |d['’])?(?:factures?|invoices?|bills?|achats?|purchases?|facturé|facturer|racheté|racheter"
    r"|acheté|acheter"
    r"|envoyé|reçu|émis|commandé|billed|invoiced|sent|issued|bought|received|bill|invoice|send|buy|us|nous|rien|anything"
    r"|any|an|une?|used|use|heard|du tout|at all|from|chez (?:eux|lui)|since))*"
)
_NONE_IN = re.compile(
    r"(?:(?:,|\b(?:mais|et|but|and|puis)\b)\s*(?:pas|plus rien|plus|rien|not|nothing|none|no longer|no)"
    r"|(?:,\s*)?(?:\b(?:mais|et|but|and)\s+)?(?:\b(?:qui|dont|avec qui|chez qui|who|that|which|with whom)\s+)?"
    r"(?:\b(?:on|nous|we|they|ils?)\s+)?"
    r"(?:\bn(?:['’]\s*(?:y )?(?:a|ont|avons|avait)|e)(?: nous)?(?: (?:a|ont|avons))?(?: (?:envoyé|facturé"
    r"|adressé|émis|transmis))?(?: plus| pas| rien"
    r"| aucune?| jamais)+"
    r"|\b(?:have|has|had|did|do|does)(?: we| they)?(?: not|n['’]t|nt)|\bno longer|\bsans(?: plus)?(?: aucune?)?"
    r"|\bwithout"
    r"|\bwith no|\bno)"
    r"(?=\s))" + _OF + r"\s+(?P<when>(?:en|in|depuis|since|au|pendant|during|sur|for|cette|this|l['’]an|last|le"
    r"|la|over|on|dans)\b.*)$",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"^(?:(?P<who>.*?)\b(?:nouveaux fournisseurs|nouveaux prestataires|new suppliers|new vendors"
    r"|fournisseurs nouveaux)\b"
    r"|(?P<who2>.*?(?:fournisseurs|suppliers|vendors|qui|who)\b.*?)\s*\b(?:pour la première fois"
    r"|for the first time)\b)(?P<rest>.*)$",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^\W*(?:(?:(?:la |une |a |the )?list(?:e|ing)?|quels?|quelles?|which|what|who|les|the|nos|our|tous|all|of"
    r"|des|de|d['’]|sont|are|is|any|"
    r"show|me|give|donne(?:r|z)?|moi|-moi|avons|a|t|on|nous|y|il|do|did|we|have|get|combien|how|many)[\s-]+)*"
    r"(?:(?:fournisseurs?|suppliers?|vendors?|prestataires?)(?:\s+(?:qui|that|who|whose|ayant|having|with|avec"
    r"|de chez|chez qui|chez lesquels|actifs?|active|we|on))*|(?:chez|auprès de|à) (?:qui|quels? fournisseurs?)"
    r"|qui|who)\b",
    re.IGNORECASE,
)


def without_absent(question: str, today: date) -> tuple[str, Period] | None:
    """What is left to read, for totals by supplier, and when there is no invoice of them; None where a question says
    nothing of the kind."""
    text = question.strip().rstrip("?!. ")
    if match := _NEW.match(text):
        return _newcomers(f"{match['who'] or match['who2'] or ''}{match['rest']}", today)
    if (match := _NONE_IN.search(text)) is None:
        return None
    periods = find_periods(match["when"], today)
    if len(periods) != 1 or find_unclear_times(match["when"], today):
        return None
    found = periods[0]
    if f"{match['when'][: found.start]}{match['when'][found.end :]}".strip(" ,"):
        # "Not in dollars in 2025": more is asked of the absence than when.
        return None
    said = text[: match.start()].strip(" ,")
    if (who := _WHO.match(said)) is None:
        return None
    return f"total par fournisseur {said[who.end() :]}".strip(), found.period


def _newcomers(rest: str, today: date) -> tuple[str, Period] | None:
    """Those of a time of whom there was none before it."""
    periods = find_periods(rest, today)
    start = periods[0].period.start if len(periods) == 1 else None
    if start is None:
        return None
    said = _WHO.sub("", f"{rest.strip()}", count=1)
    return f"total par fournisseur {said}".strip(), Period(end=start - timedelta(days=1))
