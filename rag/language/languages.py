"""Which language a text is in, by its commonest words."""

from __future__ import annotations

from rag.language.normalising import words

_WORDS = {
    "fr": """
le la les un une des du de d l et est sont en au aux que qu qui quel quelle quels quelles ce cette ces dans
par pour sur avec sans ne n pas plus il elle on nous vous se s son sa ses leur leurs ou a combien quand
comment pourquoi dont peut doit etre ont jour jours mois ans montant contrat facture
""",
    "en": """
the a an of and to in is are was be by for on with that this it its which who what when where how why much
many does do did not no or from at as shall will may must can any each such other than under between has
have if there their day days month months year years amount agreement contract invoice
""",
    "de": """
der die das den dem des ein eine einer einem einen und ist sind war von zu im in mit fur auf nicht nach bei
aus wie was wer wann wo welche welcher welches es sich oder wird werden hat haben zum zur am vom uber kann
muss tag tage monat monate jahr jahre betrag vertrag rechnung lautet hoch viel
""",
    "es": """
el la los las un una unos unas de del y es son en a al que cual cuales quien cuando donde como por para con
sin no se su sus lo este esta estos estas o mas cuanto cuanta entre desde hasta puede debe dia dias mes
meses ano anos importe contrato factura hay plazo
""",
}
_COMMON = {language: frozenset(listed.split()) for language, listed in _WORDS.items()}


def guess_language(text: str) -> str | None:
    """``"fr"``, ``"en"``, ``"de"`` or ``"es"``, or None when no language has more common words than the others."""
    scores = dict.fromkeys(_COMMON, 0)
    for word in words(text):
        for language, common in _COMMON.items():
            if word in common:
                scores[language] += 1
    if any(mark in text for mark in "¿¡ñÑ"):
        scores["es"] += 2
    if any(mark in text for mark in "ßäöÄÖ"):
        scores["de"] += 2
    if any(mark in text for mark in "èêàçœùÈÊÀÇŒÙ"):
        scores["fr"] += 1
    best = max(scores.values())
    leaders = [language for language, score in scores.items() if score == best]
    return leaders[0] if best and len(leaders) == 1 else None


def detect_language(text: str) -> str:
    """``"fr"``, ``"en"``, ``"de"`` or ``"es"``; ``"fr"`` when undecidable. The same text always gives the same."""
    return guess_language(text) or "fr"
