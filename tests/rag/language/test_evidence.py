"""Values of a claim that the proof does not hold."""

from __future__ import annotations

import re
from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.language import Money, format_money, unproved_values

PROVED = [
    ("Le délai est de 2 mois.", "Un délai de deux à trois mois est donné."),
    ("The notice is thirty days.", "The notice is thirty or sixty days."),
    ("Il y a 2 parties.", "Le contrat lie les deux parties."),
    ("Le total est de 2,00 €.", "Montant | 2,00"),
    ("1 234,56 €", "EUR 1,234.56"),
    ("€1,234.56", "Total TTC 1\u202f234,56\u00a0€"),
    ("1 234,56 €", "Total TTC (EUR)\t1234,56"),
    ("1,5 M€", "1 500 000 euros"),
    ("90 jours", "90 days"),
    ("90 jours", "quatre-vingt-dix (90) jours"),
    ("ninety days", "un préavis de 90 jours"),
    ("quatre-vingt-dix jours", "ninety (90) days"),
    ("12 mois", "un an"),
    ("1 an", "twelve (12) months"),
    ("2 years", "vingt-quatre mois"),
    ("un trimestre", "trois mois"),
    ("2 weeks", "14 jours"),
    ("18 mois", "un an et demi"),
    ("½ journée", "une ½ journée"),
    ("30 jours ouvrés", "thirty business days"),
    ("30 calendar days", "30 jours"),
    ("un préavis d'un mois", "préavis de un (1) mois"),
    ("12,5 %", "12.5 pour cent"),
    ("20 %", "20,00%"),
    ("31 décembre 2024", "31/12/2024"),
    ("December 31, 2024", "31.12.2024"),
    ("4 March 2024", "The term of this agreement shall start on 03/04/2024"),
    ("décembre 2024", "le 3 décembre 2024"),
    ("12/2024", "December 2024"),
    ("en 2024", "le 31/12/2024"),
    ("en 2024", "Exercice 2024"),
    ("31 mars", "au plus tard le 31 mars 2025"),
    ("31 mars", "March 31"),
    ("SIREN 732829320", "SIREN 732 829 320"),
    ("SIREN 732 829 320", "SIRET 732 829 320 00074"),
    ("SIREN 732 829 320", "TVA FR44732829320"),
    ("IBAN FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189"),
    ("facture F2024-0187", "FACTURE N° F2024-0187"),
    ("facture f2024/0187", "FACTURE N° F2024-0187"),
    ("article 7.2", "7.2 Durée"),
    ("article 7.2", "selon l'article 7.2, le client"),
    ("Section 12", "12. Termination"),
    ("article L. 441-10", "l'article L441-10 du code"),
    ("clause 7.2.1", "7.2.1 Term"),
    ("lot A4", "le lot A4"),
    ("à 14h30", "rendez-vous à 14h30"),
    ("Le prix est ferme [1].", "rien"),
    ("Le prix est ferme [1, 2] [3].", "rien"),
    ("1. Le prix est ferme", "rien"),
    ("2) Le prix est ferme", "rien"),
    ("aucune valeur", "rien"),
    ("un contrat, une facture", "rien"),
    ("deux parties", "les 2 parties"),
    ("1.234", "1,234"),
    ("1 234 kg", "Le poids est de 1.234 kg"),
    ("-120 €", "avoir de -120,00 EUR"),
    ("", ""),
]

UNPROVED = [
    ("Le total est de 2,00 €.", "Le contrat lie les deux parties.", "number", "2,00 €"),
    ("The notice is two months.", "Signed by both parties in two copies.", "number", "two months"),
    ("Le taux est de 3 %.", "Le contrat a trois annexes.", "number", "3 %"),
    ("Le délai est de 2 mois.", "Les deux parties conviennent d'un délai de trois mois.", "number", "2 mois"),
    ("1 234,56 €", "234,56 €", "number", "1 234,56 €"),
    ("234,56 €", "1 234,56 €", "number", "234,56 €"),
    ("34", "1234", "number", "34"),
    ("34", "34,5", "number", "34"),
    ("1234", "34", "number", "1234"),
    ("12 345 €", "12 et 345 €", "number", "12 345 €"),
    ("1 234,56 €", "1 234,56 $", "number", "1 234,56 €"),
    ("1,5 M€", "1,5 €", "number", "1,5 M€"),
    ("30 jours", "30 jours ouvrés", "number", "30 jours"),
    ("30 business days", "30 days", "number", "30 business days"),
    ("30 jours", "30 mois", "number", "30 jours"),
    ("30 jours", "1 mois", "number", "30 jours"),
    ("12 jours", "12 %", "number", "12 jours"),
    ("dix jours", "soixante-dix jours", "number", "dix jours"),
    ("quatre jours", "quatre-vingts jours", "number", "quatre jours"),
    ("60 jours", "quatre-vingt-dix (90) jours", "number", "60 jours"),
    ("two hundred days", "one hundred and two days", "number", "two hundred days"),
    ("12 jours", "le 12/12/2024", "number", "12 jours"),
    ("24 mois", "facture F-24-01", "number", "24 mois"),
    ("1 mois", "1. Le contrat", "number", "1 mois"),
    ("7 jours", "selon l'article 7 du contrat", "number", "7 jours"),
    ("un mois", "un contrat", "number", "un mois"),
    ("120 €", "-120 €", "number", "120 €"),
    ("-120 €", "120 €", "number", "-120 €"),
    ("5 %", ".5 %", "number", "5 %"),
    ("0,5 %", "5 %", "number", "0,5 %"),
    ("12 €", "rien", "number", "12 €"),
    ("deux ans et demi", "deux ans", "number", "deux ans et demi"),
    ("deux ans", "deux ans et demi", "number", "deux ans"),
    ("½ mois", "1 mois", "number", "½"),
    ("31 décembre 2024", "31 décembre 2023", "date", "31 décembre 2024"),
    ("31 décembre 2024", "décembre 2024", "date", "31 décembre 2024"),
    ("31/12/2024", "31 et 12 en 2024", "date", "31/12/2024"),
    ("4 mars 2024", "fait le 03/04/2024 à Paris", "date", "4 mars 2024"),
    ("décembre 2024", "novembre 2024", "date", "décembre 2024"),
    ("en 2024", "en 2023", "date", "en 2024"),
    ("31 mars", "31 mai", "date", "31 mars"),
    ("March 31", "31 times", "date", "March 31"),
    ("facture F2024-0187", "F2024-0188", "identifier", "F2024-0187"),
    ("facture F2024-0187", "F2024 et 0187", "identifier", "F2024-0187"),
    ("SIREN 732829320", "SIREN 732829321", "identifier", "732829320"),
    ("FR7630006000011234567890189", "IBAN FR76 3000 6000", "identifier", "FR7630006000011234567890189"),
    ("article 7.2", "article 7.3", "number", "7.2"),
    ("article 7.2", "7.2.1 Durée", "number", "7.2"),
    ("article 7", "7 jours", "number", "7"),
    ("clause 7.2.1", "clause 7.2.2", "number", "7.2.1"),
    ("lot A4", "lot A5", "identifier", "A4"),
    ("lot A4", "4 lots", "identifier", "A4"),
    ("à 14h30", "à 14h", "identifier", "14h30"),
    ("article L. 441-10", "article L. 441-1", "identifier", "L. 441-10"),
    ("３４ €", "12 €", "number", "３４ €"),
    ("Le délai est de 30 jours [1].", "[1] 60 jours", "number", "30 jours"),
]


