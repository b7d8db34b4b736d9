"""What kinds of contract are called in French and English."""

from __future__ import annotations

_FRENCH = {
    "agency": "agence",
    "consulting": "conseil",
    "development": "développement",
    "distribution": "distribution",
    "employment": "contrat de travail",
    "franchise": "franchise",
    "hosting": "hébergement",
    "insurance": "assurance",
    "lease": "bail",
    "license": "licence",
    "loan": "prêt",
    "maintenance": "maintenance",
    "manufacturing": "fabrication",
    "nda": "accord de confidentialité",
    "outsourcing": "infogérance",
    "partnership": "partenariat",
    "rental": "location",
    "services": "prestation de services",
    "settlement": "transaction",
    "sponsorship": "parrainage",
    "subcontracting": "sous-traitance",
    "supply": "fourniture",
    "transport": "transport",
    "works": "travaux",
}
_ENGLISH = {"employment": "employment contract", "license": "licence", "nda": "non-disclosure agreement"}


def kind_in_words(kind: str, language: str) -> str:
    """``bail`` or ``lease``; the kind itself where it has no other name."""
    return (_FRENCH if language == "fr" else _ENGLISH).get(kind, kind)
