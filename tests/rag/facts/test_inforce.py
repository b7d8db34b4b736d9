from __future__ import annotations

from datetime import date

import pytest

from rag.domain.contract import Amends, Clause, Contract, ContractParty
from rag.domain.invoice import FieldState
from rag.facts.inforce import FiledContract, amendments_of, in_force

PARTIES = (ContractParty(name="Alpha SAS", siren="999120454"), ContractParty(name="Bêta SARL"))
CONTRACT = FiledContract(
    "contract",
    Contract(
        title="Contrat de maintenance",
        number="MNT-2023-041",
        parties=PARTIES,
        signature_date=date(2023, 3, 15),
        effective_date=date(2023, 4, 1),
    ),
)


def amendment(
    name: str,
    articles: tuple[str, ...],
    start: date | None,
    number: str | None = "MNT 2023/041",
    title: str | None = None,
    signed: date | None = None,
    parties: tuple[ContractParty, ...] = PARTIES,
) -> FiledContract:
    amends = Amends(title=title, number=number, signed=signed, articles=articles)
    return FiledContract(name, Contract(number=name, parties=parties, effective_date=start, amends=amends))


FIRST = amendment("1", ("5.2", "8.1"), date(2025, 1, 1))
SECOND = amendment("2", ("8.1", "9"), date(2026, 1, 1))
CHAIN = [SECOND, FIRST, CONTRACT]


@pytest.mark.parametrize(
    ("article", "on", "holder", "since"),
    [
        ("8.1", date(2024, 12, 31), "contract", date(2023, 4, 1)),
        ("8.1", date(2025, 1, 1), "1", date(2025, 1, 1)),
        ("8.1", date(2025, 12, 31), "1", date(2025, 1, 1)),
        ("8.1", date(2026, 1, 1), "2", date(2026, 1, 1)),
        ("5.2", date(2027, 1, 1), "1", date(2025, 1, 1)),
        ("7", date(2027, 1, 1), "contract", date(2023, 4, 1)),
        ("9.2", date(2027, 1, 1), "2", date(2026, 1, 1)),
        ("52", date(2027, 1, 1), "contract", date(2023, 4, 1)),
        ("8.10", date(2027, 1, 1), "contract", date(2023, 4, 1)),
        ("8.1", date(2023, 3, 31), None, None),
    ],
)
def test_the_last_amendment_in_effect_wins(article: str, on: date, holder: str | None, since: date | None) -> None:
    wording = in_force(CONTRACT, CHAIN, article, on)
    assert (wording.document_id, wording.since, wording.doubtful) == (holder, since, False)


def test_a_part_of_an_article_may_be_anothers() -> None:
    wording = in_force(CONTRACT, CHAIN, "8", date(2026, 6, 1))
    assert wording.document_id == "contract"
    assert wording.parts == (("8.1", "2"),)
    whole = amendment("3", ("8",), date(2026, 5, 1))
    assert in_force(CONTRACT, [*CHAIN, whole], "8", date(2026, 6, 1)).parts == ()
    assert in_force(CONTRACT, [*CHAIN, whole], "8", date(2026, 6, 1)).document_id == "3"


def test_it_says_why() -> None:
    assert in_force(CONTRACT, CHAIN, "8.1", date(2025, 6, 1)).why == (
        "Le contrat d'origine fixe l'article 8.1 depuis le 01/04/2023.",
        "L'avenant n° 1 remplace l'article 8.1 à compter du 01/01/2025.",
        "L'avenant n° 2 change l'article 8.1, mais seulement à compter du 01/01/2026.",
    )
    assert in_force(CONTRACT, [FIRST], "5", date(2025, 6, 1), "en").why == (
        "The original contract sets article 5 since 1 April 2023.",
        "Amendment no. 1 changes a part of this article, article 5.2, from 1 January 2025.",
    )
    assert in_force(CONTRACT, [], "5", date(2020, 1, 1), "en").why == (
        "The contract has no effect yet: it starts on 1 April 2023.",
    )


def test_without_a_day_or_articles_nothing_is_claimed() -> None:
    undated = in_force(CONTRACT, [amendment("1", ("8.1",), None)], "8.1", date(2026, 1, 1))
    assert (undated.document_id, undated.doubtful) == ("contract", True)
    unclear = in_force(CONTRACT, [amendment("1", (), date(2025, 1, 1))], "8.1", date(2026, 1, 1))
    assert (unclear.document_id, unclear.doubtful) == ("contract", True)
    clause = Clause(quote="", start=0, end=0, state=FieldState.DOUBTFUL)
    doubtful = FIRST.contract.model_copy(update={"fields": {"effective_date": clause}})
    wording = in_force(CONTRACT, [FiledContract("1", doubtful)], "8.1", date(2026, 1, 1))
    assert (wording.document_id, wording.doubtful) == ("1", True)


def test_an_amendment_is_matched_by_number_first() -> None:
    other = amendment("x", ("8.1",), date(2025, 1, 1), number="MNT-2023-042", signed=date(2023, 3, 15))
    assert amendments_of(CONTRACT, [other, FIRST]) == [FIRST]


@pytest.mark.parametrize(
    ("title", "signed", "parties", "belongs"),
    [
        (None, date(2023, 3, 15), PARTIES, True),
        (None, date(2023, 3, 16), PARTIES, False),
        ("contrat de maintenance", None, PARTIES[::-1], True),
        ("contrat de fourniture", None, PARTIES, False),
        (None, None, PARTIES, False),
        (None, date(2023, 3, 15), (PARTIES[0], ContractParty(name="Gamma SA")), False),
        (None, date(2023, 3, 15), (ContractParty(name="ALPHA", siren="999120454"), PARTIES[1]), True),
        (None, date(2023, 3, 15), (), False),
    ],
)
def test_without_a_number_by_parties_and_date_or_title(
    title: str | None, signed: date | None, parties: tuple[ContractParty, ...], belongs: bool
) -> None:
    each = amendment("1", ("8.1",), date(2025, 1, 1), number=None, title=title, signed=signed, parties=parties)
    assert (amendments_of(CONTRACT, [each]) == [each]) is belongs


def test_an_amendment_amends_no_amendment() -> None:
    assert amendments_of(FIRST, CHAIN) == []
