"""Contracts that others wrote without seeing how they are read (decision 0055): what each says, checked by hand against
what its writer noted down. At first sight seven of the fourteen were not taken for contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ingest.extraction.contracts import extract_contract
from ingest.parsing import Limits, parse
from rag.domain.contract import Contract, Notice, NoticeForm, Renewal
from rag.domain.duration import Duration
from tests.ingest.extraction.contracts.truth import span

TEXTS = Path(__file__).parent / "elsewhere"
LIMITS = Limits(max_pages=500, max_chars=5_000_000)


@dataclass(frozen=True)
class Said:
    """What a contract says; None is what it does not say."""

    parties: tuple[tuple[str, str], ...]
    signed: date | None
    effect: date | None
    end: date | None
    term: Duration | None
    open_ended: bool
    renewal: Renewal | None
    notice: Notice | None
    law: str | None


CONTRACTS = {
    "assurance_collective_sante": Said(
        parties=(("TRANSPORTS GUIRAUDET-LORRAIN", "Souscripteur"), ("MUTUALYS PRÉVOYANCE", "Assureur")),
        signed=date(2022, 12, 5),
        effect=date(2023, 1, 1),
        end=None,
        term=None,
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(1, "year")),
        notice=Notice(span=span(2, "month")),
        law="loi française",
    ),
    "avenant_2_ascenseurs": Said(
        parties=(
            ("ELVATYS SERVICES", "le Prestataire"),
            ("Syndicat des copropriétaires de la RÉSIDENCE LE PARC SAINT-AMAND", "le Client"),
        ),
        signed=date(2025, 11, 20),
        effect=date(2026, 1, 1),
        end=date(2029, 3, 31),
        term=None,
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(24, "month")),
        notice=Notice(span=span(6, "month"), form=NoticeForm.REGISTERED_LETTER),
        law=None,
    ),
    "bail_commercial_vaise": Said(
        parties=(("SCI LES CHARMILLES DE VAISE", "le Bailleur"), ("FOURNIL QUINTARD", "le Preneur")),
        signed=date(2022, 3, 14),
        effect=date(2022, 4, 1),
        end=date(2031, 3, 31),
        term=span(9, "year"),
        open_ended=False,
        renewal=Renewal(tacit=True),
        notice=Notice(span=span(6, "month"), form=NoticeForm.REGISTERED_LETTER),
        law=None,
    ),
    "distribution_exclusive": Said(
        parties=(("TORREFAZIONE BELLACQUA S.p.A.", "Concédant"), ("MAISON DESCOMBES-RIVOIRE SA", "Distributeur")),
        signed=date(2021, 7, 8),
        effect=date(2021, 9, 1),
        end=date(2026, 8, 31),
        term=span(5, "year"),
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(3, "year"), times=1),
        notice=Notice(span=span(6, "month"), form=NoticeForm.REGISTERED_LETTER),
        law="droit suisse",
    ),
    "fourniture_electricite": Said(
        parties=(("PAPETERIES DU VAL FOURON", "Client"), ("VOLTARÈNE ÉNERGIE", "Fournisseur")),
        signed=date(2023, 10, 19),
        effect=date(2024, 1, 1),
        end=date(2026, 12, 31),
        term=span(36, "month"),
        open_ended=False,
        renewal=Renewal(tacit=False),
        notice=None,
        law="Droit français",
    ),
    "lld_vehicules": Said(
        parties=(("AUTOVIANE LEASE", "LE LOUEUR"), ("PAYSAGES BRUNEL & FILLES", "LE LOCATAIRE")),
        signed=date(2024, 2, 12),
        effect=None,
        end=None,
        term=span(48, "month"),
        open_ended=False,
        renewal=Renewal(tacit=False),
        notice=None,
        law="droit francais",
    ),
    "maintenance_ascenseurs": Said(
        parties=(
            ("ELVATYS SERVICES", "le Prestataire"),
            ("Syndicat des copropriétaires de la RÉSIDENCE LE PARC SAINT-AMAND", "le Client"),
        ),
        signed=date(2023, 3, 3),
        effect=date(2023, 4, 1),
        end=None,
        term=span(36, "month"),
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(12, "month")),
        notice=Notice(span=span(3, "month"), form=NoticeForm.REGISTERED_LETTER),
        law="droit français",
    ),
    "master_services_agreement": Said(
        parties=(("Halvorsen Pike Analytics, Inc.", "Provider"), ("Brightmoor Foods LLC", "Customer")),
        signed=date(2024, 3, 18),
        effect=date(2024, 3, 18),
        end=None,
        term=span(3, "year"),
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(1, "year")),
        notice=Notice(span=span(90, "day"), form=NoticeForm.WRITING),
        law="State of Delaware",
    ),
    "mutual_nda": Said(
        parties=(("Peralta Straits Robotics Pte. Ltd.", "Peralta"), ("Vantry & Lowe Medical Devices GmbH", "Vantry")),
        signed=date(2025, 1, 22),
        effect=date(2025, 1, 22),
        end=None,
        term=span(2, "year"),
        open_ended=False,
        renewal=None,
        notice=None,
        law="Singapore",
    ),
    "nettoyage_bureaux": Said(
        parties=(("MÉTALLERIE DURIEZ-CAMPAGNE SA", "Client"), ("LUMINET PROPRETÉ SARL", "Prestataire")),
        signed=None,
        effect=date(2024, 1, 2),
        end=None,
        term=span(1, "year"),
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(1, "year")),
        notice=Notice(span=span(2, "month"), form=NoticeForm.REGISTERED_LETTER),
        law=None,
    ),
    "prestation_conseil": Said(
        parties=(("Madame Solène KERBRAT-DUFAY", "la Consultante"), ("CHANTIERS NAVALS THÉBAUD", "la Société")),
        signed=date(2024, 5, 15),
        effect=date(2024, 6, 3),
        end=None,
        term=None,
        open_ended=True,
        renewal=None,
        notice=Notice(span=span(45, "day"), form=NoticeForm.REGISTERED_LETTER, before="any_time"),
        law="loi française",
    ),
    "saas_hebergement": Said(
        parties=(("NUAGIS LOGICIELS", "Éditeur"), ("COOPÉRATIVE LAITIÈRE DU PAYS D'ARGOULE", "Client")),
        signed=date(2023, 9, 27),
        effect=date(2023, 9, 27),
        end=None,
        term=span(2, "year"),
        open_ended=False,
        renewal=Renewal(tacit=True, span=span(1, "year")),
        notice=Notice(span=span(90, "day"), form=NoticeForm.REGISTERED_LETTER),
        law="loi française",
    ),
    "software_licence": Said(
        parties=(("TARNBECK SYSTEMS LIMITED", "the Licensor"), ("ORCHARD VALE BUILDING SOCIETY", "the Licensee")),
        signed=date(2022, 11, 5),
        effect=date(2022, 12, 1),
        end=date(2027, 11, 30),
        term=span(5, "year"),
        open_ended=False,
        renewal=None,
        notice=None,
        law="England and Wales",
    ),
    "supply_agreement": Said(
        parties=(("Corrib Glassworks DAC", "Supplier"), ("Slaney Distillers Limited", "Buyer")),
        signed=date(2023, 6, 2),
        effect=date(2023, 7, 1),
        end=None,
        term=None,
        open_ended=True,
        renewal=None,
        notice=Notice(span=span(6, "month"), form=NoticeForm.REGISTERED_LETTER, before="any_time"),
        law="Irish law",
    ),
}


def read(text: str | bytes, name: str = "contrat.txt") -> Contract | None:
    return extract_contract(parse(text.encode() if isinstance(text, str) else text, name, LIMITS))


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_is_read_is_what_it_says(name: str) -> None:
    contract = read((TEXTS / f"{name}.txt").read_bytes())
    assert contract is not None
    assert CONTRACTS[name] == Said(
        parties=tuple((party.name, party.role or "") for party in contract.parties),
        signed=contract.signature_date,
        effect=contract.effective_date,
        end=contract.end_date,
        term=contract.term,
        open_ended=contract.open_ended,
        renewal=contract.renewal,
        notice=contract.notice,
        law=contract.governing_law,
    )


LISTED = """CONTRAT DE NETTOYAGE

