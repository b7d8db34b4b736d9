from __future__ import annotations

import pytest

from rag.domain.geometry import Span
from rag.domain.passage import Passage


def passage(*places: str | None, confidence: tuple[float | None, ...] = ()) -> Passage:
    """A passage of two characters a span."""
    sure = confidence or (None,) * len(places)
    spans = tuple(Span(2 * n, 2 * n + 2, 1, None, place, sure[n]) for n, place in enumerate(places))
    return Passage("p", "d", "v", 0, "ab" * len(places), (), 1, spans, 0, 2 * len(places))


@pytest.mark.parametrize(
    ("places", "whole"),
    [
        ((None, None), None),
        (("B5",), "B5"),
        (("Tarifs!B5",), "Tarifs!B5"),
        (("Tarifs!A5", "Tarifs!F5", "Tarifs!A7", "Tarifs!C7"), "Tarifs!A5:F7"),
        (("S!Z1", "S!AA1"), "S!Z1:AA1"),
        (("S!A1:B1", "S!A2"), "S!A1:B2"),
        (("A1:B1",), "A1:B1"),
        (("S!A9", "S!A10"), "S!A9:A10"),
        (("L'an!2!B2", "L'an!2!C3"), "L'an!2!B2:C3"),
        (("Tarifs!A5", "Remises!B2"), "Tarifs!A5 – Remises!B2"),
        (("BT-1", "BT-112"), "BT-1 – BT-112"),
        (("BG-25/3", "BG-25/3"), "BG-25/3"),
        ((None, "A2"), "A2"),
    ],
)
def test_the_place_of_a_passage_holds_the_places_of_its_runs(places: tuple[str | None, ...], whole: str | None) -> None:
    assert passage(*places).place() == whole


def test_the_place_and_confidence_of_some_characters_are_of_these_only() -> None:
    cells = passage("S!A1", "S!B1", "S!C1", confidence=(0.5, 0.9, None))
    assert (cells.place(2, 4), cells.confidence(2, 4)) == ("S!B1", 0.9)
    assert (cells.confidence(), cells.confidence(4, 6)) == (0.5, None)
