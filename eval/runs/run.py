"""The folder of a run: ``run.json`` says what was measured, ``records.jsonl`` what was observed; beside them lies what
it takes to measure the same again: the suite, the prompts, the version of every package."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

import eval
import ingest
import rag
from eval import systems
from eval.records import Record, read_records
from eval.systems.models import SEED, TEMPERATURE, model_digest, server_of
from rag.answering.prompting import prompt_files
from rag.errors import RequestError
from rag.models.language_model import LanguageModel
from rag.settings import Settings

ANSWERING = (rag, ingest, systems)
"""The code that decides what is answered; that which judges is not among it."""
_PACKAGES = ("sourcier", "sentence-transformers", "torch", "qdrant-edge-py", "ollama", "openai", "llama-index-core")
_SOURCES = (".py", ".md")
_SAME = ("suite_sha256", "model", "model_digest", "documents", "settings", "versions", "code", "corpus", "prompts")


class RunInfo(BaseModel):
    """What was measured.

    ``code`` is the SHA-256 of Sourcier's own sources, ``answering_code`` of those among them that decide what is
    answered, ``corpus`` that of the names and digests of the documents that could be found (None until they are
    ingested), ``cores`` the processors this process may use. ``model_digest``: see
    :func:`eval.systems.models.model_digest`. ``prompts`` are the files that lie in the folder ``prompts``, each with
    its SHA-256.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: str
    suite_sha256: str
    suite_questions: int
    model: str | None
    documents: str | None
    settings: dict[str, Any]
    versions: dict[str, str]
    code: str
    machine: str
    cores: int
    started: datetime
    corpus: str | None = None
    document_states: dict[str, int] = {}
    passages: int = 0
    model_digest: str | None = None
    answering_code: str = ""
    prompts: dict[str, str] = {}

    @property
    def day(self) -> date:
        """The day that "last year" is counted from, also where the run goes on later."""
        return self.started.date()

    @property
    def label(self) -> str:
        """What the run is called in a table: its model, or ``extractive`` without one."""
        return self.model or "extractive"


class Run:
    """A run's folder."""

    def __init__(self, folder: Path, info: RunInfo) -> None:
        self.folder = folder
        self.info = info

    @property
    def records_file(self) -> Path:
        """One record a line, in the order in which they came."""
        return self.folder / "records.jsonl"

    def records(self) -> list[Record]:
        """The records so far."""
        return read_records(self.records_file, Record)

    def note_corpus(self, corpus: str, document_states: dict[str, int], passages: int) -> None:
        """Keeps what the questions are asked of.

        Raises:
            RequestError: the run was begun on other documents.
        """
        if self.info.corpus not in (None, corpus):
            raise _other_run(self.folder, ["corpus"])
        found = {"corpus": corpus, "document_states": document_states, "passages": passages}
        self.info = self.info.model_copy(update=found)
        _write(self.folder, self.info)


class Questions(Protocol):
    """What is asked in a run."""

    @property
    def name(self) -> str:
        """What the set is called."""

    @property
    def sha256(self) -> str:
        """Of the file that it comes from, in hexadecimal."""

    @property
    def questions(self) -> Sequence[object]:
        """All of them."""


def new_folder(settings: Settings, suite: str, model: str | None) -> Path:
    """Where a run goes that is given no folder."""
    label = re.sub(r"[^\w.-]+", "-", model or "extractive")
    return settings.home / "eval" / f"{suite}-{label}-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def describe(
    suite: Questions,
    settings: Settings,
    model: LanguageModel | None,
    documents: Path | None,
    measured: Sequence[ModuleType] = (rag, ingest, eval),
) -> RunInfo:
    """What is about to be measured, by this code on this machine; ``measured`` are the packages that decide it."""
    return RunInfo(
        suite=suite.name,
        suite_sha256=suite.sha256,
        suite_questions=len(suite.questions),
        model=model.name if model else None,
        model_digest=model_digest(settings, model) if model else None,
        documents=str(documents) if documents else None,
        settings=_decisive(settings, model),
        versions={"python": platform.python_version()} | {name: metadata.version(name) for name in _PACKAGES},
        code=code_digest(measured),
        answering_code=code_digest(ANSWERING),
        machine=f"{platform.system()} {platform.machine()}",
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        started=datetime.now(UTC).replace(microsecond=0),
        prompts={name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _prompts().items()},
    )


