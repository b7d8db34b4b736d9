"""What an amendment says of the contract that it changes: whether a sentence changes an article's wording."""

from __future__ import annotations

import re

from rag.language.articles import named_articles

_CHANGES = re.compile(
    r"\b(?:est|sont|sera|seront)?(?: \w+){0,2} ?(?:remplac\w+|modifi\w+|complet\w+|supprim\w+|abrog\w+|annul\w+"
    r"|ajout\w+|redige\w*|substitu\w+|port\wes? (?:a|de)|portee?s? (?:a|de)|ramen\w+|fixe\w* desormais|desormais)"
    r"|\b(?:hereby )?(?:amended|replaced|deleted|restated|modified|supplemented|superseded|added|substituted|revised"
    r"|changed)\b|\bshall (?:now )?(?:read|be read)|\bgeandert|\bersetzt"
)
_KEEPS = re.compile(
    r"\bn'(?:est|sont|ont) pas|\bne (?:sont|sera|seront|change\w*)|\binchange\w*|\bdemeur\w+|\brest\w+ (?:en vigueur"
    r"|inchang|soumis|appli)|\bs'appliquent\b|\bunchanged|\bremain|\bnot (?:amended|modified|affected)|\brenonc\w+"
    r"|\bdefined in|\bunverandert"
)
_LABELLED = re.compile(r"\b(?:articles|clauses|sections|paragraph(?:e)?s)\b|§")


def changes_wording(flat: str) -> bool:
    """Whether a sentence in small letters without accents says that something is replaced, completed or deleted, and
    not that it stays as it is."""
    return _CHANGES.search(flat) is not None and _KEEPS.search(flat) is None


def mentions_article(flat: str, number: str) -> bool:
    """Whether a sentence in small letters without accents names an article, alone or in a list ("articles 5 et 8")."""
    if number in named_articles(flat):
        return True
    return (
        _LABELLED.search(flat) is not None
        and re.search(rf"(?<![\w.,/-]){re.escape(number)}(?!\w|[.,/-]\d)", flat) is not None
    )
