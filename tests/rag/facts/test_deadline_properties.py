"""What holds of every term and notice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rag.domain.contract import Contract, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.facts.calendar import after, before, last_day
from rag.facts.deadlines import WorkedOut, running_term, work_out

DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))
SPANS = st.one_of(
    st.builds(Duration, count=st.integers(1, 120), unit=st.sampled_from([TimeUnit.MONTH, TimeUnit.DAY, TimeUnit.WEEK])),
    st.builds(Duration, count=st.integers(1, 12), unit=st.sampled_from([TimeUnit.YEAR, TimeUnit.QUARTER])),
)
NOTICES = SPANS | st.builds(Duration, count=st.integers(1, 40), unit=st.just(TimeUnit.BUSINESS_DAY))


def tacit(effect: date, term: Duration, renewal: Duration, times: int | None, notice: Duration) -> Contract:
    return Contract(
        effective_date=effect,
        term=term,
        renewal=Renewal(tacit=True, span=renewal, times=times),
        notice=Notice(span=notice),
    )


@given(DATES, SPANS, SPANS, st.none() | st.integers(0, 5), DATES)
def test_the_term_holds_the_day(effect: date, term: Duration, renewal: Duration, times: int | None, on: date) -> None:
    found = running_term(tacit(effect, term, renewal, times, renewal), on)
    assert found is not None and found.start is not None and found.end is not None
    assert found.start <= found.end
    if found.over:
        assert found.end < on and found.goes_on is False and found.number == (times or 0) + 1
    else:
        assert on <= found.end and (found.start <= on or found.number == 1)


@given(DATES, SPANS, SPANS, st.none() | st.integers(0, 5), DATES)
def test_terms_follow_each_other(effect: date, term: Duration, renewal: Duration, times: int | None, on: date) -> None:
    asked = tacit(effect, term, renewal, times, renewal)
    found = running_term(asked, on)
    assert found is not None and found.end is not None
    following = running_term(asked, found.end + timedelta(1))
    assert following is not None and following.start is not None
    if found.goes_on:
        assert following.start == found.end + timedelta(1) and following.number == found.number + 1
    else:
        assert following.over and following.end == found.end


@given(DATES, SPANS, SPANS, NOTICES, DATES)
def test_notice_leaves_the_whole_span(
    effect: date, term: Duration, renewal: Duration, notice: Duration, on: date
) -> None:
    worked = work_out(tacit(effect, term, renewal, None, notice), on, "en")
    assert worked.term_end is not None and worked.notice_by is not None
    assert worked.notice_by < worked.term_end
    if notice.unit is not TimeUnit.BUSINESS_DAY:
        assert after(worked.notice_by, notice) <= worked.term_end
        # counted forward, 30 November and 3 months may also end with February: the earlier day, 29 November, is given
        ends_a_month = (worked.term_end + timedelta(1)).day == 1
        assert after(worked.notice_by + timedelta(1), notice) > worked.term_end or (ends_a_month and notice.months)
    else:
        assert worked.notice_by.weekday() < 5
        assert after(worked.notice_by, notice) >= worked.term_end


@given(DATES, SPANS, SPANS, st.none() | st.integers(0, 5), NOTICES, DATES, DATES)
def test_later_days_have_later_terms(
    effect: date, term: Duration, renewal: Duration, times: int | None, notice: Duration, one: date, other: date
) -> None:
    asked = tacit(effect, term, renewal, times, notice)
    early, late = (work_out(asked, on, "fr") for on in sorted((one, other)))
    assert early.term_end is not None and late.term_end is not None and early.term_end <= late.term_end
    if early.notice_by and late.notice_by:
        assert early.notice_by <= late.notice_by


@given(DATES, SPANS, st.integers(1, 6))
def test_spans_add_up(first: date, span: Duration, times: int) -> None:
    assert last_day(first, span, times) > last_day(first, span, times - 1) if times > 1 else True
    assert last_day(first, span) >= first
    if span.unit in (TimeUnit.DAY, TimeUnit.WEEK):
        assert before(after(first, span), span) == first
        assert last_day(first, span) + timedelta(1) == after(first, span)


SPARSE = st.builds(
    Contract,
    effective_date=st.none() | DATES,
    signature_date=st.none() | DATES,
    end_date=st.none() | DATES,
    term=st.none() | st.builds(Duration, count=st.integers(0, 100_000), unit=st.sampled_from(TimeUnit)),
    open_ended=st.booleans(),
    renewal=st.none()
    | st.builds(
        Renewal,
        tacit=st.booleans(),
        span=st.none() | st.builds(Duration, count=st.integers(0, 400), unit=st.sampled_from(TimeUnit)),
        times=st.none() | st.integers(0, 1000),
    ),
    notice=st.none()
    | st.builds(
        Notice,
        span=st.builds(Duration, count=st.integers(0, 100_000), unit=st.sampled_from(TimeUnit)),
        before=st.sampled_from(["term_end", "any_time"]),
    ),
)


@given(SPARSE, st.dates(), st.sampled_from(["fr", "en"]))
def test_any_contract_is_answered(asked: Contract, on: date, language: str) -> None:
    worked = work_out(asked, on, language)
    assert isinstance(worked, WorkedOut)
    assert all(step.endswith(".") for step in worked.steps)
    assert worked.notice_by is None or worked.term_end is not None
