"""Claims made false, and how many of them the check withholds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import wilson
from eval.parts.falsifying import falsified
from eval.parts.verification import (
    TRUE,
    TrueClaim,
    claims_of_contractnli,
    measure_paraphrased,
    measure_verification,
)
from eval.suites.paraphrased import read_paraphrased
from rag.errors import RequestError
from rag.language import unproved_values
from tests.rag.answering.scripted import passage

PARTIES = ["Nuagence", "Thermolys"]


@pytest.mark.parametrize(
    ("claim", "language", "false"),
    [
        ("Le préavis est de 90 jours.", "fr", {"number": "Le préavis est de 93 jours."}),
        ("Le préavis est de 3 mois.", "fr", {"number": "Le préavis est de 4 mois."}),
        ("Le prix est de 14 400,00 € HT.", "fr", {"amount": "Le prix est de 15 400,00 € HT."}),
        ("Interest accrues at 1.5 % a year.", "en", {"percentage": "Interest accrues at 2.5 % a year."}),
        ("Il prend effet le 30/06/2025.", "fr", {"date": "Il prend effet le 03/06/2025."}),
        ("Signé le 14 mai 2024.", "fr", {"date": "Signé le 15 mai 2024."}),
        ("Facture FA-2025-0288 payée.", "fr", {"identifier": "Facture FA-2025-0281 payée."}),
        ("Thermolys livre.", "fr", {"party": "Nuagence livre."}),
        ("The Buyer shall not copy it.", "en", {"negation": "The Buyer shall copy it."}),
        ("The Buyer shall pay.", "en", {"negation": "The Buyer shall not pay.", "party": "The Supplier shall pay."}),
        ("Le Client paie le Prestataire.", "fr", {"party": "Le Prestataire paie le Client."}),
        ("Le bail est reconduit.", "fr", {"negation": "Le bail n'est pas reconduit."}),
        ("Le bailleur ne paie pas.", "fr", {"negation": "Le bailleur paie."}),
        ("Six mois.", "fr", {}),
    ],
)
def test_one_thing_is_changed(claim: str, language: str, false: dict[str, str]) -> None:
    made = {each.kind: each.text for each in falsified(claim, language, PARTIES)}
    assert {kind: made.get(kind) for kind in false} == false
    assert false or not made


@given(st.decimals(1, 10**7, places=2), st.sampled_from(["€", "%", "jours", ""]))
def test_a_changed_number_is_another_number(value: object, unit: str) -> None:
    claim = f"Valeur : {value} {unit}."
    for made in falsified(claim, "fr", ()):
        assert made.text != claim
        assert unproved_values(made.text, claim)


def test_the_rates_are_counted_by_kind() -> None:
    """Two true claims; one of them rests on words that are not there, so that it is withheld whatever it says."""
    found = passage("Le préavis est de 90 jours. Le dépôt est de 500,00 €.")
    good = TrueClaim("Le préavis est de 90 jours.", "Le préavis est de 90 jours.", "fr", "Quel préavis ?", [found])
    bad = TrueClaim("La garantie vaut 7 ans.", "La garantie vaut 7 ans.", "fr", "Quelle garantie ?", [found])
    measured = measure_verification([good, bad], PARTIES)
    assert measured[TRUE]["numerator"] == 1 and measured[TRUE]["denominator"] == 2
    assert (measured[TRUE]["low"], measured[TRUE]["high"]) == wilson(1, 2)
    assert (measured["number"]["numerator"], measured["number"]["denominator"]) == (2, 2)
    assert (measured["negation"]["numerator"], measured["negation"]["denominator"]) == (1, 1)
    assert set(measured) == {TRUE, "number", "negation"}


def test_an_entailment_model_withholds_what_it_finds_denied() -> None:
    class Denying:
        def denies(self, text: str, claim: str) -> bool:
            return "90" in claim

    found = passage("Le préavis est de 90 jours. Le dépôt est de 500,00 €.")
    claims = [
        TrueClaim(text, text, "fr", "", [found])
        for text in ("Le préavis est de 90 jours.", "Le dépôt est de 500,00 €.")
    ]
    measured = measure_verification(claims, (), Denying())  # type: ignore[arg-type]
    assert (measured[TRUE]["numerator"], measured[TRUE]["denominator"]) == (1, 2)
    assert measure_verification(claims, ())[TRUE]["numerator"] == 0


def test_contractnli_is_read_and_other_files_refused(tmp_path: Path) -> None:
    text = "The Recipient shall not copy the documents. It may keep one copy for its records."
    annotations = {
        "a": {"choice": "Entailment", "spans": [0]},
        "b": {"choice": "Contradiction", "spans": [1]},
        "c": {"choice": "NotMentioned", "spans": []},
    }
    content = {
        "labels": {key: {"hypothesis": f"Claim {key}."} for key in annotations},
        "documents": [
            {"id": 7, "text": text, "spans": [[0, 43], [44, 81]], "annotation_sets": [{"annotations": annotations}]}
        ],
    }
    file = tmp_path / "dev.json"
    file.write_text(json.dumps(content))
    [claim] = claims_of_contractnli(file)
    assert (claim.text, claim.quote) == ("Claim a.", "The Recipient shall not copy the documents.")
    assert [one.found.passage.text for one in claim.given] == [claim.quote]
    file.write_text("{}")
    with pytest.raises(RequestError, match="ContractNLI"):
        list(claims_of_contractnli(file))


def test_claims_in_other_words_are_told_as_measured() -> None:
    """The figures of docs/measures.md, rounded down: a change of the rules that loses any of them is seen."""
    passages = read_paraphrased()
    assert {claim.quote in one.text for one in passages for claim in one.claims} == {True}
    measured = measure_paraphrased(passages)

    def share(kind: str) -> float:
        return measured[kind]["numerator"] / measured[kind]["denominator"]

    assert measured[TRUE]["denominator"] == 408 and share(TRUE) <= 0.035
    for kind, least in (
        ("number", 1.0),
        ("date", 0.96),
        ("amount", 0.96),
        ("negation", 0.85),
        ("may and must", 0.9),
        ("conditions, exceptions", 0.8),
        ("party", 0.6),
    ):
        assert share(kind) >= least, (kind, measured[kind])
