"""Made-up contracts as PDF pages, the same for the same seed: something to read that nobody owns."""

from __future__ import annotations

import random
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

_PARTIES = ("Thermolys", "Nuagence", "Batelia", "Orvane Conseil", "Litoral Services", "Perrin & Fils", "Claravie")
_SUBJECTS = ("le Prestataire", "le Client", "chaque partie", "le fournisseur", "le responsable du site")
_VERBS = (
    "s'engage à remettre",
    "conserve",
    "vérifie",
    "notifie par écrit",
    "facture",
    "tient à disposition",
    "garantit",
)
_OBJECTS = (
    "les rapports de maintenance des équipements",
    "les données nécessaires à l'exécution des prestations",
    "un état détaillé des heures effectuées",
    "les certificats d'assurance en cours de validité",
    "la liste des intervenants habilités",
    "les pièces détachées d'origine",
)
_CONDITIONS = (
    "dans un délai de {n} jours ouvrés",
    "avant le {d}/{m}/2026",
    "pour un montant maximal de {n} {k}50,00 € hors taxes",
    "sous réserve d'un préavis de {n} jours",
    "au taux de {n},5 % l'an",
    "sauf cas de force majeure dûment constaté",
)
_HEADINGS = (
    "Objet",
    "Durée",
    "Prix",
    "Résiliation",
    "Responsabilité",
    "Confidentialité",
    "Assurance",
    "Données",
    "Litiges",
)
_STYLES = getSampleStyleSheet()
_PARAGRAPHS = 8
_SENTENCES = 4


def write_contracts(folder: Path, documents: int, pages: int, seed: int = 7) -> list[Path]:
    """``documents`` PDF files of ``pages`` pages each, about 350 words a page."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"contrat-{n:05}.pdf", random.Random(seed * 100_003 + n), pages) for n in range(documents)]  # noqa: S311


def write_paragraph(chance: random.Random, sentences: int) -> str:
    """So many sentences of a contract."""
    return " ".join(_sentence(chance) for _ in range(sentences))


def _write(path: Path, chance: random.Random, pages: int) -> Path:
    parties = chance.sample(_PARTIES, 2)
    story = [Paragraph(f"Contrat {path.stem} entre {parties[0]} et {parties[1]}", _STYLES["Title"])]
    for article in range(1, pages * 4 + 1):
        story.append(Paragraph(f"Article {article} – {chance.choice(_HEADINGS)}", _STYLES["Heading2"]))
        for _ in range(_PARAGRAPHS // 4):
            story.append(Paragraph(write_paragraph(chance, _SENTENCES), _STYLES["BodyText"]))
            story.append(Spacer(1, 4))
    # Invariant: the same bytes for the same seed.
    SimpleDocTemplate(str(path), pagesize=A4, title=path.stem, invariant=1).build(story)
    return path


def _sentence(chance: random.Random) -> str:
    condition = chance.choice(_CONDITIONS).format(
        n=chance.randint(2, 90), d=chance.randint(10, 28), m=chance.randint(10, 12), k=chance.randint(1, 9)
    )
    words = f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_OBJECTS)} {condition}."
    return words[0].upper() + words[1:]
