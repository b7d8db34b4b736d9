"""Judges in words: the table of a calibration, that of a run judged again, and what stands beside every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table

from eval.judges.agreement import UNTOLD, Agreement, Estimate
from eval.judges.calibration import Calibration
from eval.judges.rejudging import JudgedRun
from eval.suites.labelled import VERDICTS
from eval.tables import rate_text


def estimate_text(estimate: Estimate) -> str:
    """``0.93 [0.88, 0.97]``; a dash where the figure is not defined."""
    if estimate["value"] is None or estimate["low"] is None or estimate["high"] is None:
        return "–"
    return f"{estimate['value']:.2f} [{estimate['low']:.2f}, {estimate['high']:.2f}]"


def calibration_table(made: Calibration, label: str) -> Table:
    """The agreement over all answers, by kind, language and source."""
    table = Table(
        title=f"{label} beside the known verdicts of {made['set']}: {made['answers']} of {made['of']} answers"
    )
    for heading in ("", "accuracy [95 %] (cases)", "kappa", "balanced accuracy", "refusal or not", "untold"):
        table.add_column(heading)
    groups = [made["by_kind"], made["by_language"], made["by_source"]]
    rows = [("all", made["overall"]), *(row for group in groups for row in group.items())]
    for name, each in rows:
        table.add_row(
            name,
            rate_text(each["accuracy"]),
            estimate_text(each["kappa"]),
            estimate_text(each["balanced_accuracy"]),
            estimate_text(each["refusals"]),
            str(each["answers"] - each["told"]),
        )
    return table


def confusion_table(each: Agreement) -> Table:
    """How often each known verdict (rows) was judged what (columns)."""
    table = Table(title="known verdict (rows), judged (columns)")
    columns = (*VERDICTS, UNTOLD)
    for heading in ("", *columns):
        table.add_column(heading, justify="left" if not heading else "right")
    for verdict in VERDICTS:
        judged = each["confusion"].get(verdict, {})
        table.add_row(verdict, *(str(judged.get(name, 0)) for name in columns))
    return table


def judged_table(figures: Mapping[str, JudgedRun], label: str) -> Table:
    """What a judge says of each system's answers, and how far the rules agree."""
    table = Table(title=f"judged by {label}: rate [95 % interval] (cases)")
    table.add_column("")
    for system in figures:
        table.add_column(system)
    rows = (
        ("right", [rate_text(each["right"]) for each in figures.values()]),
        ("wrong", [rate_text(each["wrong"]) for each in figures.values()]),
        ("refused though answerable", [rate_text(each["refused"]) for each in figures.values()]),
        ("answered though unanswerable", [rate_text(each["answered_all_the_same"]) for each in figures.values()]),
        ("no verdict", [rate_text(each["untold"]) for each in figures.values()]),
        ("same verdict as the rules", [rate_text(each["with_rules"]["accuracy"]) for each in figures.values()]),
        ("kappa with the rules", [estimate_text(each["with_rules"]["kappa"]) for each in figures.values()]),
    )
    for name, cells in rows:
        table.add_row(name, *cells)
    return table


def calibration_lines(found: Sequence[Calibration], label: str) -> list[str]:
    """What must stand beside every figure of a judge: what it is worth, or that nobody knows."""
    if not found:
        return [f"{label} is not calibrated: nobody knows how often it is right."]
    return [
        f"{label} on {each['set']} ({each['answers']} of {each['of']} answers with a known verdict): "
        f"right {rate_text(each['overall']['accuracy'])}, kappa {estimate_text(each['overall']['kappa'])}, "
        f"balanced accuracy {estimate_text(each['overall']['balanced_accuracy'])}"
        for each in found
    ]
