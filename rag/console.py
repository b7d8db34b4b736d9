"""What the commands `ingest`, `rag` and `rag-eval` share: exit codes, one-line errors, JSON, logs."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from unicodedata import category

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rag.errors import DocumentError, PermanentError, RequestError, SettingsError, classify
from rag.logs import configure_logging

OK, SOME_FAILED, USAGE, UNREACHABLE = 0, 1, 2, 3

err = Console(stderr=True, highlight=False)
out = Console(highlight=False)

JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]


def progress(what: str) -> Progress:
    """A bar on stderr, where that is a terminal."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, disable=os.environ.get("CI") == "true" or not err.is_terminal)


def for_terminal(text: str) -> str:
    """Untrusted text for a terminal: no control characters, no markup.

    A backslash before a bracket would undo the bracket's escape: a space is put between them.
    """
    # The spaces that keep an amount on one line are spaces in a terminal.
    plain = "".join(" " if category(char) == "Zs" else char for char in text)
    clean = "".join(char if char.isprintable() or char == "\n" else "�" for char in plain)
    return re.sub(r"\\(?=\[|$)", r"\\ ", clean).replace("[", "\\[")


def print_json(value: Any) -> None:
    """One JSON document on stdout; datetimes in ISO 8601. Controls and direction marks are written as ``\\uXXXX``."""
    written = json.dumps(value, default=_plain, ensure_ascii=False)
    # A file may be named so that a terminal obeys it; such characters stand inside strings only.
    print("".join(json.dumps(char)[1:-1] if category(char).startswith("C") else char for char in written))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    return str(value)


def exit_code(error: BaseException) -> int:
    """The exit code that tells a script what kind of error stopped a command."""
    if isinstance(error, RequestError | SettingsError):
        return USAGE
    if isinstance(error, DocumentError):
        return SOME_FAILED
    return UNREACHABLE


def run(app: Callable[[], Any]) -> None:
    """Runs a typer application: errors of the tree become one line on stderr and an exit code.

    No traceback is shown: it may hold text of documents.
    """
    configure_logging(logging.WARNING)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        known = classify(error)
        err.print(f"[bold red]error:[/] {_escape(str(known))}", soft_wrap=True)
        if not isinstance(known, PermanentError) and known is not error:
            err.print(f"({_escape(str(error).splitlines()[0] if str(error) else repr(error))})", soft_wrap=True)
        sys.exit(exit_code(known))


def _escape(text: str) -> str:
    return escape("".join(char if char.isprintable() else "�" for char in text))
