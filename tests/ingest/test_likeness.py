"""How alike two texts are."""

from __future__ import annotations

from ingest.likeness import as_numbers, differing_bits, likeness, runs_of, simhash

CONTRACT = " ".join(f"article {number} le prestataire fait chose{number} pour le client" for number in range(120))


def _bits(one: str, other: str) -> int:
    marks = [simhash(runs_of([text])) for text in (one, other)]
    numbers = as_numbers([mark or "" for mark in marks])
    return int(differing_bits(numbers[:1], numbers[1])[0])


def test_a_changed_amount_clause_or_party_leaves_texts_alike() -> None:
    for changed in (
        CONTRACT.replace("chose50", "98 765,43 euros"),
        CONTRACT.replace("article 60 le prestataire fait chose60 pour le client", "tout autre clause de garantie"),
        CONTRACT.replace("prestataire", "Zorglub", 10),
    ):
        assert _bits(CONTRACT, changed) <= 15
        assert 0.8 < likeness(runs_of([CONTRACT]), runs_of([changed])) < 1


def test_other_texts_are_not_alike() -> None:
    other = " ".join(f"facture {number} du fournisseur pour la livraison{number} de biens" for number in range(120))
    assert _bits(CONTRACT, other) > 15 and likeness(runs_of([CONTRACT]), runs_of([other])) < 0.1


def test_case_accents_and_where_a_text_is_cut_do_not_matter() -> None:
    assert _bits("Été à l'École " * 20 + CONTRACT, "ETE A L'ECOLE " * 20 + CONTRACT.upper()) == 0
    words = CONTRACT.split()
    overlapping = [" ".join(words[:500]), " ".join(words[498:])]
    assert likeness(runs_of([CONTRACT]), runs_of(overlapping)) == 1


def test_a_text_too_short_says_nothing() -> None:
    assert simhash(runs_of(["Bon pour accord."])) is None and simhash(runs_of([])) is None
    assert likeness(runs_of([]), runs_of([])) == 0
