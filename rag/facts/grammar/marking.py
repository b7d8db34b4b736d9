"""A question as folded words in a row, with marks for what is not words of the grammar: parties, periods, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from rag.domain.plan import Period
from rag.facts.grammar.naming import Mention, Names, find_mentions
from rag.facts.grammar.spelling import corrected
from rag.facts.grammar.vocabulary import VOCABULARY
from rag.language.normalising import fold_with_offsets
from rag.language.numbers import find_numbers
from rag.language.periods import find_periods, find_unclear_times
from rag.language.time_points import Toward
from rag.language.units import CURRENCIES

LONGEST = 400
"""Characters; a question about a figure is no letter."""

_SHORT = (
    (re.compile(r"(?:>=|≥)(?=\s*\d)"), " au moins "),
    (re.compile(r"(?:<=|≤)(?=\s*\d)"), " au plus "),
    (re.compile(r">(?=\s*\d)"), " plus de "),
    (re.compile(r"<(?=\s*\d)"), " moins de "),
    (re.compile(r"\+(?= ?de\b)", re.IGNORECASE), " plus "),
    (re.compile(r"(?<=[^\W\d]) *\+ *(?=[^\W\d])"), " et "),
    (re.compile(r"\b(who|what)'?s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bdepuis la rentr[ée]e(?: de septembre)?\b", re.IGNORECASE), "depuis septembre"),
    (re.compile(r"\b(?:one line|une ligne) (per|par)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\bdéc\b\.?(?= \d\d\b)", re.IGNORECASE), "décembre"),
    (re.compile(r"\bsoldes? (des|de nos) avoirs\b", re.IGNORECASE), r"total \1 avoirs"),
    (re.compile(r"\btrim\b\.?", re.IGNORECASE), "trimestre"),
    (re.compile(r"\bcb\b", re.IGNORECASE), "combien"),
    (re.compile(r"\b(?:frs|fourn)\b\.?", re.IGNORECASE), "fournisseur"),
    (re.compile(r"\bc'? ?(?:koi|quoi)\b", re.IGNORECASE), "c'est quoi"),
    (re.compile(r"\bjai\b", re.IGNORECASE), "j'ai"),
    (re.compile(r"\by ?en a\b", re.IGNORECASE), "y en a"),
    (re.compile(r"#\s+of\b", re.IGNORECASE), "number of"),
    (re.compile(r"(?<!jusqu')\b[àa] ce jour\b(?! de)", re.IGNORECASE), " "),
    (re.compile(r"\byr\b", re.IGNORECASE), "year"),
    (
        re.compile(
            r"\b([ée]chue?s?) au (?=\d{1,2}[/.-]\d|\d{1,2}(?:er)? (?:janv|f[ée]vr|mars|avr|mai|juin|juil"
            r"|ao[uû]t|sept|oct|nov|d[ée]c))",
            re.IGNORECASE,
        ),
        r"\1 jusqu'au ",
    ),
    (re.compile(r",\s*(?:like|genre|euh|um|er|uh|quoi|hein|disons)\s*(?=,)", re.IGNORECASE), " "),
    (re.compile(r"\b(en|in) €(?!\s*\d)", re.IGNORECASE), r"\1 euros"),
    (re.compile(r"(?<!\d)\s%|(?<=[^\W\d])%"), " pourcent "),
)
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_TOKEN = re.compile(r"[^\W_]+")
_INTRODUCED = re.compile(
    r"(?:\b(?:factures?|fact\.?|avoirs?|invoices?|credit notes?|bills?|no|number|num[ée]ros?|ref|r[ée]f\.?)\s*"
    r"(?:n\s?[°ºo]\.?|num[ée]ro|number|no\.?|#|:)?|n\s?[°º]\.?|#)\s*"
    r"(?P<id>[A-Za-z0-9][A-Za-z0-9/._-]{0,40})",
    re.IGNORECASE,
)
_SAID_NUMBER = re.compile(r"(?:n\s?[°ºo]\.?|num[ée]ro|number|\bno\.?|#)\s*$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?<![\w/.-])(?=[A-Za-z0-9/_-]{4,40}(?![\w]))[A-Za-z0-9]+(?:[/_-][A-Za-z0-9]+)*")
_NO_NUMBER = re.compile(
    r"(?:[TtQqSsHh]\s?\d(?:[-/]?\d{2,4})?|(?:FY|CY)\d{2,4}|\d{1,2}(?:er|e|[eè]me|st|nd|rd|th)|\d+(?:[kKmM]€?|h|%|ans?|mois|jours?)|(?:19|20)\d\d(?:[-/]\d{1,2}){0,2}"
    r"|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?|\d{1,2}[-/]\d{4}|(?:19|20)\d\d[-/](?:19|20)?\d\d|(?:19|20)\d\d[-/]?[TtQqSs]\d)",
)

_THOUSANDS = re.compile(r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,2})?) ?[kK](?![\w€$£]| ?[€$£])")
_GROUPED = re.compile(
    r"\b(?:par|chaque|by|per|each|every|quel(?:le)?s?|which|what) "
    r"(?:mois|months?|trimestres?|quarters?|ans?|ann[ée]es?|years?)\b|(?<=\d) (?:ttc|ht)\b|\ben tout\b"
    r"|(?<=\b20\d\d) (?:euro|eur|usd|dollar) (?=(?:spend|invoices?|purchases?|expenses?)\b)",
    re.IGNORECASE,
)
"""What figures are told apart by is no time ("by month in 2025"), "2024 TTC" is no amount."""
_PARTICIPLE = re.compile(r"(?:é|ée|és|ées)$", re.IGNORECASE)
"""With its accent "facturé" is a verb; without it may be the noun."""


@dataclass(slots=True)
class Marked:
    """A question's words in a row and what the marks in them stand for.

    ``text`` is used up phrase by phrase (:meth:`take`); what is left at the end is not understood.
    """

    text: str
    mentions: list[Mention]
    periods: list[Period]
    numbers: list[str]
    amounts: list[tuple[Decimal, str | None]]
    percents: list[Decimal]
    counts: list[Decimal]
    today: date
    originals: dict[str, str] = field(default_factory=dict)

    def take(self, pattern: re.Pattern[str], leaving: str = "") -> re.Match[str] | None:
        """The first place of a phrase, which is used up (``leaving`` stands in its stead); None where it is not."""
        match = pattern.search(self.text)
        if match is not None:
            self.text = " ".join(f"{self.text[: match.start()]} {leaving} {self.text[match.end() :]}".split())
        return match

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether a phrase stands in what is not used up."""
        return pattern.search(self.text) is not None

    def value(self, mark: str) -> tuple[Decimal, str | None]:
        """The number behind a mark, and its currency if it has one."""
        index = int(mark[2:])
        if mark[1] == "m":
            return self.amounts[index]
        return (self.percents if mark[1] == "c" else self.counts)[index], None


