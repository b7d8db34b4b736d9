"""Which words of a contract are no longer in force: contracts of both languages, read from their texts as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from rag.domain.contract import Amends, Contract, ContractParty
from rag.domain.rights import OWNER, Reader
from rag.facts.changes import Change
from rag.facts.facts import Facts
from rag.store.opening import Store
from tests.support.ledgers import bring_in_facts

TODAY = date(2025, 6, 1)
PARTIES = (ContractParty(name="Alpha SAS", siren="999120454"), ContractParty(name="Bêta SARL"))
CONTRACT = Contract(
    title="Contrat de maintenance", number="MNT-2023-041", parties=PARTIES, signature_date=date(2023, 3, 15),
    effective_date=date(2023, 4, 1),
)  # fmt: skip
FEE = "8.1 La redevance annuelle est de 14 400 €."
HOURS = "8.2 Les heures de nuit sont facturées 93 €."
ORIGINAL = f"Article 8 – Prix\n\n{FEE}\n\n{HOURS}"
NEW_FEE = "À l'article 8.1 du Contrat, la redevance annuelle est portée de 14 400 € à 15 600 €."
ENGLISH = "7. Term\n\n7.1 This Agreement lasts three years.\n\n7.2 Either party may end it on 90 days' notice."


def amendment(
    articles: Sequence[str], start: date | None = date(2025, 1, 1), number: str = "1", **more: Any
) -> Contract:
    amends = {"number": "MNT 2023/041", "articles": tuple(articles), **more}
    return Contract(number=number, parties=PARTIES, effective_date=start, amends=Amends(**amends))


def changed(
    store: Store, quote: str, on: date = TODAY, reader: Reader = OWNER, name: str = "original"
) -> Change | None:
    """What changed the words of the document of that name."""
    facts = Facts(store.database)
    row = next(row for row in facts.contracts(OWNER) if row.filename == name)
    changes = facts.changes(reader, [row.document_id], on)
    for found in facts.passages(OWNER, [row.version_id])[row.version_id]:
        if (start := found.passage.text.find(quote)) >= 0:
            return changes.of(found.passage, start, start + len(quote))
    raise AssertionError(f"{quote!r} stands nowhere.")


def where(change: Change | None) -> tuple[str, str, str] | None:
    """The amendment's file, the article and the words that change it."""
    if change is None or change.place is None:
        return None
    place = change.place
    return change.amendment.filename, change.article, place.found.passage.text[place.start : place.end]


def test_the_article_that_was_changed_and_no_other(store: Store) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    bring_in_facts(store, "avenant", amendment(["8.1"]), texts=[f"Article 1 – Prix\n\n{NEW_FEE}"])
    change = changed(store, FEE)
    assert where(change) == ("avenant", "8.1", NEW_FEE)
    assert change is not None and change.since == date(2025, 1, 1)
    assert changed(store, HOURS) is None
    # A quote over both holds the changed one.
    assert where(changed(store, f"{FEE}\n\n{HOURS}")) == ("avenant", "8.1", NEW_FEE)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("AVENANT N° 1", "L'article 7.2 du contrat est remplacé par : « préavis de 60 jours »."),
        ("AMENDMENT NO. 1", 'Section 7.2 of the Agreement is hereby replaced with: "60 days\' notice".'),
        ("ADDENDUM", "Clauses 4 and 7.2 are amended: notice is now 60 days."),
    ],
)
def test_in_both_languages_and_by_every_name(store: Store, title: str, said: str) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ENGLISH], headings=["7. Term"])
    bring_in_facts(store, "other", amendment(["4", "7.2"]), texts=[f"{title}\n\nWhereas section 7.2 exists.\n\n{said}"])
    assert where(changed(store, "Either party may end it")) == ("other", "7.2", said)
    assert changed(store, "lasts three years") is None


@pytest.mark.parametrize(
    ("made", "on", "since"),
    [
        (amendment(["8.1"]), date(2024, 12, 31), None),
        (amendment(["8.1"]), date(2025, 1, 1), date(2025, 1, 1)),
        (amendment(["8.1"], date(2026, 1, 1)), TODAY, None),
        (amendment(["8.1"], None), TODAY, None),
        (amendment(["8.1"]), date(2023, 3, 31), None),
        (amendment([]), TODAY, None),
        (amendment(["8.10", "81", "7"]), TODAY, None),
        (Contract(number="1", parties=PARTIES, effective_date=date(2025, 1, 1),
                  amends=Amends(number="MNT-2023-042", articles=("8.1",))), TODAY, None),
        (Contract(number="1", parties=PARTIES, effective_date=date(2025, 1, 1),
                  amends=Amends(signed=date(2023, 3, 15), articles=("8",))), TODAY, date(2025, 1, 1)),
        (Contract(number="1", parties=PARTIES[:1], effective_date=date(2025, 1, 1),
                  amends=Amends(signed=date(2023, 3, 15), articles=("8",))), TODAY, None),
    ],
)  # fmt: skip
def test_only_an_amendment_of_this_contract_that_is_in_force(
    store: Store, made: Contract, on: date, since: date | None
) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    bring_in_facts(store, "other", made, texts=[NEW_FEE])
    change = changed(store, FEE, on)
    assert (change.since if change else None) == since


