"""The feed as a calendar program reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from rag.domain.facts import Deadline
from rag.service.calendar_feed import calendar_of

TODAY = date(2026, 3, 2)


def _deadline(title: str = "Maintenance", **more: object) -> Deadline:
    given = {
        "document_id": "d1", "version_id": "v1", "filename": "contrat-dupont.pdf", "parties": ("Jeanne Dupont",),
        "steps": ("Le terme est le 31 décembre 2026.",), "notice_by": date(2026, 9, 30), "term_end": date(2026, 12, 31),
    }  # fmt: skip
    return Deadline.model_validate({**given, "title": title, **more})


def _events(*deadlines: Deadline, language: str = "fr") -> list[tuple[str, str, date, date]]:
    read = Calendar.from_ical(calendar_of(deadlines, TODAY, language))
    return [
        (str(event["uid"]), str(event["summary"]), event["dtstart"].dt, event["dtend"].dt)
        for event in read.walk("VEVENT")
    ]


def test_a_contract_gives_an_all_day_event_for_the_notice_and_one_for_the_end() -> None:
    assert _events(_deadline()) == [
        ("d1-notice@sourcier", "Dernier jour pour dénoncer : Maintenance", date(2026, 9, 30), date(2026, 10, 1)),
        ("d1-end@sourcier", "Fin de la période en cours : Maintenance", date(2026, 12, 31), date(2027, 1, 1)),
    ]
    assert _events(_deadline(), language="en")[0][1] == "Last day to give notice: Maintenance"


def test_what_could_not_be_worked_out_is_no_event() -> None:
    assert [uid for uid, *_ in _events(_deadline(notice_by=None))] == ["d1-end@sourcier"]
    assert _events(_deadline(notice_by=None, term_end=None, problem="?")) == []


def test_a_deadline_that_moves_keeps_its_uid() -> None:
    [before, _], [after, _] = _events(_deadline()), _events(_deadline(notice_by=date(2027, 1, 1), version_id="v2"))
    assert before[0] == after[0] and before[2] != after[2]


def test_the_feed_is_the_same_all_day_and_tells_nothing_but_titles() -> None:
    feed = calendar_of([_deadline()], TODAY, "fr")
    assert feed == calendar_of([_deadline()], TODAY, "fr")
    for word in (b"Dupont", b"dupont", b"31 d", b".pdf"):
        assert word not in feed


@pytest.mark.parametrize(
    "title",
    ["x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y", "a\nATTACH:http://evil.example", "a;b,c\\n\\,d", "\x00\x1bx"],
)
def test_a_title_cannot_break_out_of_its_line(title: str) -> None:
    feed = calendar_of([_deadline(title)], TODAY, "en")
    assert feed.count(b"\r\nBEGIN:VEVENT") == 2 and b"\r\nATTACH" not in feed and b"\x1b" not in feed
    assert len(_events(_deadline(title))) == 2


@settings(deadline=None)
@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_any_title_and_day_come_back(title: str, day: date) -> None:
    [(_, summary, start, end), _] = _events(_deadline(title, notice_by=day), language="en")
    clean = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    assert summary.removeprefix("Last day to give notice: ") == clean
    assert (start, end) == (day, day + timedelta(days=1))
