"""Whether the models in use are what they are taken for: licence known, digest right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import ModelFileError
from rag.models.box.folder import BoxFolder
from rag.models.ollama_model import ollama_digests, ollama_licence
from rag.models.openai_model import list_openai_models
from rag.models.registry import facts_of
from rag.settings import Settings

_LICENCE_UNKNOWN = "Its licence is not in the registry: read it before you use the model."
_NOT_ACCEPTED = "Its digest was never accepted: `rag models check --accept` keeps it as the right one."
_CHANGED = "Its digest is another than the one accepted: it was replaced. If you did that, `rag models check --accept`."
_LINE = 100


@dataclass(slots=True)
class CheckedModel:
    """A model of one server (``ollama``, ``openai``, ``box``): its licence as far as known, its digest where its server
    tells one, and warnings, each with what to do."""

    name: str
    server: str
    licence: str | None = None
    forbids: str | None = None
    digest: str | None = None
    warnings: list[str] = field(default_factory=list)


def check_models(settings: Settings, only: str | None = None) -> list[CheckedModel]:
    """Every model there is, or the one named ``only``, in the order in which they are asked.

    With ``only`` the file of the model in the box is read whole only if it has changed since that was last done.
    """
    checked = [_of_ollama(settings, name, digest) for name, digest in _chosen(ollama_digests(settings.ollama), only)]
    served = dict.fromkeys(list_openai_models(settings.openai), "")
    checked += [_with_licence(CheckedModel(name, "openai"), "") for name, _ in _chosen(served, only)]
    box = BoxFolder(settings.home)
    if settings.box.enabled and box.present() and only in (None, box.contents.model.name):
        checked.append(_of_box(box, thorough=only is None))
    return checked


def accept_digests(settings: Settings) -> list[str]:
    """Keeps the digests that Ollama tells now as the right ones; returns the names of their models."""
    digests = {name: digest for name, digest in ollama_digests(settings.ollama).items() if digest}
    file = _accepted_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps(_accepted(settings) | digests, indent=1))
    temporary.replace(file)
    return list(digests)


def _chosen(digests: dict[str, str], only: str | None) -> list[tuple[str, str]]:
    return [(name, digest) for name, digest in digests.items() if only in (None, name)]


def _of_ollama(settings: Settings, name: str, digest: str) -> CheckedModel:
    checked = _with_licence(CheckedModel(name, "ollama", digest=digest or None), ollama_licence(settings.ollama, name))
    accepted = _accepted(settings).get(name)
    if accepted is None or not digest:
        checked.warnings.append(_NOT_ACCEPTED)
    elif accepted != digest:
        checked.warnings.append(_CHANGED)
    return checked


def _of_box(box: BoxFolder, thorough: bool) -> CheckedModel:
    checked = _with_licence(CheckedModel(box.contents.model.name, "box", digest=box.contents.model.sha256), "")
    try:
        box.check(thorough)
    except ModelFileError as error:
        checked.warnings.append(str(error))
    return checked


def _with_licence(checked: CheckedModel, text: str) -> CheckedModel:
    """Adds the licence: the registry's, else the first line of the text that came with the model."""
    facts = facts_of(checked.name)
    if facts is None:
        lines = (" ".join(line.split()) for line in text.splitlines())
        checked.licence = next((line[:_LINE] for line in lines if line), None)
        checked.warnings.append(_LICENCE_UNKNOWN)
    else:
        checked.licence, checked.forbids = facts.licence, facts.forbids
    return checked


def _accepted(settings: Settings) -> dict[str, str]:
    try:
        kept = json.loads(_accepted_file(settings).read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _accepted_file(settings: Settings) -> Path:
    return settings.home / "models" / "accepted.json"
