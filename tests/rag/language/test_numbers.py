"""Numbers in digits and words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import find_numbers

SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u2002", "\u3000"]

FR_ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
EN_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"


def french(n: int, swiss: bool) -> str:
    """A number in French words, written independently of the reader."""
    ones = FR_ONES.split()
    if n < 20:
        return ones[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        names = FR_TENS | ({7: "septante", 8: "huitante", 9: "nonante"} if swiss else {})
        if tens in names:
            return names[tens] + ("" if not unit else " et un" if unit == 1 else f"-{ones[unit]}")
        if tens == 7:
            return "soixante et onze" if unit == 1 else f"soixante-{french(10 + unit, swiss)}"
        rest = n - 80
        return "quatre-vingts" if not rest else f"quatre-vingt-{french(rest, swiss)}"
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        head = "cent" if hundreds == 1 else f"{ones[hundreds]} cent" + ("s" if not rest else "")
        return head + (f" {french(rest, swiss)}" if rest else "")
    if n < 1_000_000:
        thousands, rest = divmod(n, 1000)
        head = "mille" if thousands == 1 else f"{french(thousands, swiss).removesuffix('s')} mille"
        if thousands == 1 or not french(thousands, swiss).endswith(("cents", "vingts")):
            head = "mille" if thousands == 1 else f"{french(thousands, swiss)} mille"
        return head + (f" {french(rest, swiss)}" if rest else "")
    millions, rest = divmod(n, 1_000_000)
    head = "un million" if millions == 1 else f"{french(millions, swiss)} millions"
    return head + (f" {french(rest, swiss)}" if rest else "")


def english(n: int) -> str:
    """A number in English words, written independently of the reader."""
    ones = EN_ONES.split()
    if n < 20:
        return ones[n]
    if n < 100:
        return EN_TENS.split()[n // 10] + (f"-{ones[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{ones[n // 100]} hundred" + (f" and {english(n % 100)}" if n % 100 else "")
    for size, name in ((10**6, "million"), (1000, "thousand")):
        if n >= size:
            rest = n % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{english(n // size)} {name}" + (f"{joint}{english(rest)}" if rest else "")
    raise AssertionError


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1 234,56 €", "1234.56", "EUR"),
        ("1.234,56 EUR", "1234.56", "EUR"),
        ("1,234.56", "1234.56", None),
        ("1234.56", "1234.56", None),
        ("1234,56", "1234.56", None),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("CHF 1’234.50", "1234.50", "CHF"),
        ("1.234.567,89 euros", "1234567.89", "EUR"),
        ("1,234,567.89 dollars", "1234567.89", "USD"),
        ("€1,234.56", "1234.56", "EUR"),
        ("€ 12", "12", "EUR"),
        ("EUR 1,234", "1234", "EUR"),
        ("US$ 50", "50", "USD"),
        ("CA$50", "50", "CAD"),
        ("£3", "3", "GBP"),
        ("¥500", "500", "JPY"),
        ("100 Swiss francs", "100", "CHF"),
        ("12€50", "12.50", "EUR"),
        ("250 k€", "250000", "EUR"),
        ("250k€", "250000", "EUR"),
        ("1,5 M€", "1500000", "EUR"),
        ("3 Md€", "3000000000", "EUR"),
        ("$1.5M", "1500000", "USD"),
        ("$1.5 million", "1500000", "USD"),
        ("2 millions d'euros", "2000000", "EUR"),
        ("2,5 milliards d’euros", "2500000000", "EUR"),
        ("1,125 million d'euros", "1125000", "EUR"),
        ("un million d'euros", "1000000", "EUR"),
        ("12 %", "12", "%"),
        ("12%", "12", "%"),
        ("12,5 pour cent", "12.5", "%"),
        ("cinq pour cent", "5", "%"),
        ("five percent", "5", "%"),
        ("five per cent", "5", "%"),
        ("90 jours", "90", "day"),
        ("30 j", "30", "day"),
        ("30 jours calendaires", "30", "day"),
        ("30 calendar days", "30", "day"),
        ("30-day", "30", "day"),
        ("30 jours ouvrés", "30", "business_day"),
        ("30 jours ouvrables", "30", "business_day"),
        ("5 business days", "5", "business_day"),
        ("5 working days", "5", "business_day"),
        ("trois mois", "3", "month"),
        ("twelve-month", "12", "month"),
        ("un an", "1", "year"),
        ("une année", "1", "year"),
        ("one year", "1", "year"),
        ("un mois", "1", "month"),
        ("deux semaines", "2", "week"),
        ("24h", "24", "hour"),
        ("quatre-vingt-dix (90) jours", "90", "day"),
        ("quatre-vingt-dix (90 jours)", "90", "day"),
        ("90 (quatre-vingt-dix) jours", "90", "day"),
        ("ninety (90) days", "90", "day"),
        ("thirty (30) business days", "30", "business_day"),
        ("un (1) an", "1", "year"),
        ("one (1) year", "1", "year"),
        ("1er", "1", None),
        ("2ème", "2", None),
        ("3e", "3", None),
        ("31st", "31", None),
        ("22nd", "22", None),
        ("septante-deux", "72", None),
        ("nonante-neuf", "99", None),
        ("huitante", "80", None),
        ("octante", "80", None),
        ("quatre vingt dix neuf", "99", None),
        ("soixante et onze", "71", None),
        ("dix sept", "17", None),
        ("vingt-et-un", "21", None),
        ("mille", "1000", None),
        ("deux mille vingt-quatre", "2024", None),
        ("cent mille", "100000", None),
        ("a hundred", "100", None),
        ("one hundred and five", "105", None),
        ("one hundred five", "105", None),
        ("fifteen hundred", "1500", None),
        ("one hundred and two thousand", "102000", None),
        ("-120,00 €", "-120", "EUR"),
        ("-€1,234.56", "-1234.56", "EUR"),
        ("−5 %", "-5", "%"),
        ("deux ans et demi", "2.5", "year"),
        ("un an et demi", "1.5", "year"),
        ("une heure et demie", "1.5", "hour"),
        ("two and a half years", "2.5", "year"),
        ("2½ years", "2.5", "year"),
        ("un million et demi", "1500000", None),
        ("1 million et demi", "1500000", None),
        ("12 345", "12345", None),
        ("0,125", "0.125", None),
        ("00012", "12", None),
        (".5 %", "0.5", "%"),
        ("７５ €", "75", "EUR"),
        ("quatre-\nvingt-dix jours", "90", "day"),
    ],
)
def test_one_number(text: str, value: str, unit: str | None) -> None:
    numbers = find_numbers(text)
    assert [(number.value, number.unit) for number in numbers] == [(Decimal(value), unit)]
    assert (numbers[0].start, numbers[0].end) == (0, len(text))
    assert numbers[0].value in numbers[0].alternatives


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2024 150", ["2024", "150"]),
        ("2024 150 000 €", ["2024", "150000"]),
        ("1 234 5678", ["1234", "5678"]),
        ("100, 200 et 300", ["100", "200", "300"]),
        ("1,2,3", ["1", "2", "3"]),
        ("10-20 jours", ["10", "20"]),
        ("2 €150.00", ["2", "150"]),
        ("100 € 200 €", ["100", "200"]),
        ("USD 100 EUR 200", ["100", "200"]),
        ("12\t345", ["12", "345"]),
        ("12\n345", ["12", "345"]),
        ("between one hundred and two hundred days", ["100", "200"]),
        ("five and ten", ["5", "10"]),
        ("deux, trois", ["2", "3"]),
        ("trente (60) jours", ["30", "60"]),
        ("un contrat, une facture, a price, one party", []),
        ("pour cent per cent", []),
        ("7.2.1", []),
        ("A4 B12 3D", []),
        ("1 234²", ["1234"]),
        ("to seize the goods of the company and sell", []),
        ("Le four de la maison est dans la cuisine", []),
        ("", []),
    ],
)
def test_how_many(text: str, values: list[str]) -> None:
    assert [number.value for number in find_numbers(text)] == [Decimal(value) for value in values]


def test_conflicting_words_and_digits_both_keep_the_unit() -> None:
    assert [(str(each.value), each.unit) for each in find_numbers("trente (60) jours")] == [
        ("30", "day"),
        ("60", "day"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"),
        ("1.234", "1234"),
        ("Le poids est de 1,234 kg dans la caisse", "1.234"),
        ("The weight is 1,234 kg for the box", "1234"),
        ("Le poids est de 1.234 kg dans la caisse", "1234"),
        ("The weight is 1.234 kg for the box", "1.234"),
        ("1,234 €", "1234"),
        ("1.234 €", "1234"),
        ("1,234 %", "1.234"),
        ("12,50 puis 1,234", "1.234"),
    ],
)
def test_ambiguous_has_both_readings(text: str, value: str) -> None:
    number = find_numbers(text)[-1]
    assert number.value == Decimal(value)
    assert number.alternatives == {Decimal(1234), Decimal("1.234")}


@given(st.integers(0, 999_999_999), st.booleans(), st.sampled_from(["as is", "hyphens", "spaces"]))
def test_french_words_round_trip(n: int, swiss: bool, style: str) -> None:
    written = french(n, swiss)
    written = {"as is": written, "hyphens": written.replace(" ", "-"), "spaces": written.replace("-", " ")}[style]
    assert [number.value for number in find_numbers(f"{written} euros")] == [n]


@given(st.integers(0, 999_999_999))
def test_english_words_round_trip(n: int) -> None:
    assert [number.value for number in find_numbers(f"{english(n)} days")] == [n]


@pytest.mark.parametrize("n", range(2, 1000))
def test_every_small_number_in_words(n: int) -> None:
    assert [each.value for each in find_numbers(french(n, False))] == [n] or n in (7,)
    assert [each.value for each in find_numbers(english(n))] == [n]


@given(st.text(alphabet="0123456789 ,.'€$%kM-()deux cent\u00a0\n", max_size=60))
def test_spans_are_in_order_and_apart(text: str) -> None:
    numbers = find_numbers(text)
    end = 0
    for number in numbers:
        assert end <= number.start < number.end <= len(text)
        end = number.end


@given(st.integers(0, 10**12), st.integers(0, 99), st.sampled_from(SPACES))
def test_every_space_groups(whole: int, cents: int, space: str) -> None:
    text = f"{whole:,}".replace(",", space) + f",{cents:02} €"
    assert [(each.value, each.unit) for each in find_numbers(text)] == [(whole + Decimal(cents) / 100, "EUR")]


def test_sept_is_a_number_where_its_figure_follows_in_brackets() -> None:
    assert [(each.value, each.unit) for each in find_numbers("conclu pour sept (7) ans")] == [(7, "year")]
    assert [(each.value, each.unit) for each in find_numbers("Sept (12) 2024")][:1] != [(7, None)]
