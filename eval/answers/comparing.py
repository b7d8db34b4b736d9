"""Asks Sourcier and the plain loop the same questions of the same documents, and keeps every reply.

Replies are kept as they came and judged afterwards (:mod:`eval.answers.metrics`,
:mod:`eval.answers.injection_judging`), so that a rule of a judge can be corrected without asking again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from eval.records import Line, key_of, read_records
from eval.runs.asking import ask_all, asking_bar, timed
from eval.runs.run import ANSWERING, begin, describe
from eval.systems.names import PLAIN_LOOP, SOURCIER
from eval.systems.opening import open_systems
from eval.systems.preparing import ingest_documents, share_model_files
from eval.systems.replies import Reply, System
from rag.console import err
from rag.models.language_model import LanguageModel
from rag.opening import open_query_engine
from rag.settings import Settings, load_settings


class Case(Protocol):
    """A question, and the file it is asked of (None: of all); a dataclass, whose fields are its content."""

    @property
    def id(self) -> str:
        """What it is called in its set."""

    @property
    def question(self) -> str:
        """What is asked."""

    @property
    def filename(self) -> str | None:
        """The one file that it is asked of."""


K = TypeVar("K", bound=Case)


@dataclass(frozen=True, slots=True)
class CaseSet(Generic[K]):
    """Cases, the name of their set, the SHA-256 of the file that they come from, and the folder of their documents."""

    name: str
    sha256: str
    questions: Sequence[K]
    documents: Path


class Asked(Line):
    """What a system replied to a case; ``key`` is the SHA-256 of the system's name and the case's content."""

    key: str
    system: str
    case: str
    question: str
    reply: Reply
    seconds: float


def compare(
    cases: CaseSet[K],
    folder: Path,
    settings: Settings,
    model: LanguageModel | None,
    baseline: bool,
    limit: int | None = None,
) -> dict[str, list[tuple[K, Asked]]]:
    """The replies of each system to the first ``limit`` cases, in a run's folder with a store of its own.

    Each reply is on the disk before the next question: a run that is stopped goes on where it was, also with another
    limit, with more cases, or with the baseline where it was without. Other code that answers begins another run; other
    code that judges does not.

    Raises:
        RequestError: the folder holds something else.
    """
    run = begin(folder, describe(cases, settings, model, cases.documents, ANSWERING))
    asked = list(cases.questions[:limit])
    names = [SOURCIER, PLAIN_LOOP] if baseline and model is not None else [SOURCIER]
    done = {record.key: record for record in read_records(run.records_file, Asked)}
    left = [name for case in asked for name in names if _key(name, case) not in done]
    if left:
        own = load_settings(home=folder / "home")
        share_model_files(settings, own)
        with err.status(f"ingesting {cases.name}"):
            ingest_documents(own, cases.documents)
        with open_query_engine(own) as engine, asking_bar(f"asking {cases.name}") as bar:
            total = len(asked) * len(names)
            task = bar.add_task("", total=total, completed=total - len(left))
            systems = open_systems(names, engine, settings, model)
            ask_all(asked, systems, _key, _observe, run.records_file, done, lambda _: bar.advance(task))
    return {name: [(case, done[_key(name, case)]) for case in asked] for name in names}


def _observe(system: System, case: Case) -> Asked:
    answered = timed(system, case.question, case.filename)
    return Asked(
        key=_key(system.name, case),
        system=system.name,
        case=case.id,
        question=case.question,
        reply=answered.reply,
        seconds=answered.seconds,
    )


def _key(system: str, case: Case) -> str:
    return key_of(system, asdict(case))  # type: ignore[call-overload]
