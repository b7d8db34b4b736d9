# ruff: noqa: E501
"""What a contract says of other papers, and of ways to end, is none of its own days, terms, renewals or notices."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ingest.extraction.contracts.test_clauses import DURATION_FR, ENGLISH, FRENCH, TERM_EN, read

FIELDS = ("effective_date", "term", "end_date", "open_ended", "renewal")

OTHERS_EN = [
    "The parties entered into the License Agreement effective as of May 1, 2001.",
    "The Master Supply Agreement dated as of June 3, 2003 and effective as of July 1, 2003 remains in force.",
    "Supplier and Customer are parties to that certain Distribution Agreement, effective as of January 5, 2004.",
    "Any such termination shall be effective on receipt of the notice.",
    "The price increase shall become effective on January 1, 2006.",
    "Supplier may terminate this Agreement effective as of June 30, 2005.",
    "The Lease Term commences on the Commencement Date stated in the lease of March 1, 2002.",
    "The guarantee shall be effective from May 1, 2002 until May 1, 2004.",
    "The registration statement became effective on May 3, 2001.",
    "This Section 4 shall become effective on January 1, 2004.",
    "Schedule B is effective from April 1, 2003.",
    "If the Lease has expired, this Agreement will automatically terminate on the same date.",
    "The lease of the plant expires on May 31, 2008.",
    "The guarantee given by Customer shall expire on December 31, 2007.",
    "The License Agreement between the parties terminates on June 30, 2006.",
    "The Prior Agreement shall terminate on the Effective Date.",
    "This Agreement shall terminate upon the bankruptcy of either party.",
    "In the event of a change of control, this Agreement shall terminate upon thirty days' notice.",
    "The lease of the plant renews automatically for successive periods of one year.",
    "The term of the License Agreement may be extended for one year.",
]
OTHERS_FR = [
    "Le bail des locaux prend fin le 31 mai 2028.",
    "Le bail est renouvelé tacitement par périodes d'un an.",
    "Si le bail expire, le présent contrat prend fin à la même date.",
    "La garantie donnée par le Client expire le 31 décembre 2027.",
    "La police prend effet le 1er mars 2025.",
    "L'augmentation des tarifs prend effet le 1er janvier 2026.",
    "En cas de liquidation, le contrat prend fin.",
]
OWN_EN = [
    ("This Agreement is effective as of May 1, 2001.", "effective_date", date(2001, 5, 1)),
    ("This Agreement, which replaces the lease dated March 1, 2000, takes effect on May 1, 2001.", "effective_date", date(2001, 5, 1)),
    ("The Service Agreement shall commence on May 1, 2001.", "effective_date", date(2001, 5, 1)),
    ("Unless the License Agreement expires earlier, this Agreement shall remain in force until May 31, 2008.", "end_date", date(2008, 5, 31)),
    ("The term of this Agreement ends on May 31, 2008.", "end_date", date(2008, 5, 31)),
]  # fmt: skip

NO_STOP_EN = [
    "Either party may terminate this Agreement at the end of any calendar month on thirty days' notice.",
    "Supplier may terminate this Agreement during any renewal term upon thirty days' written notice.",
    "Either party may terminate this Agreement at any time during the term or any renewal term upon 30 days' written notice.",
    "Supplier may increase the fees at the beginning of each renewal term upon sixty days' prior written notice.",
    "If this Agreement is renewed, fees may be changed on 30 days' notice.",
    "This Agreement may be terminated by Customer effective at the end of the trial period upon 5 days' notice.",
    "Each policy will include a provision requiring at least thirty days' notice prior to any cancellation, non-renewal or change.",
    "If no written notice shows the intention to renew this Agreement thirty days before the expiry of the term, it shall terminate.",
    "Supplier may renew or terminate insurance on thirty days' prior written notice.",
]
NO_STOP_FR = [
    "Chaque partie peut résilier le contrat à la fin de chaque mois civil moyennant un préavis de trente jours.",
    "Chaque partie peut résilier le contrat à tout moment pendant toute période de renouvellement moyennant un préavis de deux mois.",
    "À défaut de notification de l'intention de renouveler le contrat un mois avant le terme, celui-ci prend fin.",
    "La police d'assurance devra prévoir un préavis de trente jours avant toute résiliation ou tout non-renouvellement.",
    "Le Prestataire peut modifier les tarifs à chaque renouvellement moyennant un préavis de deux mois.",
]
RENEWS_EN = " This Agreement shall be automatically renewed for successive terms of one year."
RENEWS_FR = " Le contrat est renouvelé tacitement par périodes d'un an."


@pytest.mark.parametrize("clause", OTHERS_EN)
def test_of_another_paper_in_english(clause: str) -> None:
    contract = read(ENGLISH, TERM_EN, clause)
    assert [name for name in FIELDS if name in contract.fields] == []


@pytest.mark.parametrize("clause", OTHERS_FR)
def test_of_another_paper_in_french(clause: str) -> None:
    contract = read(FRENCH, DURATION_FR, clause)
    assert [name for name in FIELDS if name in contract.fields] == []


@pytest.mark.parametrize(("clause", "field", "expected"), OWN_EN)
def test_its_own_days_stay(clause: str, field: str, expected: date) -> None:
    assert getattr(read(ENGLISH, TERM_EN, clause), field) == expected


@pytest.mark.parametrize(
    "paper", ["letter dated March 1, 2002", "order of March 1, 2002", "lease, signed on March 1, 2002"]
)
def test_the_day_of_another_paper_is_no_effective_date(paper: str) -> None:
    assert (
        read(ENGLISH, TERM_EN, f"This Agreement shall commence on the day named in the {paper}.").effective_date is None
    )


def test_a_lease_is_a_contract_of_its_own() -> None:
    lease = ENGLISH.replace("SERVICE AGREEMENT", "COMMERCIAL LEASE").replace("This Agreement", "This Lease")
    assert read(lease, TERM_EN, "The lease expires on May 31, 2008.").end_date == date(2008, 5, 31)
    bail = FRENCH.replace("CONTRAT DE PRESTATION", "BAIL COMMERCIAL")
    assert read(bail, DURATION_FR, "Le bail prend fin le 31 mai 2028.").end_date == date(2028, 5, 31)


@pytest.mark.parametrize("also", ["", RENEWS_EN])
@pytest.mark.parametrize("clause", NO_STOP_EN)
def test_notices_that_stop_no_renewal_in_english(clause: str, also: str) -> None:
    said = read(ENGLISH, TERM_EN, clause + also).notice
    assert said is None or said.before == "any_time"


@pytest.mark.parametrize("also", ["", RENEWS_FR])
@pytest.mark.parametrize("clause", NO_STOP_FR)
def test_notices_that_stop_no_renewal_in_french(clause: str, also: str) -> None:
    said = read(FRENCH, DURATION_FR, clause + also).notice
    assert said is None or said.before == "any_time"
