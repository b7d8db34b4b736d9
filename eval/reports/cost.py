"""What an answer costs: tokens, seconds, memory and, by a list of prices, money.

Money is exact: prices and costs are :class:`~decimal.Decimal`, and no float touches them.
"""

from __future__ import annotations

import statistics
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Annotated, TypedDict

from babel.numbers import get_currency_precision
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from eval.records import Record
from rag.errors import RequestError

_Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
_MILLION = 1_000_000
_MS_OF_AN_HOUR = 3_600_000


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("an amount is no float")
    return value


_Amount = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0, max_digits=12)]


class Usage(TypedDict):
    """What answers took: tokens a question (means), seconds to the first token (median, None where none was told),
    seconds a question (median, and what 19 of 20 stay under), the highest memory of the process in MiB (the model's
    server not among it; None where it was not kept)."""

    prompt_tokens: float
    completion_tokens: float
    first_token_s: float | None
    median_s: float
    most_s: float
    peak_memory_mib: float | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TokenPrice(_Strict):
    """The price of a million tokens that a model reads (``input``) and writes (``output``)."""

    input: _Amount
    output: _Amount


class MachinePrice(_Strict):
    """The price of an hour of a machine that answers one question at a time."""

    hour: _Amount


class _File(_Strict):
    currency: _Currency
    tokens: dict[str, TokenPrice] = {}
    machines: dict[str, MachinePrice] = {}


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by their names, all in one currency (ISO 4217)."""

    currency: str
    by_name: dict[str, TokenPrice | MachinePrice]


def load_prices(path: Path) -> Prices:
    """The prices of a TOML file: ``currency = "EUR"``, then a table ``[tokens."NAME"]`` with ``input`` and ``output``,
    the prices of a million tokens, or ``[machines."NAME"]`` with ``hour``, each.

    Raises:
        RequestError: the file cannot be read or holds something else.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        found = _File.model_validate(content)
    except OSError as error:
        raise RequestError(f"The prices {path} cannot be read: {error.strerror}.", "Check the path.") from None
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise RequestError(f"{path}: {problems}.", "Correct the prices.") from None
    except ValueError as error:
        raise RequestError(f"{path} is no TOML: {error}.", "Correct it.") from None
    if both := sorted(found.tokens.keys() & found.machines.keys()):
        raise RequestError(f"{path}: {both[0]!r} has two prices.", "Give each price its own name.")
    return Prices(found.currency, {**found.tokens, **found.machines})


def usage(records: Sequence[Record]) -> Usage:
    """What the answers of at least one question took."""
    seconds = sorted(record.seconds for record in records)
    first = [record.first_token_s for record in records if record.first_token_s is not None]
    memory = [record.peak_memory_mib for record in records if record.peak_memory_mib is not None]
    return Usage(
        prompt_tokens=statistics.fmean(record.prompt_tokens for record in records),
        completion_tokens=statistics.fmean(record.completion_tokens for record in records),
        first_token_s=statistics.median(first) if first else None,
        median_s=statistics.median(seconds),
        # nearest rank
        most_s=seconds[-(-95 * len(seconds) // 100) - 1],
        peak_memory_mib=max(memory, default=None),
    )


def per_thousand(records: Sequence[Record], price: TokenPrice | MachinePrice) -> Decimal:
    """What a thousand such questions cost: by the tokens that these took, or by the machine's time.

    Tokens are those that the answering model's server counted: another model cuts the same words into more or fewer.
    """
    if isinstance(price, MachinePrice):
        total = sum(round(record.seconds * 1000) for record in records) * price.hour / _MS_OF_AN_HOUR
    else:
        read = sum(record.prompt_tokens for record in records)
        written = sum(record.completion_tokens for record in records)
        total = (read * price.input + written * price.output) / _MILLION
    return total * 1000 / len(records)


def money_text(amount: Decimal, currency: str) -> str:
    """An amount in its currency's minor units, ``12.40 EUR``; what is less than one of them, but something, as such."""
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    if 0 < amount < unit:
        return f"< {unit} {currency}"
    return f"{amount.quantize(unit, ROUND_HALF_EVEN):,} {currency}"
