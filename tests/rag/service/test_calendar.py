"""The calendar's address: made, fetched without a header, withdrawn; it opens deadlines and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.rag.service.conftest import opened
from tests.rag.service.facts_house import bring_public_facts, bring_secret_facts
from tests.rag.service.house import House

FEED = "/v1/deadlines/feed"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path / "home") as made:
        bring_public_facts(made)
        bring_secret_facts(made)
        yield made


def _make(house: House, who: str) -> str:
    made = house.ask(who, "POST", f"{FEED}?language=fr")
    assert made.status_code == 201
    return str(made.json()["path"])


def _titles(content: bytes) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(content).walk("VEVENT")]


def test_the_address_gives_its_keys_deadlines_without_a_header(house: House) -> None:
    for who, count in (("outsider", 2), ("member", 4)):
        feed = house.client.get(_make(house, who))
        assert feed.status_code == 200 and feed.headers["content-type"] == "text/calendar; charset=utf-8"
        assert len(_titles(feed.content)) == count
        assert feed.content == house.ask(who, "GET", "/v1/deadlines.ics?language=fr").content
        assert feed.headers["cache-control"] == "no-store"


def test_the_address_opens_nothing_else(house: House) -> None:
    token = _make(house, "admin").partition("feed=")[2].partition("&")[0]
    for path in ("/v1/deadlines", "/v1/deadlines.csv", "/v1/invoices", "/v1/contracts", FEED, "/v1/documents"):
        assert house.client.get(f"{path}?feed={token}").status_code == 401
        assert house.client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    key = house.keys["admin"]
    assert house.client.get(f"/v1/deadlines.ics?feed={key}").status_code == 401


def test_an_address_is_known_to_its_key_only_and_shown_once(house: House) -> None:
    assert house.ask("member", "GET", FEED).json() == {"created_at": None, "path": None}
    _make(house, "member")
    shown = house.ask("member", "GET", FEED).json()
    assert shown["created_at"] is not None and shown["path"] is None
    assert house.ask("outsider", "GET", FEED).json()["created_at"] is None


def test_an_address_ends_when_it_is_replaced_withdrawn_or_its_key_goes(house: House) -> None:
    first, second = _make(house, "member"), _make(house, "member")
    assert [house.client.get(path).status_code for path in (first, second)] == [401, 200]
    assert house.ask("outsider", "DELETE", FEED).status_code == 200
    assert house.client.get(second).status_code == 200
    assert house.ask("member", "DELETE", FEED).json()["created_at"] is None
    assert house.client.get(second).status_code == 401
    third = _make(house, "member")
    house.engine.store.keys.remove("member")
    assert house.client.get(third).status_code == 401


def test_a_wrong_address_says_so_and_nothing_more(house: House) -> None:
    unknown, none = house.client.get("/v1/deadlines.ics?feed=x"), house.client.get("/v1/deadlines.ics")
    for answer in (unknown, none):
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert house.client.get(f"/v1/deadlines.ics?feed={'x' * 101}").status_code in (401, 422)
    # A wrong key is a wrong key, whatever stands in the address.
    wrong = house.client.get(_make(house, "member"), headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401


def test_the_token_is_in_no_log(
    house: House, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, logger="rag"):
        path = _make(house, "member")
        house.client.get(path)
        house.client.get(f"{path}x")
    token = path.partition("feed=")[2].partition("&")[0]
    captured = capsys.readouterr()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not any(token in line for line in (*ours, captured.out, captured.err))
