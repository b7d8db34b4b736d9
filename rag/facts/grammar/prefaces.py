"""What is said before a question and is none of it: "Je prépare la déclaration : quelle TVA …"."""

from __future__ import annotations

import re
from datetime import date

from rag.facts.grammar.naming import Names, find_mentions
from rag.language.normalising import fold_with_offsets
from rag.language.numbers import find_numbers
from rag.language.periods import find_periods, find_unclear_times

_LONGEST = 80
_BEFORE = re.compile(r"^(?P<preface>[^:.?!—]+)(?:\s*:|[.!]|\s—)\s+(?P<rest>\S.*)$", re.DOTALL)
_OPENS = re.compile(
    r"(?:bonjour|bonsoir|hello|hi|salut|je|j'|nous|on|i|i'm|we|we're|question|petite question|quick question|urgent)\b"
    r"|(?:pour|for) (?:la |le |l'|les |ma |mon |notre |the |my |our )*(?:declaration|audit|auditeurs?"
    r"|auditors?|comptables?"
    r"|accountants?|reunion|meeting|reporting|report|bilan|cloture|closing|budget|direction|board"
    r"|controle|point|tax return"
    r"|records?)(?: (?:de gestion|fiscale?|interne|annuelle?|mensuelle?))?$"
)
"""Greetings, what one is doing, whom it is for: "Pour le chantier Nord :" would narrow the figure."""
_NAMED = re.compile(r"(?<=\s)(?!I\b|I')[A-ZÀ-Þ]")
_TOKEN = re.compile(r"[^\W_]+")
_TELLING = re.compile(
    r"(?:factur|fact\b|avoir|credit|invoic|bill|tva\b|vat\b|tax|ttc|ht\b|net\b|brut|gross|tota|montant"
    r"|amount|somm|sum\b"
    r"|fournisseur|prestataire|supplier|vendor|client|customer|acheteur|buyer|echeance|echu|due\b|retard"
    r"|overdue|pay|regl"
    r"|depens|spen|achat|achet|purchas|cost|cout|contra|bail|agreement|lease|moyen|averag|nombre|number|combien|how\b"
    r"|sauf|hors|sans|except|without|excl|not\b|pas\b|ne\b|n\b|no\b|jamais|never|ni\b|nor\b|plus|moins"
    r"|more|less|over|under"
    r"|only|seul|unique|just\b|euro|dollar|livre|pound|devise|currenc|rectific|correct|acompte|deposit|par\b|by\b|per\b"
    r"|chaque|each|every|tou[st]|all\b|any\b|compar|si\b|if\b|sur\b|from\b|with\b|avec|chez|depuis|since"
    r"|avant|before|apres"
    r"|projet|project|chantier|site|affaire|mission|dossier|service|depart|team|equipe|agence|filiale|branch"
    r"|after|entre|between|dont|whose|et\b|and\b|ou\b|or\b)"
)


def without_preface(question: str, today: date, names: Names) -> str | None:
    """The question without what is said before it and cannot narrow it: a greeting, what the asker is doing or whom it
    is for, without number, time, name or a word that questions about figures turn on. None where there is no such."""
    match = _BEFORE.match(question.strip())
    if match is None or len(match["preface"]) > _LONGEST:
        return None
    preface = match["preface"]
    folded, offsets = fold_with_offsets(preface)
    if _OPENS.match(folded) is None or _NAMED.search(preface) is not None:
        return None
    tokens = [(found[0], offsets[found.start()], offsets[found.end() - 1] + 1) for found in _TOKEN.finditer(folded)]
    telling = any(_TELLING.match(word) for word, _, _ in tokens)
    if telling or find_numbers(preface) or find_mentions(preface, tokens, names):
        return None
    if find_periods(preface, today) or find_unclear_times(preface, today):
        return None
    return match["rest"]
