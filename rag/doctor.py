"""What may be wrong with an installation, each check with its remedy."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass

from rag.domain.rights import OWNER
from rag.errors import ModelFileError, SourcierError, classify
from rag.models.box.folder import BoxFolder
from rag.models.box.machine import available_memory, threads
from rag.models.box.running import BoxServer
from rag.models.checking import check_models
from rag.models.choosing import find_model
from rag.models.cross_encoder import cross_encoder_folder
from rag.models.embedder import load_embedder, model_folder
from rag.models.entailment import load_entailment
from rag.settings import Settings, is_loopback
from rag.store.index.base import PassageIndex
from rag.store.opening import open_index, open_own_index, open_store, service_answers

_LEAST_DISK = 1024**3
_SERVER_ADVISED = 250_000


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was found, and what to do if it is not ``ok``; ``serious`` when nothing works without."""

    name: str
    ok: bool
    found: str
    remedy: str
    serious: bool = True


def run_checks(settings: Settings) -> list[Check]:
    """All checks, in the order in which one would mend things."""
    checks: list[Callable[[Settings], Check]] = [
        _home,
        _disk,
        _listening,
        _database,
        _key,
        _embedder,
        _reranker,
        _entailment,
        _index,
    ]
    checks += [_service, _documents, _language_model, _model_in_the_box, _licence_and_digest]
    return [_safely(check, settings) for check in checks]


def _safely(check: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return check(settings)
    except Exception as error:
        known: SourcierError = classify(error)
        detail = known.detail if known is error else f"{known.detail} {error}"
        return Check(check.__name__.strip("_").replace("_", " "), False, detail, known.remedy)


def _home(settings: Settings) -> Check:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    writable = os.access(settings.home, os.W_OK)
    return Check("home", writable, str(settings.home), "Make SOURCIER_HOME a folder you may write to.")


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.home).free
    return Check(
        "disk",
        free > _LEAST_DISK,
        f"{free / 1e9:.1f} GB free",
        "Free at least 1 GB where SOURCIER_HOME lies.",
    )


def _listening(settings: Settings) -> Check:
    hosts = [settings.service.host, settings.web.host]
    return Check(
        "addresses",
        all(is_loopback(host) for host in hosts),
        f"API {hosts[0]}:{settings.service.port}, page {hosts[1]}:{settings.web.port}",
        "Reachable from other machines: put a proxy with TLS before it, and give each person a key of their own.",
        serious=False,
    )


def _database(settings: Settings) -> Check:
    store = open_store(settings)
    waiting = store.catalogue.unfinished()
    store.close()
    return Check("database", True, f"{waiting} jobs not finished", "")


def _key(settings: Settings) -> Check:
    file = settings.admin_key_file
    if not file.exists():
        return Check("admin key", False, "not made yet", "Run `rag serve` once; it makes the key.", serious=False)
    mode = stat.S_IMODE(file.stat().st_mode)
    return Check("admin key", mode == 0o600, f"mode {mode:o}", f"chmod 600 {file}")


def _embedder(settings: Settings) -> Check:
    embedder = load_embedder(settings)
    return Check("embedder", True, f"{embedder.name}, {embedder.dimensions} numbers, from {model_folder(settings)}", "")


def _reranker(settings: Settings) -> Check:
    name, source = settings.reranker.model, cross_encoder_folder(settings.reranker.model)
    found = f"{name}, from {source}" if source else f"{name} is not on this machine" if name else "none set"
    remedy = "Put its folder's path in reranker.model, or leave it empty: search goes on without."
    return Check("reranker", bool(source) or not name, found, remedy, serious=False)


def _entailment(settings: Settings) -> Check:
    name = settings.entailment.model
    if not name:
        return Check("entailment model", True, "none set", "")
    usable = load_entailment(settings) is not None
    found = f"{name}, from {cross_encoder_folder(name)}" if usable else f"{name} cannot be used"
    remedy = "Put the folder of a model with a class named contradiction in entailment.model, or leave it empty."
    return Check("entailment model", usable, found, remedy, serious=False)


def _index(settings: Settings) -> Check:
    store = open_store(settings)
    try:
        expected = store.catalogue.passage_count()
        embedder = load_embedder(settings)
        index: PassageIndex
        if not settings.index.url and service_answers(settings):
            index = open_index(settings, store, embedder.dimensions)
        else:
            index = open_own_index(settings, embedder.name, embedder.dimensions)
        points, home = index.info()["points"], index.info()["home"]
        index.close()
    finally:
        store.close()
    if points < expected:
        return Check("index", False, f"{points} of {expected} passages", "Stop the service and run `ingest reindex`.")
    if points > _SERVER_ADVISED and home != "server":
        return Check("index", False, f"{points} passages", "Move to a Qdrant server: search slows down.", serious=False)
    return Check("index", True, f"{points} passages", "")


def _service(settings: Settings) -> Check:
    return Check(
        "service",
        service_answers(settings),
        f"{settings.service_url}",
        "Not running (or one of another SOURCIER_HOME): start it with `rag serve` or `make run`.",
        serious=False,
    )


def _documents(settings: Settings) -> Check:
    store = open_store(settings)
    counts = store.catalogue.counts(OWNER)
    store.close()
    troubled = counts.get("set_aside", 0) + counts.get("dead", 0)
    found = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none yet"
    remedy = "`ingest list --status set_aside` (or dead) tells why; mend the files, then `ingest retry`."
    return Check("documents", troubled == 0, found, remedy, serious=False)


def _language_model(settings: Settings) -> Check:
    model = find_model(settings, None, BoxServer(settings))
    if model is not None:
        return Check("language model", True, f"{model.name} ({'local' if model.local else 'remote'})", "")
    places = [
        f"{f'no model {server.model!r}' if server.model else 'no model'} at {server.url}"
        for server, on in ((settings.ollama, settings.ollama.enabled), (settings.openai, bool(settings.openai.url)))
        if on
    ]
    found = f"{', '.join(places) or 'none set'}: answers are extractive"
    remedy = "Start Ollama and give it a model (`ollama pull mistral`), or run `rag models install small`."
    return Check("language model", False, found, remedy, serious=False)


def _model_in_the_box(settings: Settings) -> Check:
    box, name = BoxFolder(settings.home), "model in the box"
    model, free = box.contents.model, available_memory()
    machine = f"needs {model.memory / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB free; threads: {threads()}"
    if not settings.box.enabled:
        return Check(name, True, f"switched off (box.enabled); {machine}", "")
    share = box.share_fetched()
    if not box.present():
        state = "not installed" if share is None else f"being fetched, {share:.0%}"
        needed = share is None and find_model(settings) is None
        return Check(name, not needed, f"{state}; {machine}", "Run `rag models install small`.", serious=False)
    try:
        box.check()
    except ModelFileError as error:
        return Check(name, False, error.detail, error.remedy, serious=False)
    remedy = "Free memory, or switch it off: SOURCIER_BOX__ENABLED=false."
    return Check(name, free >= model.memory, f"{model.name}, digest right; {machine}", remedy, serious=False)


def _licence_and_digest(settings: Settings) -> Check:
    model = find_model(settings, None, BoxServer(settings))
    name = "licence and digest"
    checked = next(iter(check_models(settings, model.name)), None) if model else None
    if checked is None:
        return Check(name, True, "no language model", "")
    found = f"{checked.name}: {checked.licence or 'no licence known'}"
    if checked.forbids:
        found += f" (forbids {checked.forbids})"
    remedy = " ".join(checked.warnings)
    return Check(name, not checked.warnings, found, remedy, serious=False)