def test_the_last_of_two_amendments_and_nothing_of_the_amendments_themselves(store: Store) -> None:
    later = NEW_FEE.replace("15 600", "16 000")
    bring_in_facts(store, "second", amendment(["8.1"], date(2025, 3, 1), "2"), texts=[later])
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    bring_in_facts(store, "first", amendment(["8.1"]), texts=[f"8.1 {NEW_FEE}"])
    assert where(changed(store, FEE)) == ("second", "8.1", later)
    assert where(changed(store, FEE, date(2025, 2, 28))) == ("first", "8.1", f"8.1 {NEW_FEE}")
    assert changed(store, NEW_FEE, name="first") is None


def test_a_part_of_an_article_without_a_number_of_its_own(store: Store) -> None:
    bring_in_facts(
        store,
        "original",
        CONTRACT,
        texts=["Article 8 – Prix\n\nLa redevance est de 14 400 €."],
        headings=["Article 8 – Prix"],
    )
    bring_in_facts(store, "avenant", amendment(["8.1"]), texts=[NEW_FEE])
    assert where(changed(store, "La redevance est de")) == ("avenant", "8.1", NEW_FEE)


def test_an_article_goes_on_in_the_next_passage(store: Store) -> None:
    rest = "Elle est due le premier jour du trimestre."
    bring_in_facts(
        store,
        "original",
        CONTRACT,
        texts=[f"Article 8\n\n{FEE}", rest, f"{HOURS}\n\nElles sont dues à part."],
        headings=["Article 8"] * 3,
    )
    bring_in_facts(store, "avenant", amendment(["8.1"]), texts=[NEW_FEE])
    assert where(changed(store, rest)) == ("avenant", "8.1", NEW_FEE)
    assert changed(store, "Elles sont dues à part") is None


def test_the_new_wording_ends_where_the_amendment_goes_on(store: Store) -> None:
    texts = [
        "Article 1 – Prix\n\nL'article 3 du Contrat est remplacé par ce qui suit :\n\nArticle 3\n\nNouveau 3.",
        "3.4 Suite du nouveau texte.\n\nArticle 2 – Durée\n\nL'article 7 du Contrat est remplacé.",
    ]
    bring_in_facts(
        store, "original", CONTRACT, texts=["Article 3 – Liste\n\nAncien texte."], headings=["Article 3 – Liste"]
    )
    bring_in_facts(store, "avenant", amendment(["3", "7"]), texts=texts, headings=["Article 1 – Prix", "Article 3"])
    change = changed(store, "Ancien texte")
    assert change is not None and change.place is not None
    facts = Facts(store.database)
    [row] = [row for row in facts.contracts(OWNER) if row.filename == "avenant"]
    first, second = (found.passage for found in facts.passages(OWNER, [row.version_id])[row.version_id])
    said = [(first, "Article 1"), (first, "Nouveau"), (second, "3.4"), (second, "Article 2"), (second, "L'article 7")]
    held = [text for passage, text in said if change.place.holds(passage, passage.text.index(text))]
    assert held == ["Nouveau", "3.4"]


def test_without_words_of_the_change_there_is_no_place(store: Store) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    bring_in_facts(store, "avenant", amendment(["8.1"]), texts=["L'article 8.1 demeure en vigueur. Rien de plus."])
    change = changed(store, FEE)
    assert change is not None and change.place is None


def test_who_may_not_read_the_amendment_learns_nothing_of_it(store: Store) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    bring_in_facts(store, "avenant", amendment(["8.1"]), ["rh"], texts=[NEW_FEE])
    assert changed(store, FEE, reader=Reader("outsider")) is None
    assert changed(store, FEE, reader=Reader("insider", frozenset({"rh"}))) is not None


def test_one_look_into_the_index_where_nothing_is_amended(store: Store) -> None:
    bring_in_facts(store, "original", CONTRACT, texts=[ORIGINAL], headings=["Article 8 – Prix"])
    said: list[str] = []
    facts, [row] = Facts(store.database), Facts(store.database).contracts(OWNER)

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(store.database.engine, "before_cursor_execute", listen)
    try:
        assert not facts.changes(OWNER, [row.document_id], TODAY)
        asked = [one for one in said if one.startswith("SELECT")]
        assert len(asked) == 1 and "LIMIT" in asked[0]
        assert not facts.changes(OWNER, [], TODAY)
        assert len([one for one in said if one.startswith("SELECT")]) == 1
    finally:
        event.remove(store.database.engine, "before_cursor_execute", listen)


def test_the_amendments_own_article_of_the_same_number_is_no_new_wording(store: Store) -> None:
    said = "Article 2\n\nL'article 3 du Contrat est complété : la pompe.\n\nArticle 3 – Dates\n\nAu 1er mars."
    bring_in_facts(store, "original", CONTRACT, texts=["Article 3\n\nAncien texte."], headings=["Article 3"])
    bring_in_facts(store, "avenant", amendment(["3"]), texts=[said], headings=["Article 2"])
    change = changed(store, "Ancien texte")
    assert change is not None and change.place is not None
    passage = change.place.found.passage
    assert change.place.holds(passage, said.index("L'article 3"))
    assert not change.place.holds(passage, said.index("Au 1er mars"))
