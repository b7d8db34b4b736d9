"""Asks Sourcier and the plain loop the same questions of the same documents, and keeps every reply.

Replies are kept as they came and judged afterwards (:mod:`eval.answer_metrics`, :mod:`eval.injection_judging`), so that
a rule of a judge can be corrected without asking again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import ingest
import rag
from eval import baselines
from eval.baselines.plain_chat import Chat, plain_chat
from eval.preparing import ingest_documents, share_model_files
from eval.records import Line, append_record, read_records
from eval.replies import Reply, Sourcier, System
from eval.runs import Run, begin, describe
from rag.console import err, progress
from rag.models.language_model import LanguageModel
from rag.models.ollama_model import OllamaModel
from rag.opening import QueryEngine, open_query_engine
from rag.settings import ModelServer, Settings, load_settings

SOURCIER = Sourcier.name
PLAIN_LOOP = "plain loop"


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
    run = begin(
        folder,
        describe(cases, settings, model.name if model else None, cases.documents, (rag, ingest, baselines)),
    )
    asked = list(cases.questions[:limit])
    names = [SOURCIER, PLAIN_LOOP] if baseline and model is not None else [SOURCIER]
    done = {record.key: record for record in read_records(run.records_file, Asked)}
    left = [name for case in asked for name in names if _key(name, case) not in done]
    if left:
        own = load_settings(home=folder / "home")
        share_model_files(settings, own)
        with err.status(f"ingesting {cases.name}"):
            ingest_documents(own, cases.documents)
        with open_query_engine(own) as engine, progress(f"asking {cases.name}") as bar:
            total = len(asked) * len(names)
            task = bar.add_task("", total=total, completed=total - len(left))
            systems = [Sourcier(engine, model), *_baselines(names, engine, settings, model)]
            ask_all(asked, systems, run, done, lambda: bar.advance(task))
    return {name: [(case, done[_key(name, case)]) for case in asked] for name in names}


def _baselines(names: list[str], engine: QueryEngine, settings: Settings, model: LanguageModel | None) -> list[System]:
    if model is None or PLAIN_LOOP not in names:
        return []
    server: ModelServer = settings.ollama if isinstance(model, OllamaModel) else settings.openai
    return [plain_loop(engine, plain_chat(settings, model), server)]


def plain_loop(engine: QueryEngine, chat: Chat, server: ModelServer) -> System:
    """The baseline over the documents of an engine's store, with its embedding model."""
    # LlamaIndex takes seconds to load.
    from eval.baselines.plain_loop import PlainLoop, pages_of

    return PlainLoop(pages_of(engine.store.catalogue), engine.embedder, chat, server)


def ask_all(
    cases: Sequence[Case],
    systems: Sequence[System],
    run: Run,
    done: dict[str, Asked],
    on_reply: Callable[[], Any] = lambda: None,
) -> None:
    """Asks case after case of every system what ``done`` does not hold, adding to it and to the run's records."""
    for case in cases:
        for system in systems:
            key = _key(system.name, case)
            if key in done:
                continue
            started = time.monotonic()
            reply = system.ask(case.question, case.filename)
            seconds = round(time.monotonic() - started, 3)
            done[key] = Asked(
                key=key, system=system.name, case=case.id, question=case.question, reply=reply, seconds=seconds
            )
            append_record(run.records_file, done[key])
            on_reply()


def _key(system: str, case: Case) -> str:
    content = json.dumps(asdict(case), sort_keys=True)  # type: ignore[call-overload]
    return hashlib.sha256(f"{system}\0{content}".encode()).hexdigest()
