"""Plans about invoices: totals, counts, averages, the largest, lists, by whom and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rag.domain.invoice import NOT_CREDIT, InvoiceType
from rag.domain.plan import Amount, DateBasis, Grouping, Measure, Order, PartyChoice, Period, Plan, units_in
from rag.facts.grammar.asked import Ambiguous, NotAPlan, choose
from rag.facts.grammar.draft import SIDES, Draft, Reading
from rag.facts.grammar.invoice_reading import read_words
from rag.facts.grammar.marking import Marked
from rag.facts.grammar.naming import Mention, Names
from rag.facts.parties import KnownParty


def read(marked: Marked, ahead: Callable[[], Marked | None], names: Names, today: date) -> Plan | Ambiguous:
    """The plan of a question about invoices; ``ahead`` marks it anew with periods that lie ahead ("in March").

    Raises:
        NotAPlan: there is none.
    """
    return settle(read_words(marked, ahead), names, today)


def settle(reading: Reading, names: Names, today: date) -> Plan | Ambiguous:
    """The plan of what was read.

    Raises:
        NotAPlan: it makes no sense, or could mean two things.
    """
    begins = reading.period.start if reading.period else None
    # What will be billed is a forecast.
    if reading.draft.basis is DateBasis.ISSUE and begins is not None and begins > today:
        raise NotAPlan
    per, last = reading.draft.per, reading.period.end if reading.period else None
    if per is not None and (not units_in(reading.period, per) or last is None or last > today):
        # Of a year that is not over, the months to come would lower the average.
        raise NotAPlan
    _check(reading.draft, reading.period, reading.mentions, reading.unknown)
    return _plan(reading.draft, reading.period, reading.mentions, reading.unknown, names)


def _check(draft: Draft, period: Period | None, mentions: list[Mention], unknown: str | None) -> None:
    """What a plan cannot mean, or could mean twice.

    Raises:
        NotAPlan: this is such a question.
    """
    if draft.measure is None:
        raise NotAPlan
    # Whether an invoice is paid is not known; "what did we pay to" a supplier is what it billed.
    if draft.paid and (draft.noun or draft.due or draft.basis is DateBasis.DUE):
        raise NotAPlan
    narrowed = bool(mentions or period or unknown)
    # "Total Dupont 2024", "total by supplier", "how much is due in March": of what, is plain.
    totalled = draft.totalled or (draft.summed and period)
    plain = totalled and (mentions or draft.group in SIDES or draft.basis is DateBasis.DUE)
    if not (draft.noun or draft.spent or draft.paid or (draft.amount is not None and narrowed) or plain):
        raise NotAPlan
    if draft.measure is Measure.AVERAGE and (
        not draft.noun or draft.group in (Grouping.MONTH, Grouping.QUARTER, Grouping.YEAR)
    ):
        raise NotAPlan
    if draft.number is not None and (draft.group or draft.limit or draft.due or draft.plural or period or draft.paid):
        raise NotAPlan
    # Lists show the due day of one invoice only.
    if draft.one_due and not (draft.measure is Measure.LIST and (draft.number is not None or draft.limit == 1)):
        raise NotAPlan
    if draft.group is Grouping.VAT_RATE and draft.amount is Amount.GROSS:
        raise NotAPlan
    if (
        draft.vat_rate is not None
        and draft.measure in (Measure.SUM, Measure.AVERAGE)
        and draft.amount not in (Amount.VAT, Amount.NET)
    ):
        raise NotAPlan
    if draft.group is None and draft.limit is not None and draft.measure is not Measure.LIST:
        raise NotAPlan
    # "Is Kessler our biggest supplier?": among one, it is.
    if draft.group is Grouping.SELLER and draft.limit is not None and len(mentions) == 1:
        raise NotAPlan
    if draft.limit is not None and not 1 <= draft.limit <= 1000:
        raise NotAPlan
    _check_comparison(draft, mentions)
    if draft.at_least is not None and draft.at_most is not None and draft.at_most < draft.at_least:
        raise NotAPlan


def _check_comparison(draft: Draft, mentions: list[Mention]) -> None:
    """That what is compared, shared out or bounded is there.

    Raises:
        NotAPlan: it is not, or in two ways.
    """
    figure = draft.measure not in (Measure.LIST, None)
    bounded = draft.group_at_least is not None or draft.group_at_most is not None
    ways = (draft.pair is not None, draft.beside, draft.share, bool(draft.amounts), bounded, draft.per is not None)
    if sum(ways) > 1:
        raise NotAPlan
    if draft.pair is not None and (draft.group is not None or not figure):
        raise NotAPlan
    if draft.beside and (draft.group is not None or not figure or len(mentions) != 2):
        raise NotAPlan
    if draft.amounts and (draft.group is not None or draft.measure in (Measure.COUNT, Measure.LIST)):
        raise NotAPlan
    narrowed = draft.due or draft.vat_rate is not None or draft.at_least is not None or draft.at_most is not None
    # "What share of the invoices is overdue" is one of all invoices; a bound would be of one amount of several.
    if (draft.share or draft.amounts) and (narrowed or draft.types == (InvoiceType.CREDIT_NOTE,)):
        raise NotAPlan
    if draft.share and (draft.measure not in (Measure.SUM, Measure.COUNT) or draft.amount is Amount.VAT):
        raise NotAPlan
    # A part is of one supplier in all, or of each group in all groups: "the share of Kessler by month" is neither.
    if draft.share and bool(mentions) == (draft.group is not None):
        raise NotAPlan
    if bounded and (draft.group is None or mentions or draft.limit is not None):
        raise NotAPlan


def _plan(
    draft: Draft, period: Period | None, mentions: list[Mention], unknown: str | None, names: Names
) -> Plan | Ambiguous:
    sellers, buyers = _roles(draft, mentions, names)
    if isinstance(sellers, Ambiguous):
        return sellers
    if isinstance(buyers, Ambiguous):
        return buyers
    if unknown is not None:
        if draft.ours == "sellers":
            buyers = (PartyChoice(asked=unknown),)
        else:
            sellers = (PartyChoice(asked=unknown),)
    measure = draft.measure or Measure.SUM
    types = draft.types
    if not types and draft.noun and measure is not Measure.SUM and draft.number is None and not draft.all_types:
        types = NOT_CREDIT
    amount = draft.amount
    if amount is None:
        amount = Amount.NET if draft.group is Grouping.VAT_RATE else Amount.GROSS
    descending, at_least, at_most = draft.descending, draft.at_least, draft.at_most
    if types == (InvoiceType.CREDIT_NOTE,):
        # Their amounts are negative: the largest is the lowest.
        at_least, at_most = (None if bound is None else -bound for bound in (at_most, at_least))
        descending ^= draft.order is Order.AMOUNT and measure is not Measure.COUNT
    group, order = draft.group, draft.order
    if draft.share and order is None and group in SIDES:
        order, descending = Order.AMOUNT, True
    if draft.beside:
        group = Grouping.SELLER if sellers else Grouping.BUYER
    return Plan(
        measure=measure,
        amount=amount,
        amounts=draft.amounts,
        sellers=sellers,
        buyers=buyers,
        period=period,
        against=draft.pair[0] if draft.pair else None,
        basis=draft.basis,
        types=types,
        currency=draft.currency,
        number=draft.number,
        vat_rate=draft.vat_rate,
        due=draft.due,
        at_least=at_least,
        at_most=at_most,
        group_at_least=draft.group_at_least,
        group_at_most=draft.group_at_most,
        share=draft.share,
        per=draft.per,
        group_by=group,
        order=order,
        descending=descending,
        limit=draft.limit,
    )


_Chosen = tuple[PartyChoice, ...] | Ambiguous


def _roles(draft: Draft, mentions: list[Mention], names: Names) -> tuple[_Chosen, _Chosen]:
    """The parties by what they are in the invoices asked for; and ourselves, where only our side tells them apart."""
    if mentions:
        said = set(draft.roles.values())
        if len(said) > 1:
            raise NotAPlan
        role = next(iter(said), None) or {"buyers": "sellers", "sellers": "buyers"}.get(draft.ours or "")
        if role is None:
            role = _known_as(mentions)
        chosen = choose(mentions, role)
        # A part is of what all bill us, not of what we bill as well.
        ours = _our_side("buyers" if role == "sellers" else "sellers", names) if draft.share else ()
        return (chosen, ours) if role == "sellers" else (ours, chosen)
    if draft.ours is None:
        return (), ()
    choice = _our_side(draft.ours, names)
    return (choice, ()) if draft.ours == "sellers" else ((), choice)


def _our_side(role: str, names: Names) -> tuple[PartyChoice, ...]:
    """Ourselves as sellers or buyers; nobody where the store has invoices of one kind only.

    Raises:
        NotAPlan: it cannot be told who we are.
    """
    ourselves = _ourselves(role, names)
    if ourselves is None:
        return ()
    return (PartyChoice(asked=ourselves.name, name=ourselves.name, keys=tuple(ourselves.keys)),)


def _known_as(mentions: list[Mention]) -> str:
    sold = all(mention.sellers for mention in mentions)
    bought = all(mention.buyers for mention in mentions)
    if sold and bought:
        raise NotAPlan
    return "buyers" if bought else "sellers"


def _ourselves(role: str, names: Names) -> KnownParty | None:
    """Who "we" are, where the store has invoices both of us and to us; None where all are of one kind.

    Raises:
        NotAPlan: it cannot be told, or there are only invoices of the other kind.
    """
    both = [party for party in names.sellers if any(set(party.keys) & set(other.keys) for other in names.buyers)]
    if len(both) == 1:
        return both[0]
    one_buys, one_sells = len(names.buyers) <= 1, len(names.sellers) <= 1
    if len(both) > 1 or (role == "buyers" and one_sells and not one_buys) or (role == "sellers" and not one_sells):
        raise NotAPlan
    return None
