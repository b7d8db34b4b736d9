"""`rag models`: which language models there are, what their licences forbid, whether they are the right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from rag.console import SOME_FAILED, JsonOption, err, for_terminal, out, print_json, progress
from rag.models.box.folder import BoxFolder
from rag.models.box.installing import install as install_box
from rag.models.box.running import BoxServer
from rag.models.checking import accept_digests, check_models
from rag.models.choosing import find_model, list_models
from rag.models.registry import ModelFacts, facts_of
from rag.settings import load_settings

app = typer.Typer(
    help="The models in use, and the one in the box. Example: rag models install small", invoke_without_command=True
)
_MB = 10**6


@app.callback()
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    """The models in use, and the one in the box. Example: rag models --json"""
    if context.invoked_subcommand is None:
        list_them(as_json)


@app.command("list")
def list_them(as_json: JsonOption = False) -> None:
    """The models in use, with licences, windows, languages, memory. Example: rag models list --json"""
    settings = load_settings()
    box = BoxServer(settings)
    active, found = find_model(settings, None, box), list_models(settings, box)
    if as_json:
        print_json(
            {
                "embedder": settings.embedder.model,
                "models": [model.name for model in found],
                "remote": [model.name for model in found if not model.local],
                "active": active.name if active else None,
                "facts": {model.name: facts_of(model.name) for model in found},
            }
        )
        return
    out.print(f"embedder  {settings.embedder.model}")
    for model in found:
        place = "local" if model.local else "remote"
        answers = ", answers" if active and (active.name, active.local) == (model.name, model.local) else ""
        out.print(f"language  {for_terminal(model.name)}  ({place}{answers})")
        out.print(f"          {_told(facts_of(model.name))}", soft_wrap=True)
    if active is None:
        out.print("language  none: answers are extractive, word for word from the documents")


@app.command()
def check(
    accept: Annotated[bool, typer.Option("--accept", help="Keep the digests that Ollama tells now.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Verify what is installed: digests and licences. Example: rag models check --accept"""
    settings = load_settings()
    if accept:
        accept_digests(settings)
    checked = check_models(settings)
    if as_json:
        print_json({"models": checked, "ok": not any(model.warnings for model in checked)})
    else:
        for model in checked:
            mark = "[yellow]note[/]" if model.warnings else "[green]ok  [/]"
            digest = f"sha256 {model.digest[:16]}…" if model.digest else "its server tells no digest"
            licence = for_terminal(model.licence or "no licence known")
            out.print(
                f"{mark} {for_terminal(model.name)} ({model.server}): {licence}; {for_terminal(digest)}", soft_wrap=True
            )
            for warning in model.warnings:
                out.print(f"     → {for_terminal(warning)}", soft_wrap=True)
        if not checked:
            out.print("No language model is installed.")
    if any(model.warnings for model in checked):
        raise typer.Exit(SOME_FAILED)


@app.command()
def install(
    which: Annotated[Literal["small"], typer.Argument(help="Which: `small` is Qwen2.5-Coder-1.5B, 1.1 GB.")],
    folder: Annotated[Path | None, typer.Option("--from", help="A folder that holds its files already.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch the model in the box and its server, and check both. Example: rag models install small --from /media/usb"""
    settings = load_settings()
    box = BoxFolder(settings.home)
    with _bar(box.contents.model.size) as told:
        source = install_box(box, folder, told)
    model = box.contents.model
    if as_json:
        print_json({"model": model.name, "file": str(box.model), "sha256": model.sha256, "source": source or None})
    elif source:
        out.print(f"{model.name} is installed, its digest is right (from {for_terminal(source)}).", soft_wrap=True)
    else:
        out.print(f"{model.name} was installed already; its digest is right.")


def _told(facts: ModelFacts | None) -> str:
    if facts is None:
        return "not in the registry: read its licence before you use it"
    size = f"{facts.window} tokens, about {facts.memory_gb:g} GB of memory"
    return f"{facts.licence}, forbids {facts.forbids}; {facts.languages}; {size}"


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """Tells bytes: as a bar on a terminal, else as a line every tenth."""
    told = 0
    with progress("fetching the model (MB)") as bar:
        task = bar.add_task("", total=total // _MB)

        def tell(done: int) -> None:
            nonlocal told
            bar.update(task, completed=done // _MB)
            tenth = 10 * done // total
            if bar.disable and tenth > told:
                err.print(f"fetching the model: {10 * tenth} % of {total // _MB} MB")
            told = max(told, tenth)

        yield tell
