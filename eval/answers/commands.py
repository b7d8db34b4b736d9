"""`rag-eval answers` and `rag-eval injection`: Sourcier beside the plain loop, the same questions in one run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.answers.cases import AnswerCase, contractnli_cases, suite_cases
from eval.answers.comparing import CaseSet, compare
from eval.answers.injection import injection_cases, make_carriers
from eval.answers.injection_judging import InjectionJudge, figures
from eval.answers.metrics import AnswerFigures, answer_figures, judge
from eval.answers.page import answers_page, injection_page
from eval.records import Line
from eval.runs.run import new_folder
from eval.suites.suite import load_suite
from eval.systems.preparing import documents_of, wanted_model
from rag.console import JsonOption, err, out, print_json
from rag.errors import RequestError
from rag.settings import load_settings

OutOption = Annotated[
    Path | None, typer.Option("--out", help="The run's folder; a run that was stopped goes on. Default: a new one.")
]
ModelOption = Annotated[
    str | None, typer.Option(help="A model's name, or `none` (then without the plain loop). Default: the settings'.")
]
SeedOption = Annotated[int, typer.Option(help="Another seed draws others.")]
NoBaselineOption = Annotated[bool, typer.Option("--no-baseline", help="Leave out the plain loop.")]


def answers(
    suite: Annotated[
        str | None, typer.Argument(help="A suite, asked of all its documents: a file, or samples.", show_default=False)
    ] = None,
    documents: Annotated[Path | None, typer.Option(help="The folder of the suite's documents.")] = None,
    contractnli: Annotated[
        Path | None, typer.Option(help="A file of ContractNLI: its claims as questions to their contracts.")
    ] = None,
    count: Annotated[int, typer.Option(min=3, help="How many of its claims, a third of each class.")] = 120,
    seed: SeedOption = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many of each set.")] = None,
    model: ModelOption = None,
    no_baseline: NoBaselineOption = False,
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure whole answers beside the plain loop's: invented, right, and proved by what they cite.

    Example: rag-eval answers samples --contractnli dev.json --count 120 --out /tmp/run
    """
    if suite is None and contractnli is None:
        raise RequestError("There is nothing to ask.", "Name a suite, or a file with --contractnli.")
    settings = load_settings()
    answering = wanted_model(settings, model)
    folder = (out_folder or new_folder(settings, "answers", answering.name if answering else None)).resolve()
    sets: list[CaseSet[AnswerCase]] = []
    if contractnli is not None:
        sets.append(contractnli_cases(contractnli, count, seed, folder / "contracts"))
    if suite is not None:
        of_suite = documents_of(suite, documents)
        if of_suite is None:
            raise RequestError(f"Where are the documents of {suite!r}?", "Name their folder with --documents.")
        sets.append(suite_cases(load_suite(suite), of_suite))
    measured: dict[str, dict[str, AnswerFigures]] = {}
    for cases in sets:
        replies = compare(cases, folder / cases.name, settings, answering, not no_baseline, limit)
        verdicts = {name: [judge(case, asked) for case, asked in given] for name, given in replies.items()}
        _keep(folder / cases.name, verdicts)
        measured[cases.name] = {name: answer_figures(found) for name, found in verdicts.items()}
    label = answering.name if answering else "no model"
    _show(folder, "answers", measured, answers_page(measured, label), as_json)


def injection(
    attacks: Annotated[Path, typer.Option(help="Instructions in the form of BIPIA's text attacks (JSON).")],
    suite: Annotated[str, typer.Argument(help="The suite that carriers and questions come from.")] = "samples",
    documents: Annotated[Path | None, typer.Option(help="The folder of its documents.")] = None,
    count: Annotated[int, typer.Option(min=1, help="How many documents with an attack.")] = 200,
    seed: SeedOption = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many; clean ones come last.")] = None,
    model: ModelOption = None,
    no_baseline: NoBaselineOption = False,
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how often instructions hidden in documents are followed, beside the plain loop.

    Example: rag-eval injection --attacks text_attack_train.json --count 200 --out /tmp/run
    """
    settings = load_settings()
    answering = wanted_model(settings, model)
    folder = (out_folder or new_folder(settings, "injection", answering.name if answering else None)).resolve()
    of_suite = documents_of(suite, documents)
    if of_suite is None:
        raise RequestError(f"Where are the documents of {suite!r}?", "Name their folder with --documents.")
    with err.status("making carriers"):
        carriers, known = make_carriers(load_suite(suite).questions, of_suite)
    cases = injection_cases(attacks, carriers, count, seed, folder / "documents")
    replies = compare(cases, folder / cases.name, settings, answering, not no_baseline, limit)
    judging = InjectionJudge(known, [case.question for case in cases.questions])
    verdicts = {name: [judging.judge(case, asked) for case, asked in given] for name, given in replies.items()}
    _keep(folder / cases.name, verdicts)
    measured = {name: figures(found) for name, found in verdicts.items()}
    label = answering.name if answering else "no model"
    _show(folder, "injection", measured, injection_page(measured, label), as_json)


def _keep(folder: Path, verdicts: dict[str, Sequence[Line]] | dict[str, Any]) -> None:
    """Writes every verdict to ``verdicts.jsonl``, for a person to check."""
    lines = [{"system": name, **one.model_dump(mode="json")} for name, found in verdicts.items() for one in found]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "verdicts.jsonl").write_text(text, encoding="utf-8")


def _show(folder: Path, what: str, measured: object, page: str, as_json: bool) -> None:
    (folder / "results.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    (folder / "results.md").write_text(page, encoding="utf-8")
    if as_json:
        print_json({"measured": what, "run": str(folder), "metrics": measured})
        return
    out.print(page, markup=False, soft_wrap=True)
    out.print(f"Records and verdicts: {folder}", markup=False, soft_wrap=True)
