"""Finding quotations and mapping them back."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import find_quote, fold, unproved_values

CONTRACT = (
    "ARTICLE 7 – DURÉE\nLe présent contrat est conclu pour une durée de douze (12) mois, moyennant un prix de "
    "1\u202f234,56\u00a0€ hors\u00a0taxes. Il ne peut être rési-\nlié qu’avec un préavis de quatre-vingt-dix (90) "
    "jours.\n\nLe client n’est pas tenu de l’œuvre. Remise : -120,00 €. Délai : 1.5 jours, soit soixante-dix heures."
)


@pytest.mark.parametrize(
    "quote",
    [
        "Le présent contrat est conclu",
        "le present CONTRAT est conclu",
        "un prix de 1 234,56 € hors taxes",
        "résilié qu'avec un préavis",
        "l'oeuvre",
        "quatre-vingt-dix (90) jours",
        "durée Le présent contrat",
        "-120,00 €",
    ],
)
def test_exact_slice_folds_to_the_quote(quote: str) -> None:
    span = find_quote(quote, CONTRACT)
    assert span is not None
    assert fold(CONTRACT[slice(*span)]) == fold(quote)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("« un préavis de quatre-vingt-dix (90) jours. »", "un préavis de quatre-vingt-dix (90) jours"),
        ("prix de 1234,56€", "prix de 1\u202f234,56\u00a0€"),
        ("préavis de quatre vingt dix 90 jours", "préavis de quatre-vingt-dix (90) jours"),
        ("Article 7 : durée", "ARTICLE 7 – DURÉE"),
        ("Il ne peut etre resilie qu'avec une préavis de quatre-vingt-dix (90) jours", None),
        ("...un préavis de quatre-vingt-dix", "un préavis de quatre-vingt-dix"),
    ],
)
def test_loose_and_fuzzy(quote: str, found: str | None) -> None:
    span = find_quote(quote, CONTRACT)
    assert span is not None
    if found is not None:
        assert CONTRACT[slice(*span)] == found


@pytest.mark.parametrize("dots", ["…", "...", "[...]", "(…)", "[…]", " [ ... ] "])
def test_ellipsis_covers_all_parts(dots: str) -> None:
    span = find_quote(f"Le présent contrat{dots}douze (12) mois", CONTRACT)
    assert span is not None
    found = CONTRACT[slice(*span)]
    assert found.startswith("Le présent contrat") and found.endswith("douze (12) mois")


def test_ellipsis_parts_must_follow_and_be_near() -> None:
    assert find_quote("douze (12) mois ... Le présent contrat", CONTRACT) is None
    assert find_quote("début ... fin", "début " + "mot " * 500 + "fin") is None
    assert find_quote("début ... fin", "début " + "mot " * 500 + "début et fin") is not None


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "a",
        "…",
        "ab",
        "234,56 €",
        "1 234",
        "dix (90) jours",
        "dix heures",
        "15 jours",
        "contrat est conclu pour une durée de douze (13) mois, moyennant un prix",
        "moyennant un prix de 1 235,56 € hors taxes. Il ne peut être",
        "Il peut être résilié qu'avec un préavis de quatre-vingt-dix (90) jours",
        "Le client est tenu de l'oeuvre. Remise : -120,00 €",
        "soit cinquante-dix heures",
        "une phrase qui ne s'y trouve nulle part",
        "client n'est pas tenu des dommages indirects",
        "ésent contr",
    ],
)
def test_absent(quote: str) -> None:
    span = find_quote(quote, CONTRACT)
    assert span is None or fold(quote).strip("-. ") not in fold(CONTRACT[slice(*span)])
    if quote != "ésent contr":
        assert span is None


def test_a_quote_without_its_minus_sign_is_given_back_with_it() -> None:
    span = find_quote("Remise : 120,00 €", CONTRACT)
    assert span is None or unproved_values("120,00 €", CONTRACT[slice(*span)])


@given(st.data())
def test_any_run_of_whole_words_is_found(data: st.DataObject) -> None:
    pieces = ["bleu", "l’été", "œuvre", "net", "droit,", "prix;", "(fin)", "rouge", "B2B", "mai"]
    drawn = data.draw(st.lists(st.sampled_from(pieces), min_size=4, max_size=40))
    separator = data.draw(st.sampled_from([" ", "\n", "\u00a0", "  ", "\t"]))
    text = separator.join(drawn)
    low = data.draw(st.integers(0, len(drawn) - 3))
    high = data.draw(st.integers(low + 2, len(drawn)))
    quote = " ".join(drawn[low:high])
    span = find_quote(quote, text)
    assert span is not None
    assert fold(text[slice(*span)]).strip("(),;") == fold(quote).strip("(),;")


@given(st.integers(100, 99_999), st.integers(0, 4), st.integers(1, 9))
def test_a_changed_digit_is_never_found(number: int, place: int, change: int) -> None:
    digits = list(str(number))
    at = place % len(digits)
    digits[at] = str((int(digits[at]) + change) % 10)
    text = f"Le montant total de la prestation annuelle s'élève à {number} euros hors taxes pour chaque année."
    assert find_quote(text.replace(str(number), "".join(digits)), text) is None
    assert find_quote(text, text) == (0, len(text) - 1)


def test_fast_on_long_texts() -> None:
    chooser = random.Random(5)
    text = " ".join(chooser.choice(CONTRACT.split()) for _ in range(3500))[:20_000]
    started = time.process_time()
    for index in range(20):
        find_quote(f"une phrase absente {index} qui ne se trouve nulle part dans ce texte très long", text)
    assert time.process_time() - started < 2
