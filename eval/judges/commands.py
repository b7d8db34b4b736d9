"""`rag-eval calibrate` and `rag-eval judge`: what a judge is worth, and what it says of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.judges.calibration import Judge, JudgeName, ToldVerdict, calibrate, calibrations_of, judge_all, weights_digest
from eval.judges.rejudging import as_labelled, judge_record, judged_figures
from eval.judges.tables import calibration_lines, calibration_table, confusion_table, judged_table
from eval.records import Record
from eval.runs.run import read_run
from eval.suites.labelled import read_labelled
from eval.systems.preparing import wanted_model
from rag.console import JsonOption, err, out, print_json, progress
from rag.errors import RequestError
from rag.settings import Settings, load_settings

JudgeOption = Annotated[
    str, typer.Option("--judge", help="`rules`, or `model`. `rules` with --model asks it where the rules cannot tell.")
]
ModelOption = Annotated[
    str | None, typer.Option(help="The judging model's name. Default for --judge model: the settings'.")
]


def calibrate_command(
    labelled: Annotated[str, typer.Argument(help="A file of labelled answers, or the name of one: labelled_samples.")],
    judge: JudgeOption = "rules",
    model: ModelOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many answers.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how far a judge agrees with known verdicts, and keep it. Example: rag-eval calibrate labelled_samples"""
    loaded = read_labelled(labelled)
    settings = load_settings()
    chosen = _judge(settings, judge, model)
    count = min(limit or len(loaded.answers), len(loaded.answers))
    with progress("judging") as bar:
        task = bar.add_task("", total=count)
        made = calibrate(chosen, loaded, settings.home, limit, lambda: bar.advance(task))
    if as_json:
        print_json(made)
        return
    out.print(calibration_table(made, chosen.label))
    out.print(confusion_table(made["overall"]))


def judge_command(
    folder: Annotated[Path, typer.Argument(help="The folder of a run of `rag-eval run`.")],
    judge: JudgeOption = "model",
    model: ModelOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many answers.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a run again and show what the judge is worth beside it. Example: rag-eval judge RUN --judge model"""
    run = read_run(folder)
    records = run.records()[:limit]
    if not records:
        raise RequestError(f"{folder} holds no answer yet.", "Finish the run first, with the command that began it.")
    settings = load_settings()
    chosen = _judge(settings, judge, model if judge == "model" else None)
    told = _told(chosen, records, folder)
    systems = list(dict.fromkeys(record.system for record in records))
    figures = {name: judged_figures([record for record in records if record.system == name], told) for name in systems}
    found = calibrations_of(chosen, settings.home)
    if as_json:
        print_json({"judge": chosen.label, "calibrations": found, "systems": figures})
        return
    out.print(judged_table(figures, chosen.label))
    for line in calibration_lines(found, chosen.label):
        out.print(line, markup=False, soft_wrap=True)
    if not found:
        out.print(f"Calibrate it with: rag-eval calibrate labelled_samples {_options(judge, model)}", markup=False)


def _told(judge: Judge, records: list[Record], folder: Path) -> dict[str, ToldVerdict]:
    """Verdicts of the rules come from the records, which know what the suite expects; a model is asked once."""
    recorded = {as_labelled(record).id: judge_record(record) for record in records}
    if judge.name == "rules":
        return {name: ToldVerdict(id=name, verdict=each.verdict, reason=each.reason) for name, each in recorded.items()}
    # What shows nothing is a refusal, whoever judges.
    shown = [record for record in records if record.answered]
    silent = {as_labelled(record).id for record in records} - {as_labelled(record).id for record in shown}
    with progress("judging") as bar:
        task = bar.add_task("", total=len(shown))
        told = judge_all(
            judge,
            [as_labelled(each) for each in shown],
            folder / f"judged-{judge.key}.jsonl",
            lambda: bar.advance(task),
        )
    return told | {name: ToldVerdict(id=name, verdict="refusal", reason="nothing is shown") for name in silent}


def _judge(settings: Settings, judge: str, model: str | None) -> Judge:
    if judge not in ("rules", "model"):
        raise RequestError(f"There is no judge {judge!r}.", "Use --judge rules or --judge model.")
    if judge == "rules" and model is None:
        return Judge("rules", None)
    asked = wanted_model(settings, model)
    if asked is None:
        raise RequestError("A judge with a model needs one.", "Give its name with --model.")
    if not asked.local:
        err.print("The judging model is not in this house: answers and passages leave it.", highlight=False)
    name: JudgeName = "model" if judge == "model" else "rules+model"
    return Judge(name, asked, weights_digest(settings, asked))


def _options(judge: str, model: str | None) -> str:
    return f"--judge {judge}" + (f" --model {model}" if model else "")
