"""Answers that were measured before: the same system, question, documents, settings, code and model give them again.

What is kept are replies, not verdicts: a judge may change, and judges what comes from here as well. The folder holds
words of documents, so nobody else may read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.runs.asking import Answered
from eval.runs.run import RunInfo
from eval.systems.models import FROM_SERVER
from eval.systems.names import SOURCIER
from eval.systems.replies import System


class AnswerCache:
    """A file an answer, named by the SHA-256 of all that decides it."""

    def __init__(self, folder: Path, info: RunInfo) -> None:
        self._folder = folder
        self._info = info
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def known(self, system: System, question: str) -> Answered | None:
        """The answer of a system to a question, if it was measured before."""
        try:
            return Answered.model_validate_json(self._file(system, question).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, system: System, question: str, answered: Answered) -> None:
        """Keeps an answer; one at which the model failed may come out otherwise next time, and is not kept."""
        if answered.reply.note is None:
            file = self._file(system, question)
            part = file.with_suffix(".part")
            part.write_text(answered.model_dump_json(), encoding="utf-8")
            part.replace(file)

    def _file(self, system: System, question: str) -> Path:
        content = json.dumps({"question": question, **_decisive(self._info, system.name)}, sort_keys=True)
        return self._folder / f"{hashlib.sha256(content.encode()).hexdigest()}.json"


def why_not_cached(info: RunInfo) -> str | None:
    """Why the answers of a run can neither be taken from nor go into a cache; None where they can."""
    if info.documents is None:
        return "the store of SOURCIER_HOME may hold more than its documents tell, corrections for example"
    if info.model is not None and not (info.model_digest or "").startswith(FROM_SERVER):
        return "the model's server does not tell which weights it has"
    return None


def _decisive(info: RunInfo, system: str) -> Mapping[str, Any]:
    """All that decides a system's answer to a question. Sourcier's may depend on the day: "last year"."""
    return {
        "system": system,
        "corpus": info.corpus,
        "settings": info.settings,
        "prompts": info.prompts,
        "versions": info.versions,
        "code": info.answering_code,
        "model": info.model,
        "model_digest": info.model_digest,
        "day": info.day.isoformat() if system == SOURCIER else None,
    }