@pytest.mark.parametrize(("claim", "proof"), PROVED)
def test_proved(claim: str, proof: str) -> None:
    assert unproved_values(claim, proof) == []


@pytest.mark.parametrize(("claim", "proof", "kind", "text"), UNPROVED)
def test_unproved(claim: str, proof: str, kind: str, text: str) -> None:
    assert [(value.kind, value.text) for value in unproved_values(claim, proof)] == [(kind, text)]


def test_values_come_in_the_claims_order() -> None:
    values = unproved_values("Le 31/12/2024, F2024-0187 : 12 € et 13 €.", "12 €")
    assert [value.text for value in values] == ["31/12/2024", "F2024-0187", "13 €"]


@given(st.integers(0, 10**11), st.sampled_from(["fr", "en"]), st.sampled_from(["fr", "en"]), st.integers(0, 20))
def test_amounts_prove_themselves_and_no_other(minor: int, said: str, written: str, place: int) -> None:
    claim = f"Le total est de {format_money(Money(minor, 'EUR'), said)}."
    assert unproved_values(claim, f"TOTAL {format_money(Money(minor, 'EUR'), written)} TTC") == []
    digits = str(minor)
    at = place % len(digits)
    other = int(digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1 :])
    assert unproved_values(claim, f"TOTAL {format_money(Money(other, 'EUR'), written)} TTC")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.integers(1, 400))
def test_dates_prove_themselves_and_no_other(day: date, later: int) -> None:
    claim = f"signé le {format_date(day, format='long', locale='fr')}"
    assert unproved_values(claim, f"Date : {day:%d/%m/%Y}") == []
    other = date.fromordinal(day.toordinal() + later)
    assert unproved_values(claim, f"Date de signature du contrat : {other:%d/%m/%Y}")


@given(
    st.text(alphabet="0123456789 ,.-/€%jours[]A", max_size=40),
    st.sampled_from(["", "rien du tout", "le client"]),
)
def test_no_digit_is_proved_by_a_proof_without_any(claim: str, proof: str) -> None:
    body = f"x {claim}".replace("[", " ").replace("]", " ")
    if any(char.isdigit() for char in body):
        assert unproved_values(body, proof)


@given(st.text(alphabet="0123456789 ,./€%jdF-\u00a0", max_size=30))
def test_a_claim_proves_itself(text: str) -> None:
    # What nobody writes: a decimal number, a letter and a figure in one word ("0.0F0") is read as a number first.
    assume(not re.search(r"[0-9][.,/][0-9]+[jdF]+[0-9]", text))
    assert unproved_values(f"x {text}", f"x {text}") == []


@pytest.mark.parametrize(
    ("claim", "proof", "proved"),
    [
        ("annoncées trois jours avant", "annoncées soixante-douze heures à l'avance", True),
        ("annoncées deux jours avant", "annoncées soixante-douze heures à l'avance", False),
        ("two business days after posting", "on the second business day after posting", True),
        ("three business days after posting", "on the second business day after posting", False),
        ("révisé tous les trois mois", "révisable chaque trimestre", True),
        ("révisé tous les deux mois", "révisable chaque trimestre", False),
        ("révisé dans les trois mois", "révisable chaque trimestre", False),
        ("coûte 9 centimes", "facturé 0,09 € HT", True),
        ("coûte 8 centimes", "facturé 0,09 € HT", False),
        ("valable jusqu'à fin août", "valable jusqu'au 31 août 2025", True),
        ("holds until the end of August", "stands until the end of July", False),
        ("tous les trois ans", "à chaque période triennale", True),
    ],
)
def test_values_said_in_another_way(claim: str, proof: str, proved: bool) -> None:
    assert (unproved_values(claim, proof) == []) is proved