_LONG = (
    r"(?P<more>plus de|more than|over|>)? ?(?P<least>au moins|at least)? ?(?P<n>\d{1,3}) ?"
    r"(?P<unit>jours?|j|days?|semaines?|weeks?|mois|months?)"
)
_LATE_BY = re.compile(
    r"\b(?:overdue|late|past due|[ée]chues?|en retard)(?: (?:by|for|since|de|depuis))? " + _LONG + r"\b|"
    r"\b(?:de |d'|with |by )?" + re.sub(r"<(\w+)>", r"<\g<1>2>", _LONG) + r" (?:overdue|late|past due|de retard"
    r"|en retard)\b",
    re.IGNORECASE,
)


def _late_since(match: re.Match[str], today: date) -> str:
    """Overdue by so long is due before a day."""
    given = {name.rstrip("2"): value for name, value in match.groupdict().items() if value}
    unit = {"s": 7, "w": 7, "m": 0}.get(given["unit"][0].lower(), 1)
    if not unit or not ("more" in given or "least" in given):
        return match[0]
    last = today - timedelta(days=int(given["n"]) * unit + ("more" in given))
    return f"échues jusqu'au {last.isoformat()}"


_AGO = re.compile(
    r"\bil y a (?P<fr>deux|trois|quatre|cinq|\d) ans\b|\b(?P<en>two|three|four|five|\d) years ago\b", re.IGNORECASE
)
_FEW = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "two": 2, "three": 3, "four": 4, "five": 5}


def _of_year(match: re.Match[str], today: date) -> str:
    """Two years ago is a calendar year, as last year is; the plan says which."""
    said = (match["fr"] or match["en"]).lower()
    return f"{'en' if match['fr'] else 'in'} {today.year - (_FEW.get(said) or int(said))}"