def _decisive(settings: Settings, model: LanguageModel | None) -> dict[str, Any]:
    """The settings that an answer may depend on."""
    ingestion = settings.ingest.model_dump(include={"max_file_mb", "max_pages", "max_chars", "parse_timeout_s"})
    found: dict[str, Any] = {
        "embedder": settings.embedder.model,
        "reranker": settings.reranker.model,
        "entailment": settings.entailment.model,
        "quantize": settings.index.quantize,
        "confidential": sorted(settings.confidential),
        **ingestion,
    }
    if model is not None:
        server = server_of(settings, model)
        limits = {"num_ctx", "max_tokens", "first_token_timeout_s", "total_timeout_s"}
        found |= server.model_dump(include=limits) | {"temperature": TEMPERATURE, "seed": SEED}
    return found


def keep_inputs(run: Run, questions: Sequence[BaseModel]) -> None:
    """Lays beside a run what it takes to repeat it: the questions (``SUITE.jsonl``), the prompts (``prompts/``), and
    all packages with their versions (``packages.txt``, in the form that `pip install -r` reads). Once: where a run goes
    on, what it was begun with stays.
    """
    listing = run.folder / "packages.txt"
    if listing.exists():
        return
    lines = "".join(question.model_dump_json() + "\n" for question in questions)
    (run.folder / f"{run.info.suite}.jsonl").write_text(lines, encoding="utf-8")
    for name, path in _prompts().items():
        kept = run.folder / "prompts" / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(path.read_bytes())
    packages = {f"{found.name}=={found.version}\n" for found in metadata.distributions()}
    listing.write_text("".join(sorted(packages, key=str.lower)), encoding="utf-8")


def _prompts() -> dict[str, Path]:
    """The prompt files of the code that answers, by where they stand in it, or those read in their place."""
    roots = {package.__name__: Path(package.__path__[0]) for package in (rag, systems)}
    found = {
        f"{name}/{path.relative_to(root).as_posix()}": path
        for name, root in roots.items()
        for path in root.rglob("prompts/*.md")
    }
    found |= {f"rag/answering/prompts/{name}": path for name, path in prompt_files().items()}
    return dict(sorted(found.items()))


def begin(folder: Path, info: RunInfo) -> Run:
    """The run in a folder: a new one in a new or empty folder, or the same one to go on with.

    Raises:
        RequestError: the folder holds another run, or something else.
    """
    if (folder / "run.json").exists():
        known = read_run(folder)
        differing = [
            name
            for name in _SAME
            if getattr(known.info, name) != getattr(info, name) and not (name == "corpus" and info.corpus is None)
        ]
        if differing:
            raise _other_run(folder, differing)
        return known
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"{folder} holds something that is no run.", "Give --out a new folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder, info)
    return Run(folder, info)


def read_run(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        RequestError: there is none.
    """
    try:
        return Run(folder, RunInfo.model_validate_json((folder / "run.json").read_bytes()))
    except OSError:
        raise RequestError(f"{folder} holds no run.", "Make one with: rag-eval run SUITE --out DIR") from None
    except ValidationError:
        raise RequestError(f"{folder}/run.json was not written by this version.", "Run the suite again.") from None


def _other_run(folder: Path, differing: list[str]) -> RequestError:
    return RequestError(
        f"{folder} holds a run with another {', '.join(differing)}.", "Give --out a new folder, or remove this one."
    )


def _write(folder: Path, info: RunInfo) -> None:
    part = folder / "run.json.part"
    part.write_text(info.model_dump_json(indent=1) + "\n", encoding="utf-8")
    part.replace(folder / "run.json")


def code_digest(modules: Sequence[ModuleType]) -> str:
    """SHA-256 of the sources of modules; of a package, all that it holds."""
    digest = hashlib.sha256()
    for module in modules:
        root = Path(module.__path__[0]) if hasattr(module, "__path__") else Path(str(module.__file__))
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.suffix in _SOURCES)
        for path in files:
            digest.update(f"{module.__name__}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
