"""A contract's running term on a day, and the last day to give notice: the arithmetic, and the arithmetic shown.

Pure functions over what a contract's text says. The conventions and their sources are in
docs/decisions/0031-how-deadlines-are-counted.md.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.domain.contract import Contract, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.domain.invoice import FieldState
from rag.facts.calendar import after, before, last_day
from rag.facts.deadline_words import sentence

_DAY = timedelta(1)
_SHORTEST = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 28, TimeUnit.QUARTER: 84, TimeUnit.YEAR: 336}
"""Days that a unit has at least; a renewal in working days is no renewal that contracts know."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a contract, its first and last day both included.

    ``start`` is None where the contract says only when it ends, ``end`` where it goes on until someone ends it.
    ``number`` is 1 for the first term, 2 for its first renewal. ``goes_on`` says whether another term follows by
    itself, None where the reading does not say. ``over`` is true where the contract ended before the day asked about:
    the term is then its last.
    """

    start: date | None
    end: date | None
    number: int
    goes_on: bool | None
    over: bool = False


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The values of a :class:`rag.domain.facts.Deadline` that are worked out, under their names there.

    ``notice_by`` is the last day to stop the running term from being followed by another; it may have passed, and a
    step then names the next one. It is None where nothing has to be said (the contract ends by itself, or has ended)
    and where notice may be given any day. ``steps`` are sentences; one that begins "À vérifier" / "To be checked" says
    on which doubtful reading the values rest. ``problem`` says what is missing, None when nothing is.
    """

    term_end: date | None = None
    tacit: bool | None = None
    notice_by: date | None = None
    steps: tuple[str, ...] = ()
    problem: str | None = None


def running_term(contract: Contract, on: date) -> Term | None:
    """The term that holds the day ``on``: the first one before its end (also before it begins), then its renewals.

    A contract that ended before ``on`` gives its last term, ``over``. None where the reading does not tell: no date to
    count from, no term, dates that contradict each other, a first term that has passed without a word on renewal.
    """
    try:
        return _running_term(contract, on)
    except OverflowError:
        return None


def work_out(contract: Contract, on: date, language: str) -> WorkedOut:
    """Term, renewal and last day of notice of a contract as it stands on the day ``on``, shown in ``"fr"`` or ``"en"``.

    Raises nothing: what cannot be worked out is left None and ``problem`` says why.
    """
    try:
        return _work_out(contract, on, language)
    except OverflowError:
        return WorkedOut(problem=sentence("implausible", language))


def _start(contract: Contract) -> date | None:
    return contract.effective_date or contract.signature_date


def _counted_end(contract: Contract) -> date | None:
    """The last day of the first term as effect and term give it."""
    start = _start(contract)
    return last_day(start, contract.term) if start and contract.term and contract.term.count else None


def _disagree(contract: Contract) -> bool:
    """True where the end that the text names is not the one that it counts; the anniversary itself is the same end."""
    stated, counted = contract.end_date, _counted_end(contract)
    return stated is not None and counted is not None and stated - counted not in (timedelta(0), _DAY)


def _first_term(contract: Contract) -> Term | None:
    ends = [end for end in (contract.end_date, _counted_end(contract)) if end is not None]
    start = _start(contract)
    if not ends:
        return Term(start, None, 1, None) if contract.open_ended else None
    end = min(ends)
    if start is not None and end < start:
        return None
    return Term(start, end, 1, contract.open_ended or _goes_on(contract.renewal, 0))


def _goes_on(renewal: Renewal | None, renewed: int) -> bool | None:
    """Whether a term that was renewed so often is followed by another."""
    if renewal is None:
        return None
    return renewal.tacit and (renewal.times is None or renewed < renewal.times)


def _running_term(contract: Contract, on: date) -> Term | None:
    first = _first_term(contract)
    if first is None or first.end is None or on <= first.end:
        return first
    if _disagree(contract):
        return None
    if contract.open_ended:
        return Term(first.end + _DAY, None, 2, None)
    if first.goes_on is False:
        return replace(first, over=True)
    if contract.renewal is None or (span := _span(contract.renewal)) is None:
        return None
    return _renewed(first.end + _DAY, span, contract.renewal, on)


def _span(renewal: Renewal) -> Duration | None:
    return renewal.span if renewal.span and renewal.span.count and renewal.span.unit in _SHORTEST else None


def _renewed(base: date, span: Duration, renewal: Renewal, on: date) -> Term:
    """The renewal that holds ``on``, or the last that there is. All are counted from the first one's first day
    ``base``, so that a short month moves none of the later ones."""
    most = (on - base).days // (_SHORTEST[span.unit] * span.count) + 1
    if renewal.times is not None:
        most = min(most, renewal.times)
    # not one by one: a text may say that a contract is renewed daily for centuries
    count = min(most, 1 + bisect_left(range(1, most + 1), on, key=lambda times: last_day(base, span, times)))
    start = base if count == 1 else last_day(base, span, count - 1) + _DAY
    end = last_day(base, span, count)
    return Term(start, end, count + 1, _goes_on(renewal, count), over=end < on)