def mark(question: str, today: date, toward: Toward, names: Names) -> Marked | None:
    """The question with its parties, periods and numbers marked; None when it is too long to be one, or speaks of time
    without saying which days ("vers mars")."""
    if len(question) > LONGEST:
        return None
    text = _LATE_BY.sub(lambda match: _late_since(match, today), _spelt_out(_DOTTED.sub("", question)))
    if toward == "past":
        text = _AGO.sub(lambda match: _of_year(match, today), text)
    spans = _identifiers(text)
    timed = _GROUPED.sub(lambda match: ",".ljust(len(match[0])), text)
    if any(not _overlaps(*place, spans) for place in find_unclear_times(timed, today, toward)):
        return None
    found_periods = [one for one in find_periods(timed, today, toward) if not _overlaps(one.start, one.end, spans)]
    marked = Marked("", [], [], [], [], [], [], today)
    taken: list[tuple[int, int, str]] = []
    for start, end in spans:
        taken.append((start, end, f"@n{len(marked.numbers)}"))
        marked.numbers.append(text[start:end])
    for one in found_periods:
        taken.append((one.start, one.end, f"@t{len(marked.periods)}"))
        marked.periods.append(one.period)
    folded, offsets = fold_with_offsets(text)
    tokens = [(match[0], offsets[match.start()], offsets[match.end() - 1] + 1) for match in _TOKEN.finditer(folded)]
    free = [token for token in tokens if not _overlaps(token[1], token[2], taken)]
    marked.mentions = find_mentions(text, free, names)
    taken += [(one.start, one.end, f"@p{index}") for index, one in enumerate(marked.mentions)]
    _mark_numbers(text, marked, taken)
    _write(text, tokens, taken, marked)
    return marked


def _spelt_out(text: str) -> str:
    """The text with signs and a few abbreviations written in words: "> 1 000", "2e trim.", "cb"."""
    for pattern, words in _SHORT:
        text = pattern.sub(words, text)
    return text


def _mark_numbers(text: str, marked: Marked, taken: list[tuple[int, int, str]]) -> None:
    for match in _THOUSANDS.finditer(text):
        if not _overlaps(*match.span(), taken):
            taken.append((*match.span(), f"@i{len(marked.counts)}"))
            marked.counts.append(Decimal(match[1].replace(",", ".")) * 1000)
    for number in find_numbers(text):
        if _overlaps(number.start, number.end, taken):
            continue
        # An amount has no three decimals: "1,000" is a thousand in either language.
        value = max(number.alternatives)
        if number.unit in CURRENCIES:
            name = f"@m{len(marked.amounts)}"
            marked.amounts.append((value, number.unit))
        elif number.unit == "%":
            name = f"@c{len(marked.percents)}"
            marked.percents.append(number.value)
        elif number.unit is None:
            name = f"@i{len(marked.counts)}"
            marked.counts.append(value)
        else:
            continue
        taken.append((number.start, number.end, name))


def _write(
    text: str, tokens: Sequence[tuple[str, int, int]], taken: Sequence[tuple[int, int, str]], marked: Marked
) -> None:
    """Words and marks in the question's order."""
    row: list[tuple[int, str]] = [(start, name) for start, _, name in taken]
    shouted = text.isupper()
    for index, (word, start, end) in enumerate(tokens):
        if _overlaps(start, end, taken):
            continue
        written = text[start:end]
        if word == "ca" and "ç" in written.lower():
            word = "c"
        if word.startswith("factur") and _PARTICIPLE.search(written):
            word = "facturee"
        elif word not in VOCABULARY and (written.islower() or shouted or index == 0):
            word = corrected(word)
        row.append((start, word))
        marked.originals.setdefault(word, written)
    marked.text = " ".join(word for _, word in sorted(row))


def _identifiers(text: str) -> list[tuple[int, int]]:
    """Where numbers of invoices stand: with letters and figures, or said to be one."""
    found: list[tuple[int, int]] = []
    for match in _INTRODUCED.finditer(text):
        start, end = match.span("id")
        end -= len(match["id"]) - len(match["id"].rstrip("./_-"))
        written = text[start:end]
        said = _SAID_NUMBER.search(text[match.start() : start]) is not None
        if sum(char.isdigit() for char in written) >= (1 if said else 3) and (said or not _is_else(written)):
            found.append((start, end))
    for match in _IDENTIFIER.finditer(text):
        written = match[0]
        digits = sum(char.isdigit() for char in written)
        mixed = 3 <= digits < len(written) and any(char.isalpha() for char in written)
        if mixed and not _is_else(written) and not _overlaps(*match.span(), found):
            found.append(match.span())
    return found


def _is_else(written: str) -> bool:
    return _NO_NUMBER.fullmatch(written) is not None


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, ...]] | Sequence[tuple[int, int, str]]) -> bool:
    return any(start < span[1] and int(span[0]) < end for span in spans)