{parties}

Article 1 - Durée
Le contrat est conclu pour un an à compter du 1er mars 2024.
"""


@pytest.mark.parametrize(
    "parties",
    [
        "Client : Ateliers Morvan SARL\nSIREN 999 672 306\n\nPrestataire : Propreté du Midi SAS",
        "| Client | Ateliers Morvan SARL |\n| SIREN | 999 672 306 |\n| Prestataire | Propreté du Midi SAS |",
        "LE CLIENT                         LE PRESTATAIRE\n-----------------                 -----------------\n"
        "Ateliers Morvan SARL              Propreté du Midi SAS",
        "LE CLIENT\nAteliers Morvan SARL\nSIREN 999 672 306\n\nLE PRESTATAIRE\nPropreté du Midi SAS",
        "Les soussignés :\n\n(1) Ateliers Morvan SARL, 12 rue des Lilas, 69003 Lyon, ci-après le « Client »,\n\n"
        "(2) Propreté du Midi SAS, 4 quai Jules-Verne, 37000 Tours, ci-après le « Prestataire »,",
    ],
)
def test_parties_in_lists_tables_and_columns(parties: str) -> None:
    contract = read(LISTED.format(parties=parties))
    assert contract is not None
    assert [party.name for party in contract.parties] == ["Ateliers Morvan SARL", "Propreté du Midi SAS"]
    assert all("client" in (one.role or "").lower() for one in contract.parties[:1])
    told = "SIREN" in parties and "Client :" in parties
    assert contract.parties[0].siren == (
        "999672306" if told or "LE CLIENT\nAteliers" in parties or "|" in parties else None
    )


@pytest.mark.parametrize(
    "parties",
    [
        "Client : Ateliers Morvan SARL",
        "Client : Ateliers Morvan SARL\nPrestataire : Ateliers Morvan SARL",
        "Client : à définir",
    ],
)
def test_one_party_is_no_contract(parties: str) -> None:
    assert read(LISTED.format(parties=parties)) is None


def test_an_order_that_names_client_and_supplier_is_no_contract() -> None:
    text = (
        "BON DE COMMANDE\n\nClient : Ateliers Morvan SARL\nFournisseur : Propreté du Midi SAS\n\nTotal HT : 120,00 €\n"
    )
    assert read(text) is None


def test_what_an_amendment_tells_of_the_contract_is_not_its_own() -> None:
    text = (TEXTS / "avenant_2_ascenseurs.txt").read_text(encoding="utf-8")
    start, end = text.index("Article C"), text.index("Article D")
    contract = read(text[:start] + text[end:])
    assert contract is not None and contract.amends is not None
    assert (contract.renewal, contract.notice) == (None, None)
    assert contract.amends.signed == date(2023, 3, 3)
