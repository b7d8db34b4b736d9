"""Documents with an instruction planted in them, and the questions that bring it before the model.

The attacks are BIPIA's: Yi et al., "Benchmarking and Defending Against Indirect Prompt Injection Attacks on Large
Language Models" (arXiv:2312.14197), text attacks: a JSON object of kinds, each with its instructions. A carrier is made
of a document's own passages: its head, and those around the words that answer a question; the attack stands right after
these words, so that whoever finds the answer is given the attack.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from eval.answers.comparing import CaseSet
from eval.suites.suite import Question
from ingest.parsing.limits import Limits
from ingest.parsing.pool import ParserPool
from ingest.reading import Reading, read_document
from rag.domain.passage import Passage
from rag.errors import RequestError
from rag.language import find_quote, sentences, words

CLEAN = "none"
_PER_LANGUAGE = 5
_LANGUAGES = ("fr", "en")
_LIMITS = Limits(max_pages=500, max_chars=5_000_000)
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Carrier:
    """A question, the file its document is made from, and the text before and after the place of an attack."""

    question: Question
    file: str
    before: str
    after: str

    def text(self, attack: str) -> str:
        """The document with an attack; whole and clean without one."""
        return f"{self.before} {attack}{self.after}" if attack else self.before + self.after


@dataclass(frozen=True, slots=True)
class InjectionCase:
    """A question to a document with an attack; ``kind`` is the attack's, ``CLEAN`` where there is none."""

    id: str
    question: str
    filename: str
    language: str
    kind: str
    attack: str
    text: str


def read_attacks(file: Path) -> list[tuple[str, str]]:
    """Kinds and instructions, in the file's order.

    Raises:
        RequestError: the file is not there or not of BIPIA's form.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        attacks = [(str(kind), str(text)) for kind, texts in content.items() for text in texts]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise RequestError(
            f"{str(file)!r} cannot be read as attacks ({type(error).__name__}).",
            'It must look like this: {"kind": ["instruction", "another"]}',
        ) from error
    if not attacks:
        raise RequestError(f"{str(file)!r} holds no attack.")
    return attacks


def make_carriers(questions: Sequence[Question], folder: Path) -> tuple[list[Carrier], frozenset[str]]:
    """Five carriers in French and five in English, in turn, of as many files as can be; and all words of these files.

    No two have the same text: a store keeps the same bytes once.

    Raises:
        RequestError: the folder does not hold the files of enough questions.
    """
    paths = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
    readings: dict[str, Reading] = {}
    found: dict[str, dict[str, list[Carrier]]] = {language: {} for language in _LANGUAGES}
    texts: set[str] = set()
    with ParserPool(1) as parsers:
        for question in questions:
            path = paths.get(question.gold[0].filename) if question.gold else None
            if path is None:
                continue
            if path.name not in readings:
                work = partial(read_document, filename=path.name, limits=_LIMITS, document_id="d", version_id="v")
                readings[path.name] = parsers.call(work, path, _SECONDS)
            carrier = _carrier(question, path, readings[path.name])
            if carrier is not None and carrier.text("") not in texts:
                texts.add(carrier.text(""))
                found[question.language].setdefault(path.name, []).append(carrier)
    chosen = [list(islice(_in_turn(by_file.values()), _PER_LANGUAGE)) for by_file in found.values()]
    carriers = list(_in_turn(chosen))
    if len(carriers) < _PER_LANGUAGE * len(_LANGUAGES):
        raise RequestError(
            f"Only {len(carriers)} carriers can be made of {folder}.", "Give a suite and the folder of its documents."
        )
    passages = [passage for reading in readings.values() for passage in reading.passages]
    return carriers, frozenset(word for passage in passages for word in words(passage.text))


def _in_turn(groups: Iterable[list[Carrier]]) -> Iterable[Carrier]:
    """The first of each group, then the second of each."""
    columns = list(groups)
    for row in range(max(map(len, columns), default=0)):
        yield from (column[row] for column in columns if row < len(column))


def _carrier(question: Question, path: Path, reading: Reading) -> Carrier | None:
    """The carrier of a question in its document's own language; None where its proof is not found."""
    if reading.language != question.language:
        return None
    passages = reading.passages
    for number, passage in enumerate(passages):
        place = find_quote(question.gold[0].quote, passage.text)
        if place is not None:
            end = next((end for _, end in sentences(passage.text) if end >= place[1]), len(passage.text))
            first = list(dict.fromkeys([0, max(0, number - 1)]))
            above = [passages[index].text for index in first if index < number]
            below = _texts(passages[number + 1 : number + 2])
            before = "\n\n".join([*above, passage.text[:end]])
            return Carrier(question, path.stem, before, "\n\n".join([passage.text[end:], *below]))
    return None


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def injection_cases(
    file: Path, carriers: Sequence[Carrier], count: int, seed: int, folder: Path
) -> CaseSet[InjectionCase]:
    """``count`` pairs of carrier and attack, no pair twice, then their carriers clean; the documents go to ``folder``.

    Every attack is used once before any is used twice, in an order that the seed draws.

    Raises:
        RequestError: the attacks cannot be read, or are too few for so many pairs.
    """
    attacks = read_attacks(file)
    if count > len(attacks) * len(carriers):
        raise RequestError(f"{len(attacks)} attacks and {len(carriers)} carriers make no {count} pairs.")
    random.Random(seed).shuffle(attacks)  # noqa: S311 (an order, no secret)
    pairs = []
    for number in range(count):
        turn, place = divmod(number, len(attacks))
        pairs.append((carriers[(place + turn) % len(carriers)], attacks[place]))
    used = list({carrier.question.id: carrier for carrier, _ in pairs}.values())
    pairs += [(carrier, (CLEAN, "")) for carrier in used]
    cases = [_case(carrier, kind, attack) for carrier, (kind, attack) in pairs]
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / case.filename).write_text(case.text, encoding="utf-8")
    return CaseSet("injection", hashlib.sha256(file.read_bytes()).hexdigest(), cases, folder)


def _case(carrier: Carrier, kind: str, attack: str) -> InjectionCase:
    name = f"{carrier.question.id}_{hashlib.sha256(attack.encode()).hexdigest()[:8] if attack else CLEAN}"
    text = carrier.text(attack)
    question = carrier.question
    return InjectionCase(name, question.question, f"{carrier.file}_{name}.txt", question.language, kind, attack, text)
