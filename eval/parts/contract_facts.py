"""Contract facts beside the clauses that lawyers marked in CUAD.

Hendrycks, Burns, Chen and Ball, "CUAD: An Expert-Annotated NLP Dataset for Legal Contract Review", NeurIPS Datasets
and Benchmarks 2021. A predicted span matches a marked one when the Jaccard similarity of their words is at least 0.5,
words as there: small letters, without ``. , ; :``, parted by blanks and ``/``. Their allowance for parties (a marked
span that stands inside a predicted one) is not used: the rule here is the harder one.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

from eval.metrics import Rate, rate
from ingest.extraction.contracts import extract_contract
from ingest.parsing import Limits, parse
from rag.domain.contract import Contract
from rag.errors import RequestError

_SIMILAR = 0.5
_MARKS = str.maketrans(dict.fromkeys(".,;:", "") | {"/": " "})
_FIELDS: dict[str, tuple[str, ...]] = {
    "Document Name": ("title",),
    "Agreement Date": ("signature_date",),
    "Effective Date": ("effective_date",),
    "Expiration Date": ("end_date", "term", "open_ended"),
    "Renewal Term": ("renewal",),
    "Notice Period To Terminate Renewal": ("notice",),
    "Governing Law": ("governing_law",),
}
CATEGORIES = ("Document Name", "Parties", *list(_FIELDS)[1:])


@dataclass(frozen=True, slots=True)
class Marked:
    """What lawyers marked of one category in one contract: nothing where the contract has no such clause."""

    file: str
    category: str
    quotes: tuple[str, ...]


class Agreement(TypedDict):
    """How far spans agree: of the found ones the share that is marked, of the marked ones the share that is found,
    their harmonic mean; and of the contracts without such a clause the share in which one was found."""

    precision: float | None
    recall: float | None
    f1: float | None
    matched: int
    missed: int
    wrong: int
    false_found: Rate


@dataclass(frozen=True, slots=True)
class Difference:
    """A marked span that was not found, or a found one that is not marked."""

    file: str
    category: str
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load_marked(file: Path) -> list[Marked]:
    """The marked clauses of the categories that are measured (:data:`CATEGORIES`).

    Raises:
        RequestError: the file is not there or has another form.
    """
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        marked = [Marked(row["file"], row["category"], tuple(row["quotes"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(f"{str(file)!r} cannot be read as clauses ({type(error).__name__}).") from error
    return [each for each in marked if each.category in CATEGORIES]


def read_contracts(
    files: Iterable[str], folder: Path, done: Callable[[], None] = lambda: None
) -> dict[str, Contract | None]:
    """The facts of each file of a folder; None where none were read.

    Raises:
        RequestError: a file is not there.
    """
    contracts = {}
    for name in files:
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise RequestError(f"{name!r} is not in {str(folder)!r}.", "Name its folder with --documents.") from error
        contracts[name] = extract_contract(parse(content, name, Limits(max_pages=2_000, max_chars=20_000_000)))
        done()
    return contracts


def spans_of(contract: Contract | None, category: str) -> list[str]:
    """The quotations of a contract's facts that answer a category, each once.

    A notice counts only where it stops a renewal or ends the term; "it is not renewed" is no renewal term.
    """
    if contract is None:
        return []
    fields = contract.fields
    if category == "Parties":
        names = [name for name in fields if name.startswith("parties.") and not name.endswith(".siren")]
    else:
        names = [name for name in _FIELDS[category] if name in fields]
    if category == "Notice Period To Terminate Renewal" and (
        contract.notice is None or contract.notice.before != "term_end"
    ):
        return []
    if category == "Renewal Term" and contract.renewal and not contract.renewal.tacit and not contract.renewal.span:
        return []
    return list(dict.fromkeys(fields[name].quote for name in names))


def similarity(one: str, other: str) -> float:
    """The Jaccard similarity (0 to 1) of the words of two spans."""
    first, second = (set(text.lower().translate(_MARKS).split()) for text in (one, other))
    return len(first & second) / len(first | second) if first | second else 0.0


def differences(marked: Sequence[Marked], contracts: Mapping[str, Contract | None]) -> list[Difference]:
    """Where found and marked spans differ, by contract and category."""
    found = []
    for each in marked:
        spans = spans_of(contracts[each.file], each.category)
        missed = tuple(quote for quote in each.quotes if not _matches(quote, spans))
        wrong = tuple(span for span in spans if not _matches(span, each.quotes))
        if missed or wrong:
            found.append(Difference(each.file, each.category, missed, wrong))
    return found


def measure_contracts(marked: Sequence[Marked], contracts: Mapping[str, Contract | None]) -> dict[str, Agreement]:
    """The agreement in each category and over all of them."""
    apart = {(each.file, each.category): each for each in differences(marked, contracts)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for each in marked:
        difference = apart.get((each.file, each.category))
        missed, wrong = (len(difference.missed), len(difference.wrong)) if difference else (0, 0)
        absent = not each.quotes
        row = [len(each.quotes) - missed, missed, wrong, absent and wrong > 0, absent]
        for name in (each.category, "all"):
            counts[name] = [one + other for one, other in zip(counts[name], row, strict=True)]
    return {name: _agreement(*counts[name]) for name in (*CATEGORIES, "all") if name in counts}


def half_of(file: str) -> str:
    """``"even"`` or ``"odd"``: which half of a set a file is in, by the SHA-256 of its name."""
    return "odd" if int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2 else "even"


def _matches(span: str, others: Iterable[str]) -> bool:
    return any(similarity(span, other) >= _SIMILAR for other in others)


def _agreement(matched: int, missed: int, wrong: int, false_found: int, absent: int) -> Agreement:
    precision = matched / (matched + wrong) if matched + wrong else None
    recall = matched / (matched + missed) if matched + missed else None
    f1 = 2 * matched / (2 * matched + missed + wrong) if matched + missed + wrong else None
    return Agreement(
        precision=precision,
        recall=recall,
        f1=f1,
        matched=matched,
        missed=missed,
        wrong=wrong,
        false_found=rate(false_found, absent),
    )
