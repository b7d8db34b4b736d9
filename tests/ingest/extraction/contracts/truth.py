"""What made-up contracts and the samples say, written down by hand from their texts.

``price_revision`` and ``penalties`` are the words that the reading must begin with; what is left out must be None.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from rag.domain.contract import Amends, ContractParty, Notice, NoticeForm, Renewal
from rag.domain.duration import Duration, TimeUnit

Truth = dict[str, Any]


def span(count: int, unit: str) -> Duration:
    return Duration(count=count, unit=TimeUnit(unit))


def party(name: str, role: str | None = None, siren: str | None = None) -> ContractParty:
    return ContractParty(name=name, role=role, siren=siren)


def registered(count: int, unit: str) -> Notice:
    return Notice(span=span(count, unit), form=NoticeForm.REGISTERED_LETTER)


YEAR, MONTH, QUARTER = span(1, "year"), span(1, "month"), span(1, "quarter")

MADE_UP: dict[str, Truth] = {
    "bail_habitation": {
        "title": "CONTRAT DE LOCATION DE LOCAUX À USAGE DE BUREAUX",
        "kind": "lease",
        "number": "LB/2021/77",
        "parties": (
            party("SCI Les Trois Tilleuls", "Bailleur", "999780612"),
            party("Graphisud SARL", "Preneur", "999551088"),
        ),
        "signature_date": date(2021, 9, 20),
        "effective_date": date(2021, 10, 1),
        "end_date": date(2027, 9, 30),
        "term": span(6, "year"),
        "renewal": Renewal(tacit=True, span=span(3, "year")),
        "notice": registered(6, "month"),
        "price": Decimal(18000),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Le loyer sera révisé à chaque date anniversaire",
        "governing_law": "loi française",
        "court": "tribunal judiciaire de Cambrelle",
    },
    "nettoyage": {
        "title": "CONTRAT DE PRESTATION DE NETTOYAGE",
        "kind": "services",
        "number": "PN-458",
        "parties": (
            party("PROPRELUX", "le Prestataire", "999672306"),
            party("CLINIQUE DES OLIVIERS", "le Client", "999893548"),
        ),
        "signature_date": date(2022, 3, 4),
        "effective_date": date(2022, 3, 4),
        "term": YEAR,
        "renewal": Renewal(tacit=True, span=YEAR),
        "notice": registered(3, "month"),
        "price": Decimal("3240.50"),
        "currency": "EUR",
        "price_per": MONTH,
        "price_revision": "Il sera réévalué chaque année au 1er janvier",
        "penalties": "En cas d'absence de prestation, une pénalité de 150 € par jour",
        "penalty_cap_percent": Decimal(15),
        "governing_law": "droit français",
        "court": "tribunal de commerce de Calanquel",
    },
    "maintenance_ascenseur": {
        "title": "CONTRAT D'ENTRETIEN D'ASCENSEURS",
        "kind": "maintenance",
        "number": "ASC 2019-3316",
        "parties": (
            party("syndicat des copropriétaires de la résidence Les Glycines", "le Propriétaire"),
            party("Liftys Est", "l'Entreprise", "999234172"),
        ),
        "signature_date": date(2019, 12, 12),
        "effective_date": date(2020, 1, 1),
        "end_date": date(2022, 12, 31),
        "term": span(3, "year"),
        "renewal": Renewal(tacit=True, span=YEAR),
        "notice": registered(3, "month"),
        "price": Decimal(3720),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Elle est révisable au 1er janvier de chaque année",
        "penalties": "Tout délai de désincarcération supérieur à une heure",
        "penalty_cap": Decimal(800),
        "court": "tribunaux d'Illbruck",
    },
    "nda_bilateral": {
        "title": "ACCORD DE NON-DIVULGATION",
        "kind": "nda",
        "parties": (
            party("Biomarel", "Biomarel", "999120454"),
            party("Université de Haute-Cornouaille", "l'Université"),
        ),
        "signature_date": date(2023, 5, 10),
        "effective_date": date(2023, 5, 15),
        "term": span(18, "month"),
        "renewal": Renewal(tacit=False),
        "notice": Notice(span=span(30, "day"), form=NoticeForm.WRITING, before="any_time"),
        "governing_law": "loi française",
        "court": "tribunaux de Roscanvel",
    },
    "location_copieur": {
        "title": "CONTRAT DE LOCATION LONGUE DURÉE",
        "kind": "rental",
        "number": "2024-LLD-00981",
        "parties": (
            party("Repronord", "le Loueur", "999551088"),
            party("Menuiserie Caplain", "le Locataire", "999780612"),
        ),
        "signature_date": date(2024, 3, 18),
        "effective_date": date(2024, 4, 1),
        "term": span(63, "month"),
        "renewal": Renewal(tacit=True, span=YEAR, times=2),
        "notice": registered(9, "month"),
        "price": Decimal(612),
        "currency": "EUR",
        "price_per": QUARTER,
        "price_revision": "Les loyers sont fixes pendant toute la durée irrévocable",
        "penalties": "En cas d'impayé",
        "governing_law": "droit français",
        "court": "tribunal de commerce de Sommevire",
    },
    "licence_logiciel": {
        "title": "CONTRAT DE LICENCE DE LOGICIEL",
        "kind": "license",
        "number": "LIC-77-B",
        "parties": (
            party("Algoria Systèmes", "le Concédant", "999893548"),
            party("Transports Ruellan", "le Licencié", "999672306"),
        ),
        "signature_date": date(2025, 6, 24),
        "effective_date": date(2025, 7, 1),
        "term": span(24, "month"),
        "renewal": Renewal(tacit=False),
        "notice": Notice(span=span(60, "day"), form=NoticeForm.EMAIL, before="any_time"),
        "price": Decimal(9600),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Cette redevance est indexée chaque année sur l'indice Syntec.",
        "governing_law": "droit français",
        "court": "tribunal de commerce de Vilainel",
    },
    "fourniture": {
        "title": "CONTRAT-CADRE DE FOURNITURE",
        "kind": "supply",
        "number": "CF-2023-15",
        "parties": (
            party("Laminoirs de l'Ourcq", "le Fournisseur", "999234172"),
            party("Charpentes Mercadal", "l'Acheteur", "999120454"),
        ),
        "signature_date": date(2023, 8, 28),
        "effective_date": date(2023, 9, 1),
        "term": span(2, "year"),
        "renewal": Renewal(tacit=True, span=YEAR, times=3),
        "notice": registered(4, "month"),
        "price_revision": "Ils sont révisés chaque trimestre en fonction du cours de l'acier",
        "penalties": "Le retard de livraison donne lieu, après sept jours, à une pénalité de 1 %",
        "penalty_cap_percent": Decimal(8),
        "governing_law": "droit français",
        "court": "tribunal de commerce de Paris",
    },
    "travail": {
        "title": "CONTRAT DE TRAVAIL À DURÉE INDÉTERMINÉE",
        "kind": "employment",
        "parties": (
            party("Vergers du Lodévois", "l'Employeur", "999893548"),
            party("Madame Léa Montagnac", "la Salariée"),
        ),
        "signature_date": date(2024, 12, 16),
        "effective_date": date(2025, 1, 2),
        "open_ended": True,
        "notice": Notice(span=span(2, "month"), form=NoticeForm.REGISTERED_LETTER, before="any_time"),
        "price": Decimal(2450),
        "currency": "EUR",
        "price_per": MONTH,
    },
    "sous_traitance": {
        "title": "CONTRAT DE SOUS-TRAITANCE",
        "kind": "subcontracting",
        "number": "ST-0089",
        "parties": (
            party("Bâti Rhodanien", "l'Entrepreneur principal", "999672306"),
            party("Électricité Pélissier", "le Sous-traitant", "999780612"),
        ),
        "signature_date": date(2025, 1, 20),
        "price": Decimal("186400.00"),
        "currency": "EUR",
        "price_revision": "Il est ferme et non révisable.",
        "penalties": "Tout retard dans l'exécution donne lieu à une pénalité de 1/1000",
        "penalty_cap_percent": Decimal(5),
        "court": "tribunal de commerce de Givrelac",
    },
    "assurance": {
        "title": "CONTRAT D'ASSURANCE MULTIRISQUE PROFESSIONNELLE",
        "kind": "insurance",
        "number": "MRP 4471-0032",
        "parties": (
            party("Mutuelle des Deux Caps", "l'Assureur"),
            party("Boulangerie Ansquer", "l'Assuré", "999551088"),
        ),
        "signature_date": date(2023, 6, 22),
        "effective_date": date(2023, 7, 1),
        "term": YEAR,
        "renewal": Renewal(tacit=True, span=YEAR),
        "notice": registered(2, "month"),
        "price": Decimal("1380.20"),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Elle est indexée sur l'indice FFB.",
        "governing_law": "droit français",
    },
    "hebergement": {
        "title": "CONDITIONS PARTICULIÈRES – CONTRAT D'HÉBERGEMENT",
        "kind": "hosting",
        "number": "HBG/24/0312",
        "parties": (
            party("Nimbadata", "l'Hébergeur", "999551088"),
            party("Cartonnages Vialle", "l'Abonné", "999780612"),
        ),
        "signature_date": date(2024, 9, 9),
        "effective_date": date(2024, 9, 15),
        "term": span(12, "month"),
        "renewal": Renewal(tacit=True, span=span(3, "month")),
        "notice": registered(30, "day"),
        "price": Decimal("418.00"),
        "currency": "EUR",
        "price_per": MONTH,
        "price_revision": "Les tarifs peuvent être révisés une fois par an",
        "penalties": "Si la disponibilité mensuelle est inférieure à 99,9 %",
        "penalty_cap_percent": Decimal(50),
        "governing_law": "droit français",
        "court": "tribunal des activités économiques de Hautecime",
    },
    "agence": {
        "title": "CONTRAT D'AGENT COMMERCIAL",
        "kind": "agency",
        "parties": (
            party("La Verrerie du Causse", "Mandant", "999893548"),
            party("Monsieur Étienne Barthas", "Agent"),
        ),
        "signature_date": date(2023, 1, 23),
        "effective_date": date(2023, 2, 1),
        "open_ended": True,
        "notice": Notice(span=span(3, "month"), form=NoticeForm.REGISTERED_LETTER, before="any_time"),
        "governing_law": "loi française",
        "court": "tribunal de commerce de Limonac",
    },
    "transport": {
        "title": "CONVENTION DE TRANSPORT",
        "kind": "transport",
        "number": "2022-T-14",
        "parties": (
            party("La Coopérative fruitière de l'Aigoual", "la Coopérative", "999234172"),
            party("Frigoroute Sud", "le Transporteur", "999672306"),
        ),
        "signature_date": date(2022, 5, 18),
        "effective_date": date(2022, 6, 1),
        "end_date": date(2025, 5, 31),
        "renewal": Renewal(tacit=False),
        "notice": Notice(span=span(2, "month"), form=NoticeForm.WRITING),
        "price_revision": "Il est indexé chaque mois sur l'indice gazole du CNR.",
        "penalties": "Tout retard de plus de deux heures donne lieu à une pénalité de 90 €",
        "court": "tribunal de commerce de Nîmes",
    },
}

_BRUMEVAL, _THERMOLYS = ("Ateliers Brumeval", "999120454"), ("Thermolys Services", "999234172")


def _brumeval(role: str | None) -> ContractParty:
    return party(_BRUMEVAL[0], role, _BRUMEVAL[1])


SAMPLES: dict[str, Truth] = {
    "contrat-maintenance_thermolys_MNT-2023-041.pdf": {
        "title": "CONTRAT DE MAINTENANCE",
        "kind": "maintenance",
        "number": "MNT-2023-041",
        "parties": (_brumeval("le Client"), party(_THERMOLYS[0], "le Prestataire", _THERMOLYS[1])),
        "signature_date": date(2023, 3, 15),
        "effective_date": date(2023, 4, 1),
        "end_date": date(2026, 3, 31),
        "term": span(3, "year"),
        "renewal": Renewal(tacit=True, span=YEAR),
        "notice": registered(90, "day"),
        "price": Decimal("14400.00"),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Les prix sont révisés chaque année au 1er avril selon la formule",
        "penalties": "Tout dépassement du délai d’intervention P1",
        "penalty_cap_percent": Decimal(10),
        "governing_law": "droit français",
        "court": "tribunal de commerce de Valbrume",
    },
    "avenant-1_thermolys_MNT-2023-041.pdf": {
        "title": "AVENANT N° 1",
        "kind": "maintenance",
        "number": "1",
        "parties": (_brumeval("le Client"), party(_THERMOLYS[0], "le Prestataire", _THERMOLYS[1])),
        "signature_date": date(2024, 12, 12),
        "effective_date": date(2025, 1, 1),
        "price": Decimal("15600.00"),
        "currency": "EUR",
        "price_per": YEAR,
        "amends": Amends(
            title="contrat de maintenance",
            number="MNT-2023-041",
            signed=date(2023, 3, 15),
            articles=("5.2", "3", "8.1"),
        ),
    },
    "contrat-infogerance_nuagence_INF-2024-018.pdf": {
        "title": "CONTRAT DE PRESTATION DE SERVICES INFORMATIQUES",
        "kind": "services",
        "number": "INF-2024-018",
        "parties": (_brumeval("le Client"), party("Nuagence", "le Prestataire", "999551088")),
        "signature_date": date(2024, 1, 8),
        "effective_date": date(2024, 2, 1),
        "end_date": date(2026, 1, 31),
        "term": span(24, "month"),
        "renewal": Renewal(tacit=True, span=span(12, "month")),
        "notice": registered(3, "month"),
        "price": Decimal("2850.00"),
        "currency": "EUR",
        "price_per": MONTH,
        "price_revision": "Les prix sont révisés chaque année à la date anniversaire selon l’indice Syntec",
        "penalties": "Chaque dixième de point de disponibilité manquant donne droit à une pénalité de 2 %",
        "penalty_cap_percent": Decimal(20),
        "governing_law": "droit français",
        "court": "tribunal de commerce de Hautecime",
    },
    "contrat-location-entretien_ascensia_LOC-2024-007.docx": {
        "title": "CONTRAT DE LOCATION ET D’ENTRETIEN DE MATÉRIEL",
        "kind": "rental",
        "number": "LOC-2024-007",
        "parties": (_brumeval("le Locataire"), party("Ascensia Levage", "le Loueur", "999672306")),
        "signature_date": date(2024, 5, 20),
        "effective_date": date(2024, 6, 1),
        "end_date": date(2027, 5, 31),
        "term": span(36, "month"),
        "renewal": Renewal(tacit=True, span=span(12, "month")),
        "notice": registered(6, "month"),
        "price_revision": "Les loyers sont fermes et non révisables pendant la durée initiale.",
        "governing_law": "droit français",
        "court": "tribunal de commerce de Treuilly",
    },
    "bail-commercial_hangars-du-levant_BAIL-2022-03.pdf": {
        "title": "BAIL COMMERCIAL",
        "kind": "lease",
        "number": "BAIL-2022-03",
        "parties": (party("Les Hangars du Levant", "le Bailleur", "999780612"), _brumeval("le Preneur")),
        "signature_date": date(2022, 6, 28),
        "effective_date": date(2022, 7, 1),
        "end_date": date(2031, 6, 30),
        "term": span(9, "year"),
        "renewal": Renewal(tacit=True),
        "notice": registered(6, "month"),
        "price": Decimal("92400.00"),
        "currency": "EUR",
        "price_per": YEAR,
        "price_revision": "Le loyer est indexé chaque année au 1er juillet",
        "court": "tribunal judiciaire de Port-Lanterne",
    },
    "accord-confidentialite_octavelle_NDA-2024-09.pdf": {
        "title": "ACCORD DE CONFIDENTIALITÉ MUTUEL",
        "kind": "nda",
        "number": "NDA-2024-09",
        "parties": (_brumeval(None), party("Octavelle Conseil", None, "999893548")),
        "signature_date": date(2024, 9, 4),
        "effective_date": date(2024, 9, 4),
        "term": span(2, "year"),
        "renewal": Renewal(tacit=False),
        "penalties": "Tout manquement prouvé aux articles 3 et 5",
        "governing_law": "droit français",
        "court": "tribunal de commerce de Lutanne",
    },
    "mutual-nda_northwick_NDA-2023-02.pdf": {
        "title": "MUTUAL NON-DISCLOSURE AGREEMENT",
        "kind": "nda",
        "number": "NDA-2023-02",
        "parties": (party("Northwick Alloys Limited"), _brumeval(None)),
        "signature_date": date(2023, 2, 6),
        "effective_date": date(2023, 2, 6),
        "open_ended": True,
        "notice": Notice(span=span(30, "day"), form=NoticeForm.WRITING, before="any_time"),
        "governing_law": "England and Wales",
        "court": "courts of London",
    },
    "supply-agreement_northwick_SUP-2023-112.pdf": {
        "title": "SUPPLY AGREEMENT",
        "kind": "supply",
        "number": "SUP-2023-112",
        "parties": (party("Northwick Alloys Limited", "Supplier"), _brumeval("Buyer")),
        "signature_date": date(2023, 4, 14),
        "effective_date": date(2023, 5, 1),
        "end_date": date(2026, 4, 30),
        "term": span(3, "year"),
        "renewal": Renewal(tacit=True, span=span(12, "month")),
        "notice": Notice(span=span(120, "day"), form=NoticeForm.WRITING),
        "price_revision": "They are then reviewed on 1 May of each year",
        "penalties": "If a delivery is late, the Buyer may claim liquidated damages of 1.5%",
        "penalty_cap_percent": Decimal(9),
        "governing_law": "England and Wales",
        "court": "courts of London",
    },
}


def differences(read: Any, truth: Truth) -> dict[str, tuple[Any, Any]]:
    """Field -> what was read and what is true, where they differ; empty where all is right."""
    if read is None:
        return {"contract": (None, "a contract")}
    wrong = {}
    for name in type(read).model_fields:
        if name == "fields":
            continue
        got, want = getattr(read, name), truth.get(name, type(read).model_fields[name].default)
        same = got == want
        if name in ("price_revision", "penalties") and want is not None:
            same = got is not None and got.startswith(want)
        if not same:
            wrong[name] = (got, want)
    return wrong
