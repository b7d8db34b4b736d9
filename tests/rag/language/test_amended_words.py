from __future__ import annotations

from datetime import date

import pytest

from rag.domain.answer import Amended
from rag.language import amended_words


@pytest.mark.parametrize(
    ("number", "signed", "since", "french", "english"),
    [
        ("2", date(2025, 3, 12), date(2025, 4, 1),
         "Modifié par l’avenant n° 2 du 12/03/2025 (article 5.2, en vigueur depuis le 01/04/2025)",
         "Amended by amendment no. 2 of 12 March 2025 (article 5.2, in force since 1 April 2025)"),
        (None, date(2025, 3, 12), None, "Modifié par l’avenant du 12/03/2025 (article 5.2)",
         "Amended by the amendment of 12 March 2025 (article 5.2)"),
        (None, None, None, "Modifié par un avenant (article 5.2)", "Amended by an amendment (article 5.2)"),
    ],
)  # fmt: skip
def test_the_mark_in_words(
    number: str | None, signed: date | None, since: date | None, french: str, english: str
) -> None:
    amended = Amended(
        article="5.2",
        document_id="d",
        version_id="v",
        title="t",
        filename="f",
        number=number,
        signed=signed,
        since=since,
    )
    assert (amended_words(amended, "fr"), amended_words(amended, "en")) == (french, english)
