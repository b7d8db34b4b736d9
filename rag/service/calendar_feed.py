"""Deadlines as an iCalendar feed (RFC 5545): all-day events that calendar programs fetch again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vDuration

from rag.domain.facts import Deadline

MEDIA_TYPE = "text/calendar; charset=utf-8"
_TEXTS = {
    "fr": ("Échéances des contrats", "Dernier jour pour dénoncer : {title}", "Fin de la période en cours : {title}"),
    "en": ("Contract deadlines", "Last day to give notice: {title}", "End of the running term: {title}"),
}
_REFRESH = timedelta(hours=12)


def calendar_of(deadlines: Iterable[Deadline], today: date, language: str) -> bytes:
    """An event for each last day to give notice and each end of a term.

    A title and a date is all that leaves: a feed is kept by programs and servers that we know nothing of. The UID comes
    of the document, so that a deadline which moves moves in the calendar instead of standing there twice.
    """
    name, notice, end = _TEXTS.get(language, _TEXTS["en"])
    calendar = Calendar()
    calendar.add("prodid", "-//Sourcier//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    for deadline in deadlines:
        if deadline.notice_by is not None:
            calendar.add_component(_event(deadline, "notice", deadline.notice_by, notice, today))
        if deadline.term_end is not None:
            calendar.add_component(_event(deadline, "end", deadline.term_end, end, today))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, kind: str, day: date, summary: str, today: date) -> Event:
    event = Event()
    event.add("uid", f"{deadline.document_id}-{kind}@sourcier")
    # The moment at which the event was made is wanted; within a day the feed stays the same to the byte.
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary.format(title=_line(deadline.title)))
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    return event


def _line(title: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in title).split())
