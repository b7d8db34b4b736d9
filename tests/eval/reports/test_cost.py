from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from eval.reports.cost import MachinePrice, TokenPrice, load_prices, money_text, per_thousand, usage
from rag.errors import RequestError
from tests.eval.made import a_record

PRICES = """
currency = "EUR"
[tokens."made-up large"]
input = 2.50
output = "10.00"
[machines."own machine"]
hour = 0.12
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "prices.toml"
    path.write_text(text)
    return path


def test_prices_are_read_exactly(tmp_path: Path) -> None:
    prices = load_prices(write(tmp_path, PRICES.replace("2.50", "0.1")))
    assert prices.currency == "EUR"
    # 0.1 as a float would be 0.1000000000000000055…
    assert prices.by_name == {
        "made-up large": TokenPrice(input=Decimal("0.1"), output=Decimal("10.00")),
        "own machine": MachinePrice(hour=Decimal("0.12")),
    }


def test_a_thousand_questions_by_tokens() -> None:
    # 2,000 + 4,000 tokens in, 100 + 300 out, two questions:
    # (6,000 * 2.50 + 400 * 10) / 1,000,000 = 0.019, of which a thousand questions take 500 times: 9.50
    records = [
        a_record(prompt_tokens=2000, completion_tokens=100),
        a_record(id="fr-02", prompt_tokens=4000, completion_tokens=300),
    ]
    cost = per_thousand(records, TokenPrice(input=Decimal("2.50"), output=Decimal(10)))
    assert isinstance(cost, Decimal) and cost == Decimal("9.5")


def test_a_thousand_questions_by_the_machines_time() -> None:
    # 12.345 s a question, 0.12 an hour: 12,345 s / 3600 * 0.12 = 0.4115
    assert per_thousand([a_record(seconds=12.345)], MachinePrice(hour=Decimal("0.12"))) == Decimal("0.4115")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("9.5", "EUR", "9.50 EUR"),
        ("1234.565", "EUR", "1,234.56 EUR"),
        ("0", "EUR", "0.00 EUR"),
        ("0.004", "EUR", "< 0.01 EUR"),
        ("1234.5", "JPY", "1,234 JPY"),
        ("0.4", "JPY", "< 1 JPY"),
    ],
)
def test_money_in_words(amount: str, currency: str, text: str) -> None:
    assert money_text(Decimal(amount), currency) == text


def test_what_answers_took() -> None:
    records = [
        a_record(
            id=str(number),
            prompt_tokens=100 * number,
            completion_tokens=number,
            seconds=number,
            first_token_s=number / 10 if number % 2 else None,
            peak_memory_mib=1000 + number if number > 5 else None,
        )
        for number in range(1, 21)
    ]
    found = usage(records)
    assert (found["prompt_tokens"], found["completion_tokens"]) == (1050, 10.5)
    # of the odd ones 0.1, 0.3 … 1.9; nearest rank: the 19th of 20
    assert (found["first_token_s"], found["median_s"], found["most_s"]) == (pytest.approx(1.0), 10.5, 19)
    assert found["peak_memory_mib"] == 1020
    assert usage([a_record()])["first_token_s"] is None
    assert usage([a_record()])["peak_memory_mib"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("currency = ", "is no TOML"),
        ('currency = "euro"', "currency"),
        ('currency = "EUR"\n[tokens.a]\ninput = 1', "output: Field required"),
        ('currency = "EUR"\n[tokens.a]\ninput = -1\noutput = 1', "greater than or equal to 0"),
        ('currency = "EUR"\n[tokens.a]\ninput = inf\noutput = 1', "finite"),
        ('currency = "EUR"\n[models.a]\ninput = 1\noutput = 1', "models: Extra"),
        ('currency = "EUR"\n[tokens.a]\ninput = 1\noutput = 1\n[machines.a]\nhour = 1', "'a' has two prices"),
    ],
)
def test_wrong_prices_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        load_prices(write(tmp_path, text))
    with pytest.raises(RequestError, match="cannot be read"):
        load_prices(tmp_path / "nothing.toml")
