"""`rag-eval ab`: two variants of models, prompts or settings, run and compared in one go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.reports.commands import show_comparison
from eval.reports.comparison import compare
from eval.reports.system_runs import one_system
from eval.runs.command import make_run
from eval.runs.run import new_folder
from eval.suites.suite import load_suite
from eval.systems.names import SOURCIER
from eval.systems.preparing import documents_of, wanted_model
from rag.answering.prompting import prompts_from
from rag.console import JsonOption, err
from rag.errors import RequestError
from rag.settings import load_settings

_VARIANT = (
    "KEY=VALUE: `model` (a name, or none), `prompts` (a folder), or a setting by its dotted name; may be given again."
)


def ab(
    suite: Annotated[str, typer.Argument(help="A JSON Lines file, or the name of a suite that comes along: samples.")],
    of_a: Annotated[list[str], typer.Option("--a", help=_VARIANT)],
    of_b: Annotated[list[str], typer.Option("--b", help=_VARIANT)],
    documents: Annotated[
        Path | None, typer.Option(help="Ingest this folder for each. Default: ask the store in SOURCIER_HOME.")
    ] = None,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Both runs go here, into a/ and b/; those that were stopped go on.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many questions.")] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Ask anew what an earlier run asked: for seconds that can be compared.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a suite in two variants and compare them question by question.

    Of `prompts`, files of the names in rag/answering/prompts are read in place of these.

    Example: rag-eval ab samples --a model=none --b model=qwen2.5-coder:1.5b --b ollama.num_ctx=8192
    """
    loaded = load_suite(suite)
    documents = documents_of(suite, documents)
    variants = {"a": variant(of_a), "b": variant(of_b)}
    if variants["a"] == variants["b"]:
        raise RequestError("A and B are the same.", "Give --a and --b different values.")
    # Both models are looked for before the first question: an hour later would be late.
    prepared = {}
    for name, (model, prompts, overrides) in variants.items():
        settings = load_settings(**overrides)
        with prompts_from(prompts):
            prepared[name] = settings, wanted_model(settings, model), prompts
    folder = (out_folder or new_folder(load_settings(), f"{loaded.name}-ab", "a-b")).resolve()
    for name, (settings, answering_model, prompts) in prepared.items():
        err.print(f"{name.upper()}: {', '.join(of_a if name == 'a' else of_b)}", markup=False)
        with prompts_from(prompts):
            make_run(loaded, settings, answering_model, [SOURCIER], folder / name, documents, limit, no_cache)
    show_comparison(compare(one_system(str(folder / "a")), one_system(str(folder / "b"))), as_json)


def variant(given: list[str]) -> tuple[str | None, Path | None, dict[str, Any]]:
    """The model (None: that of the settings), the folder of prompts (None: those that come along) and the settings,
    nested, that ``KEY=VALUE`` texts stand for.

    Whether there are such settings is for :func:`rag.settings.load_settings` to say. Values are texts, a list JSON.

    Raises:
        RequestError: a text is not of this form, or names what cannot be varied within one installation.
    """
    model: str | None = None
    prompts: Path | None = None
    overrides: dict[str, Any] = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not key or not equals:
            raise RequestError(f"{each!r} is not KEY=VALUE.", "Write for example: --a model=none")
        if key == "home":
            remedy = "Run the suite with each SOURCIER_HOME, then: rag-eval compare RUN1 RUN2"
            raise RequestError("home cannot be varied by this command.", remedy)
        if key == "model":
            model = value
            continue
        if key == "prompts":
            prompts = Path(value).resolve()
            continue
        *sections, name = key.split(".")
        place = overrides
        for section in sections:
            place = place.setdefault(section, {})
            if not isinstance(place, dict):
                raise RequestError(f"{each!r} sets part of a value that is set already.", "Set each key once.")
        place[name] = _read(value)
    return model, prompts, overrides


def _read(value: str) -> Any:
    if not value.startswith("["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise RequestError(f"{value!r} begins like a list, but is none.", 'Write it as JSON: ["a", "b"]') from None