def _work_out(contract: Contract, on: date, language: str) -> WorkedOut:
    term = _running_term(contract, on)
    steps = _first_steps(contract, language)
    if term is None:
        return WorkedOut(steps=tuple(steps), problem=_missing(contract, language))
    if term.start is not None and on < term.start:
        steps.append(sentence("not_yet", language, start=term.start))
    if term.end is None:
        return _open(contract, on, language, steps)
    renewal = contract.renewal
    if term.number > 1 and renewal is not None:
        key = "renewed" if renewal.times is None else "renewed_of"
        count, span, times = term.number - 1, renewal.span, renewal.times
        steps.append(sentence(key, language, count=count, times=times, span=span, start=term.start, end=term.end))
    if term.over or term.goes_on is False:
        steps.append(sentence("over" if term.over else "ends", language, end=term.end))
        return WorkedOut(term.end, False, None, tuple(steps))
    notice = contract.notice
    if term.goes_on is None:
        steps.append(sentence("silent", language))
    if notice is None:
        return WorkedOut(term.end, term.goes_on, None, tuple(steps), sentence("no_notice", language))
    if notice.before == "any_time":
        steps += _any_time(notice, on, language)
        return WorkedOut(term.end, term.goes_on, None, tuple(steps))
    by = before(term.end, notice.span)
    steps += _notice_steps(notice, term.end, by, language)
    if by < on:
        steps.append(sentence("passed", language))
        steps += _next_steps(contract, term, notice, on, language)
    return WorkedOut(term.end, term.goes_on, by, tuple(steps))


def _first_steps(contract: Contract, language: str) -> list[str]:
    """How the first term's end was found, and on what doubtful readings everything after it rests."""
    start, stated, counted = _start(contract), contract.end_date, _counted_end(contract)
    steps: list[str] = []
    used = {
        "effective_date": contract.effective_date,
        "signature_date": None if contract.effective_date else contract.signature_date,
        "end_date": stated,
        "term": contract.term,
        "renewal": contract.renewal,
        "notice": contract.notice,
    }
    if counted is not None:
        steps.append(sentence("counted", language, start=start, span=contract.term, end=counted))
        if contract.effective_date is None:
            steps.append(sentence("signature", language))
        if _disagree(contract):
            steps.append(sentence("disagree", language, stated=stated, end=counted))
        elif stated is not None:
            key = "stated_both" if stated == counted else "anniversary"
            steps.append(sentence(key, language, stated=stated, end=counted))
    elif stated is not None:
        steps.append(sentence("stated", language, end=stated))
    doubtful = tuple(
        name
        for name, value in used.items()
        if value is not None and name in contract.fields and contract.fields[name].state is FieldState.DOUBTFUL
    )
    if doubtful:
        steps.append(sentence("doubtful", language, fields=doubtful))
    return steps


def _missing(contract: Contract, language: str) -> str:
    """Why a contract has no running term."""
    start, first = _start(contract), _first_term(contract)
    if first is None:
        end = contract.end_date or _counted_end(contract)
        if end is not None:
            return sentence("order", language, start=start, end=end)
        return sentence("no_start" if contract.term and start is None else "no_term", language)
    if _disagree(contract):
        return sentence("unsure", language, stated=contract.end_date, end=_counted_end(contract))
    return sentence("no_renewal" if contract.renewal is None else "no_span", language, end=first.end)


def _open(contract: Contract, on: date, language: str, steps: list[str]) -> WorkedOut:
    """A contract without a term: notice may be given any day."""
    steps.append(sentence("open", language))
    if contract.notice is None:
        return WorkedOut(steps=tuple(steps), problem=sentence("no_notice", language))
    steps += _any_time(contract.notice, on, language)
    return WorkedOut(steps=tuple(steps))


def _any_time(notice: Notice, on: date, language: str) -> list[str]:
    end = after(on, notice.span)
    return [
        sentence("any", language, span=notice.span, on=on, end=end, form=notice.form),
        *_working(notice, language),
    ]


def _working(notice: Notice, language: str) -> list[str]:
    return [sentence("working", language)] if notice.span.unit is TimeUnit.BUSINESS_DAY else []


def _notice_steps(notice: Notice, end: date, by: date, language: str) -> list[str]:
    steps = [sentence("notice", language, span=notice.span, by=by, form=notice.form), *_working(notice, language)]
    if notice.span.months is not None and by.day != end.day:
        steps.append(sentence("clipped", language, day=end.day))
    return steps


def _next_steps(contract: Contract, term: Term, notice: Notice, on: date, language: str) -> list[str]:
    """The first later term that notice given from ``on`` still stops, if the reading tells of one."""
    later = max(term.end + _DAY if term.end else on, after(on, notice.span))
    # a second try where a short month makes the way back longer than the way there
    for _ in range(2):
        following = running_term(contract, later)
        if following is None or following.over or following.end is None or following.goes_on is False:
            return []
        by = before(following.end, notice.span)
        if by >= on:
            return [sentence("next", language, end=following.end, by=by)]
        later = following.end + _DAY
    return []
