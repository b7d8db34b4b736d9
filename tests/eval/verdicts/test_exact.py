"""Exact match of values: no paper has our rule, so every case here is by hand, after SQuAD's "exactly this" and DROP's
numbers and dates by value."""

from __future__ import annotations

import pytest

from eval.verdicts.exact import states_exactly


@pytest.mark.parametrize(
    ("accept", "answer", "exact"),
    [
        (["90 jours"], "Le préavis est de 90 jours.", True),
        (["90 jours"], "The notice is ninety (90) days.", True),
        (["six mois"], "6 months before the end.", True),
        (["90 jours"], "Le préavis est de 60 jours.", False),
        (["90 jours"], "Le préavis est de 90 jours, ou de 60 jours par accord.", False),
        (["2 heures"], "2 heures depuis le 1er janvier 2025.", True),  # a date is no duration
        (["2 heures"], "P1 : 2 heures, 10 heures", False),
        (["15 600,00 €"], "EUR 15,600.00 a year", True),
        (["15 600,00 €"], "15 600,00 € au lieu de 14 900,00 €", False),
        (["15 600,00 €"], "15 600,00 €, soit 4 % de plus", True),
        (["9.80"], "EUR 9.80 per kg", True),
        (["9.80"], "EUR 9.80 per kg, EUR 10.20 before", False),  # the kind in which the answer states it
        (["14"], "14 aérothermes (article 7)", True),  # an article's number counts nothing
        (["14"], "14 aérothermes et 3 chaudières", False),
        (["31 mars 2026"], "Le 31/03/2026.", True),
        (["31 mars 2026"], "Du 1er avril 2023 au 31 mars 2026.", False),
        (["30 juin 2025", "30 juin 2028"], "Au 30 juin 2025 et au 30 juin 2028.", True),
        (["30 juin 2025", "30 juin 2028"], "Au 30 juin 2025.", False),
        (["10 %"], "10 % par année, 30 % au plus", False),
        (["pompe à chaleur", "18 kW"], "Une pompe à chaleur de 18 kW.", True),
        (["1,5 %"], "Non pas 9 % mais 1,5 %.", False),  # what is denied is another value all the same
        (["90 jours"], "90 jours [2].", True),  # a citation mark is no number
        (["90 jours"], "", False),
    ],
)
def test_the_values_and_no_other_of_their_kinds(accept: list[str], answer: str, exact: bool) -> None:
    assert states_exactly(answer, "Combien ?", accept) is exact


def test_what_the_question_names_is_no_other_value() -> None:
    answer = "La facture du 30/09/2024 a été payée le 14/11/2024."
    assert states_exactly(answer, "Quand la facture du 30/09/2024 a-t-elle été payée ?", ["14/11/2024"])
    assert not states_exactly(answer, "Quand la facture a-t-elle été payée ?", ["14/11/2024"])


@pytest.mark.parametrize("accept", [[], ["Treuilly"], ["FA-2025-0288"]])
def test_without_an_expected_number_or_date_there_is_nothing_to_match(accept: list[str]) -> None:
    assert states_exactly("FA-2025-0288, 14 jours", "?", accept) is None
