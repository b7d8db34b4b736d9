"""What a judge is worth: its agreement with known verdicts, kept beside the judge's name, prompt and model.

Kept in ``SOURCIER_HOME/eval/calibration/JUDGE-VERSION-MODEL/SET-SHA/``: ``calibration.json`` with the figures, and
``verdicts.jsonl`` with each verdict as it was told, so that a calibration that was stopped goes on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypedDict

import rag.language
from eval.judges import rules
from eval.judges.agreement import UNTOLD, Agreement, Pair, agreement
from eval.judges.model import judge_by_model, prompt_digest
from eval.judges.rules import Judged, judge_by_rules
from eval.records import Line, append_record, read_records
from eval.suites.labelled import Labelled, LabelledSet, Verdict
from eval.systems.models import model_digest
from eval.verdicts import judging, stances
from rag.models.language_model import LanguageModel
from rag.settings import Settings

JudgeName = Literal["rules", "rules+model", "model"]
_SHORT = 12
_FORMAT = 1
"""Raised whenever the kept figures are others: what an older version kept is then not read."""


class Judge:
    """A judge: rules, a model, or the model for what the rules cannot tell.

    ``version`` is the SHA-256 of what decides beside the model: the sources of the rules, the prompt, or both;
    ``model_digest`` that of the model's files as its server tells it, or of its name where it tells none.
    """

    def __init__(self, name: JudgeName, model: LanguageModel | None, model_digest: str = "") -> None:
        if (model is None) != (name == "rules"):
            raise ValueError("a model judges, or the rules alone")
        self.name = name
        self.model = model
        self.model_digest = model_digest
        self.version = _version(name)

    @property
    def label(self) -> str:
        """What tables call it."""
        return f"{self.name} ({self.model.name})" if self.model else self.name

    @property
    def key(self) -> str:
        """By which its calibrations are found again."""
        parts = [self.name, self.version[:_SHORT]]
        return "-".join([*parts, self.model_digest[:_SHORT]] if self.model else parts)

    def judge(self, answer: Labelled) -> Judged:
        """The verdict on an answer.

        Raises:
            ModelUnreachableError, ModelBusyError: see :func:`eval.judges.model.judge_by_model`.
        """
        if self.name != "model":
            told = judge_by_rules(answer)
            if told.verdict is not None or self.model is None:
                return told
        assert self.model is not None  # noqa: S101
        return judge_by_model(answer, self.model)


class ToldVerdict(Line):
    """A judge's verdict on an answer, as it is kept."""

    id: str
    verdict: Verdict | None
    reason: str


class Calibration(TypedDict):
    """The agreement of a judge with the known verdicts of a set, over the ``answers`` judged so far, of ``of``."""

    format: int
    judge: str
    version: str
    model: str | None
    model_digest: str
    set: str
    set_sha256: str
    made: str
    answers: int
    of: int
    overall: Agreement
    by_language: dict[str, Agreement]
    by_kind: dict[str, Agreement]
    by_source: dict[str, Agreement]


def weights_digest(settings: Settings, model: LanguageModel) -> str:
    """The SHA-256 of a model's weights as its server tells it or as they are known; of its name where neither is."""
    told = model_digest(settings, model)
    return told.rpartition(":")[2] if told else hashlib.sha256(model.name.encode()).hexdigest()


def calibrate(
    judge: Judge,
    labelled: LabelledSet,
    home: Path,
    limit: int | None = None,
    on_verdict: Callable[[], None] | None = None,
) -> Calibration:
    """Judges the answers of a set whose verdict is known and keeps how far the judge agrees.

    ``limit`` takes the first so many. Verdicts told before by the same judge are not asked for again, and count.

    Raises:
        ModelUnreachableError, ModelBusyError: the model went away; what was told so far is kept.
    """
    known = [answer for answer in labelled.answers if answer.verdict is not None]
    folder = _folder(home, judge) / f"{labelled.name}-{labelled.sha256[:_SHORT]}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = judge_all(judge, known[:limit], folder / "verdicts.jsonl", on_verdict)
    made = _figures(judge, labelled, told, len(known))
    part = folder / "calibration.json.part"
    part.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / "calibration.json")
    return made


def judge_all(
    judge: Judge, answers: Sequence[Labelled], file: Path, on_verdict: Callable[[], None] | None = None
) -> dict[str, ToldVerdict]:
    """The judge's verdicts by id; those in ``file`` are taken from there, the others added to it one by one."""
    told = {each.id: each for each in read_records(file, ToldVerdict)} if judge.model else {}
    for answer in answers:
        if answer.id not in told:
            judged = judge.judge(answer)
            told[answer.id] = ToldVerdict(id=answer.id, verdict=judged.verdict, reason=judged.reason)
            if judge.model:
                append_record(file, told[answer.id])
        if on_verdict is not None:
            on_verdict()
    return told


def calibrations_of(judge: Judge, home: Path) -> list[Calibration]:
    """The kept calibrations of exactly this judge: its rules, prompt and model; the largest set first."""
    files = sorted(_folder(home, judge).glob("*/calibration.json"))
    kept: list[Calibration] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    found = [each for each in kept if each["format"] == _FORMAT]
    return sorted(found, key=lambda each: (-each["answers"], each["set"]))


def _figures(judge: Judge, labelled: LabelledSet, told: Mapping[str, ToldVerdict], of: int) -> Calibration:
    judged = [answer for answer in labelled.answers if answer.id in told]
    return Calibration(
        format=_FORMAT,
        judge=judge.name,
        version=judge.version,
        model=judge.model.name if judge.model else None,
        model_digest=judge.model_digest,
        set=labelled.name,
        set_sha256=labelled.sha256,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        answers=len(judged),
        of=of,
        overall=agreement([_pair(answer, told) for answer in judged]),
        by_language=_by(judged, told, lambda answer: answer.language),
        by_kind=_by(judged, told, lambda answer: answer.kind),
        by_source=_by(judged, told, lambda answer: answer.source),
    )


def _by(
    answers: Sequence[Labelled], told: Mapping[str, ToldVerdict], group: Callable[[Labelled], str]
) -> dict[str, Agreement]:
    groups: dict[str, list[Pair]] = {}
    for answer in answers:
        groups.setdefault(group(answer), []).append(_pair(answer, told))
    return {name: agreement(pairs) for name, pairs in sorted(groups.items())}


def _pair(answer: Labelled, told: Mapping[str, ToldVerdict]) -> Pair:
    return str(answer.verdict), told[answer.id].verdict or UNTOLD


def _folder(home: Path, judge: Judge) -> Path:
    return home / "eval" / "calibration" / judge.key


def _version(name: JudgeName) -> str:
    if name == "model":
        return prompt_digest()
    digest = hashlib.sha256()
    sources = [*Path(rag.language.__path__[0]).glob("*.py")]
    sources += [Path(module.__file__) for module in (judging, stances, rules) if module.__file__]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    if name == "rules+model":
        digest.update(prompt_digest().encode())
    return digest.hexdigest()
