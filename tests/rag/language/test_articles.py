from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import article_parts, changes_wording, holds_article, mentions_article, named_articles


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Que dit l'article 7.3 du contrat ?", {"7.3"}),
        ("Que prévoit l’article n° 12 ?", {"12"}),
        ("Art. 5 du bail ?", {"5"}),
        ("What does Section 12.1 say about clause 4, and § 2?", {"12.1", "4", "2"}),
        ("Que prévoient les articles 3 et suivants ?", {"3"}),
        ("article 7.", {"7"}),
        ("Quel est le délai de 7 jours ?", set()),
        ("article L. 145-1 du code de commerce", set()),
        ("un article 3D", set()),
        ("sous-section2x", set()),
    ],
)
def test_the_articles_that_a_question_names(question: str, numbers: set[str]) -> None:
    assert named_articles(question) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Article 7 – Durée\n\nTrois ans.", "7"),
        ("Article\xa07 – Durée", "7"),
        ("ARTICLE 7", "7"),
        ("Section 7. Term", "7"),
        ("7. Term and termination", "7"),
        ("7 – Durée", "7"),
        ("7.3 Chaque partie peut…", "7"),
        ("Fin.\n\n  7.3 Chaque partie peut…", "7.3"),
        ("7.3. Chaque partie peut…", "7.3"),
        ("7.3.1 Chaque partie peut…", "7.3"),
    ],
)
def test_a_passage_in_which_an_article_begins(text: str, number: str) -> None:
    assert holds_article(text, [number])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("les pénalités de l'article 7", "7"),
        ("17. Term", "7"),
        ("7 jours ouvrés", "7"),
        ("7 | chariot | 412,00 €", "7"),
        ("7,3 % par an", "7"),
        ("7.30 Chaque partie", "7.3"),
        ("Article 7 – Durée", "7.3"),
        ("Article 70 – Durée", "7"),
        ("", "7"),
    ],
)
def test_a_passage_in_which_it_does_not(text: str, number: str) -> None:
    assert not holds_article(text, [number])
    assert not holds_article("Article 7", [])


@pytest.mark.parametrize("text", [" " * 50_000, "1." * 50_000, "article " * 20_000, "1.1\n" * 20_000, "§" * 50_000])
def test_long_texts_take_no_longer_than_their_length(text: str) -> None:
    started = time.process_time()
    holds_article(text, ["7"]), named_articles(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "headings", "before", "numbers"),
    [
        ("Article 8 – Prix\n\n8.1 Le prix.\n\n8.2 Les heures.", ("Article 8 – Prix",), None, ["8", "8.1", "8.2"]),
        ("suite du prix.\n8.2 Les heures.", ("Article 8 – Prix",), "8.1", ["8.1", "8.2"]),
        ("suite du prix.", ("Article 8 – Prix",), "7.3", ["8"]),
        ("suite.", ("Annexe",), "7.3", ["7.3"]),
        ("suite.", (), None, [None]),
        # Items of a list, figures and mentions at a line's beginning are no articles.
        ("Article 8\n1. Chaudière\n2. Pompe\n3.5 jours\narticle 6 du contrat", (), None, ["8"]),
        ("5.2 Le service :\n1. Chaudière\n2. Pompe\n6. Prix", (), None, ["5.2", "6"]),
        ("5.2 Fees as below.\nSection 6 – Term\n6.1 Three years.", (), None, ["5.2", "6", "6.1"]),
        ("7. Term\n\n7.1 Three years.\n\n8. Notice", ("7. Term",), None, ["7", "7.1", "8"]),
    ],
)
def test_a_passage_is_cut_at_its_articles(
    text: str, headings: tuple[str, ...], before: str | None, numbers: list[str | None]
) -> None:
    parts = article_parts(text, headings, before)
    assert [part.number for part in parts] == numbers
    assert "".join(text[part.start : part.end] for part in parts).strip() == text.strip()


@given(st.text(alphabet="15.2 \nA§rticle-", max_size=80), st.text(alphabet="15.Article ", max_size=12))
def test_no_character_is_in_two_articles(text: str, heading: str) -> None:
    parts = article_parts(text, (heading,))
    assert all(one.end <= other.start for one, other in pairwise(parts))
    held = "".join(text[part.start : part.end] for part in parts)
    assert held.split() == text.split()


@pytest.mark.parametrize(
    ("said", "number", "changes"),
    [
        ("a l'article 8.1 du contrat, la redevance est portee de 1 a 2 euros.", "8.1", True),
        ("la grille de l'article 8.2 n'est pas modifiee.", "8.2", False),
        ("les penalites de l'article 6 s'appliquent au nouveau delai.", "6", False),
        ("sections 4 and 7.2 are hereby amended.", "7.2", True),
        ("section 7.2 shall remain unchanged.", "7.2", False),
        ("article 7.21 is replaced.", "7.2", False),
        ("clause 7 is replaced within 2 days.", "2", False),
    ],
)
def test_what_changes_an_article(said: str, number: str, changes: bool) -> None:
    assert (mentions_article(said, number) and changes_wording(said)) is changes
