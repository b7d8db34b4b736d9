"""Invoices, contracts, figures, exports, suggestions: to somebody who may not read one it was never there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rag.service.conftest import opened
from tests.rag.service.facts_house import FACT_WAYS, SECRET_FACTS, bring_public_facts, bring_secret_facts
from tests.rag.service.house import House, Way, headers_of, plain


@pytest.fixture(scope="module")
def facts_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("facts") / "with") as made:
        bring_public_facts(made)
        bring_secret_facts(made)
        yield made


@pytest.fixture(scope="module")
def bare_facts_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("facts") / "without") as made:
        bring_public_facts(made)
        yield made


@pytest.mark.parametrize("way", FACT_WAYS, ids=lambda way: f"{way.route}: {way.name}")
def test_the_outsider_sees_what_a_store_without_the_document_shows(
    way: Way, facts_house: House, bare_facts_house: House
) -> None:
    seen, without = way.take(facts_house, "outsider"), way.take(bare_facts_house, "outsider")
    assert plain(seen) == plain(without)
    assert (seen.status_code, headers_of(seen)) == (without.status_code, headers_of(without))
    # What the outsider typed is no secret.
    typed = f"{way.body} {way.path(facts_house)}"
    assert [word for word in SECRET_FACTS if word in seen.text and word not in typed] == []
    # The entitled do see it: the comparison above is able to fail.
    entitled = way.take(facts_house, way.entitled)
    assert entitled.status_code == way.entitled_status, entitled.text
    if way.shown:
        assert way.shown.encode() in entitled.content
        assert plain(entitled) != plain(seen)


def test_a_copy_that_the_outsider_may_not_read_makes_no_duplicate(facts_house: House) -> None:
    body = {"plan": {"measure": "sum"}, "language": "fr"}
    outside, inside = (
        facts_house.ask(who, "POST", "/v1/facts/query", json=body).json() for who in ("outsider", "member")
    )
    assert (outside["figures"][0]["value"], outside["excluded_count"]) == ("100.00", 0)
    assert inside["excluded_count"] == 1 and {figure["currency"] for figure in inside["figures"]} == {"EUR", "USD"}
