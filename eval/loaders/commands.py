"""`rag-eval import`: a local copy of a public set as a suite, with its documents, or as labelled answers."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eval.loaders import contractnli, cuad, faithbench, financebench, kilt, legalbench_rag, ragtruth, squad
from eval.loaders.source import Imported, Source
from eval.suites.labelled import write_labelled
from eval.suites.suite import write_suite
from rag.console import JsonOption, err, for_terminal, out, print_json
from rag.errors import RequestError


class Format(StrEnum):
    """The sets that can be read; ``fquad`` is SQuAD's form, whose language is told by its texts."""

    LEGALBENCH_RAG = "legalbench-rag"
    CUAD = "cuad"
    CONTRACTNLI = "contractnli"
    RAGTRUTH = "ragtruth"
    FAITHBENCH = "faithbench"
    FINANCEBENCH = "financebench"
    FQUAD = "fquad"
    SQUAD = "squad"
    KILT = "kilt"


LOADERS: dict[Format, Callable[[Source], Imported]] = {
    Format.LEGALBENCH_RAG: legalbench_rag.load,
    Format.CUAD: cuad.load,
    Format.CONTRACTNLI: contractnli.load,
    Format.RAGTRUTH: ragtruth.load,
    Format.FAITHBENCH: faithbench.load,
    Format.FINANCEBENCH: financebench.load,
    Format.FQUAD: squad.load,
    Format.SQUAD: squad.load,
    Format.KILT: kilt.load,
}
_WITH_FOLDER = {Format.LEGALBENCH_RAG, Format.FINANCEBENCH}


def import_set(
    format: Annotated[Format, typer.Argument(help="Which set, or the form that it has.", show_default=False)],
    files: Annotated[list[Path], typer.Argument(help="Its files, fetched by you: nothing is downloaded.")],
    out_file: Annotated[Path, typer.Option("--out", help="The suite to write; its documents go beside it.")],
    documents: Annotated[
        Path | None, typer.Option(help="The folder of its documents (LegalBench-RAG's corpus, FinanceBench's reports).")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Draw only so many questions or answers.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws others.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Write a suite, or labelled answers, from a local copy of a public set (licences: docs/suites.md).

    Example: rag-eval import fquad valid.json --out fquad.jsonl --limit 200
    """
    folder = out_file.with_name(f"{out_file.stem}_documents")
    _must_be_new(out_file, folder)
    if documents is not None and format not in _WITH_FOLDER:
        raise RequestError(f"{format} carries its own texts.", "Leave --documents out.")
    if documents is not None and not documents.is_dir():
        raise RequestError(f"There is no folder {str(documents)!r}.", "Check the path given to --documents.")
    with err.status("reading"):
        imported = LOADERS[format](Source(tuple(files), documents, limit, seed))
    _must_hold_something(imported, files)
    _write(imported, out_file, folder)
    answerable = sum(question.answerable for question in imported.questions)
    if as_json:
        print_json(
            {
                "suite": str(out_file),
                "questions": len(imported.questions),
                "answerable": answerable,
                "labelled": len(imported.labelled),
                "documents": str(folder) if imported.documents else None,
                "documents_written": len(imported.documents),
                "left_out": dict(imported.left_out),
            }
        )
        return
    what = f"{len(imported.questions)} questions, {answerable} answerable"
    out.print(f"{for_terminal(str(out_file))}: {f'{len(imported.labelled)} answers' if imported.labelled else what}.")
    if imported.documents:
        out.print(f"{for_terminal(str(folder))}: {len(imported.documents)} documents.")
    for reason, count in imported.left_out.items():
        out.print(f"Left out: {count} ({reason}).")


def _must_be_new(out_file: Path, folder: Path) -> None:
    for path in (out_file, folder):
        if path.exists():
            raise RequestError(f"{str(path)!r} is there already.", "Give another --out, or remove it.")
    if not out_file.parent.is_dir():
        raise RequestError(f"There is no folder {str(out_file.parent)!r}.", "Make it, or give another --out.")


def _must_hold_something(imported: Imported, files: list[Path]) -> None:
    if imported.questions or imported.labelled:
        return
    reasons = "; ".join(f"{count}: {reason}" for reason, count in imported.left_out.items())
    raise RequestError(
        f"{', '.join(map(str, files))}: nothing in it can be used{f' ({reasons})' if reasons else ''}.",
        "Check that these are the files of the set, and that its documents belong to them.",
    )


def _write(imported: Imported, out_file: Path, folder: Path) -> None:
    if imported.documents:
        folder.mkdir()
        for name, text in imported.documents.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    if imported.labelled:
        write_labelled(out_file, imported.labelled)
    else:
        write_suite(out_file, imported.questions)
