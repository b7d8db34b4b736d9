"""The invoices, the credit note and the quote of the demo corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .world import ASCENSIA, NUAGENCE, THERMOLIS, THERMOLYS, Company

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``unit`` is the printed unit, ``code`` the UN/ECE one."""

    text: str
    quantity: Decimal
    unit: str
    code: str
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return (self.quantity * self.price).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice (380), a credit note (381) or a quote (``kind`` "quote") to Ateliers Brumeval."""

    number: str
    kind: str
    seller: Company
    issued: date
    due: date | None
    lines: tuple[Line, ...]
    terms: str
    order: str = ""
    contract: str = ""
    period: tuple[date, date] | None = None
    refers_to: tuple[str, date] | None = None
    delivery: str = ""
    notes: tuple[str, ...] = field(default=())
    rate: Decimal = Decimal("20.00")

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def tax(self) -> Decimal:
        return (self.net * self.rate / 100).quantize(CENT)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def _line(text: str, quantity: str, unit: str, code: str, price: str) -> Line:
    return Line(text, Decimal(quantity), unit, code, Decimal(price))


THERMOLYS_2024 = Invoice(
    "FA-2024-0317", "380", THERMOLYS, date(2024, 9, 30), date(2024, 11, 14),
    (
        _line("Redevance de maintenance, 3e trimestre 2024 (article 8.1)", "1", "forfait", "C62", "3600.00"),
        _line("Intervention du 21 août 2024 sur la CTA de l'atelier B", "2.5", "heure", "HUR", "62.00"),
        _line("Déplacement, site de Valbrume", "1", "forfait", "C62", "48.00"),
    ),
    "Paiement par virement à 45 jours à compter de la date d'émission.",
    "BC-2024-0009", "MNT-2023-041", (date(2024, 7, 1), date(2024, 9, 30)),
    notes=("Intervention n° INT-24-551, signalée en priorité P2, rapport remis le 26 août 2024.",),
)  # fmt: skip

THERMOLYS_2025 = Invoice(
    "FA-2025-0288", "380", THERMOLYS, date(2025, 6, 30), date(2025, 8, 14),
    (
        _line("Redevance de maintenance, 2e trimestre 2025 (avenant n° 1)", "1", "forfait", "C62", "3900.00"),
        _line("Jeu de filtres pour centrale de traitement d'air", "12", "jeu", "SET", "27.50"),
        _line("Intervention du 17 juin 2025 sur le groupe froid", "6", "heure", "HUR", "62.00"),
    ),
    "Paiement par virement à 45 jours à compter de la date d'émission.",
    "BC-2025-0011", "MNT-2023-041", (date(2025, 4, 1), date(2025, 6, 30)),
    notes=("Intervention n° INT-25-308 : remplacement du ventilateur de condenseur n° 2.",),
)  # fmt: skip

THERMOLYS_CREDIT = Invoice(
    "AV-2025-0031", "381", THERMOLYS, date(2025, 7, 22), None,
    (
        _line("Jeux de filtres facturés et non livrés", "4", "jeu", "SET", "27.50"),
        _line("Intervention du 17 juin 2025 : une heure comptée en trop", "1", "heure", "HUR", "62.00"),
    ),
    "Avoir à déduire du prochain règlement.",
    "BC-2025-0011", "MNT-2023-041", refers_to=("FA-2025-0288", date(2025, 6, 30)),
    notes=("Avoir établi à la suite du courriel du service achats du 8 juillet 2025.",),
)  # fmt: skip

NUAGENCE_2025 = Invoice(
    "NG-2025-00142", "380", NUAGENCE, date(2025, 3, 31), date(2025, 4, 30),
    (
        _line("Forfait mensuel d'infogérance, mars 2025", "1", "mois", "MON", "2850.00"),
        _line("Consultant senior, migration de la messagerie", "3", "jour", "DAY", "780.00"),
        _line("Licence de sauvegarde, 45 postes, mars 2025", "45", "poste", "C62", "6.20"),
    ),
    "Paiement par virement à 30 jours à compter de la date d'émission.",
    "BC-2025-0014", "INF-2024-018", (date(2025, 3, 1), date(2025, 3, 31)),
    notes=("Disponibilité constatée en mars 2025 : 99,8 %. Aucune pénalité.",),
)  # fmt: skip

THERMOLIS_2024 = Invoice(
    "TE-24-1187", "380", THERMOLIS, date(2024, 11, 18), date(2024, 12, 18),
    (
        _line("Aérotherme gaz AG-45, 45 kW, référence 701845", "2", "pièce", "C62", "1845.00"),
        _line("Kit de raccordement des fumées, référence 709236", "2", "pièce", "C62", "236.50"),
        _line("Mise en service sur site", "1", "forfait", "C62", "390.00"),
    ),
    "Paiement par virement à 30 jours à compter de la date d'émission.",
    "BC-2024-0163",
    delivery="Livré le 14 novembre 2024 à l'entrepôt du 6 quai des Grues-Grises, 44990 Port-Lanterne",
    notes=("Garantie des appareils : 36 mois à compter de la mise en service.",),
)  # fmt: skip

ASCENSIA_SCAN = Invoice(
    "AL-2025-0093", "380", ASCENSIA, date(2025, 1, 31), date(2025, 3, 2),
    (
        _line("Location de chariot Grutor E16, janvier 2025", "3", "chariot", "C62", "412.00"),
        _line("Forfait d'entretien, janvier 2025", "3", "chariot", "C62", "58.00"),
    ),
    "Prélèvement 30 jours après la date de la facture.",
    "BC-2025-0016", "LOC-2024-007", (date(2025, 1, 1), date(2025, 1, 31)),
    notes=("Chariots GE16-20417, GE16-20418 et GE16-20455.",),
)  # fmt: skip

THERMOLIS_QUOTE = Invoice(
    "D-2025-0457", "quote", THERMOLIS, date(2025, 9, 9), None,
    (
        _line("Groupe froid à condensation par air 90 kW, fluide R-290", "1", "pièce", "C62", "29400.00"),
        _line("Dépose et recyclage de l'ancien groupe froid", "1", "forfait", "C62", "2860.00"),
        _line("Raccordements hydraulique et électrique, levage", "1", "forfait", "C62", "4950.00"),
        _line("Mise en service et formation de l'équipe", "1", "forfait", "C62", "1550.00"),
    ),
    "Acompte de 30 % à la commande, solde à 30 jours après la mise en service.",
    delivery="Toiture du bâtiment B, 12 rue du Moulin-Fictif, 38990 Valbrume-sur-Onde",
    notes=(
        "Devis valable jusqu'au 31 octobre 2025. Délai de livraison : 8 semaines à compter de la commande.",
        "Garantie : 24 mois pièces et main-d'œuvre à compter de la mise en service.",
    ),
)  # fmt: skip

FACTURX = {
    "factures/2024-09-30_thermolys_FA-2024-0317.pdf": THERMOLYS_2024,
    "factures/2025-06-30_thermolys_FA-2025-0288.pdf": THERMOLYS_2025,
    "factures/2025-07-22_thermolys_avoir_AV-2025-0031.pdf": THERMOLYS_CREDIT,
    "factures/2025-03-31_nuagence_NG-2025-00142.pdf": NUAGENCE_2025,
}
PLAIN = {"factures/2024-11-18_thermolis-energie_TE-24-1187.pdf": THERMOLIS_2024}
SCANNED = {"factures/scan_ascensia_AL-2025-0093.pdf": ASCENSIA_SCAN}
ALL = (*FACTURX.values(), *PLAIN.values(), *SCANNED.values(), THERMOLIS_QUOTE)
