"""`rag-eval`: measures how well questions are answered."""

from __future__ import annotations

import typer

from eval.answers.commands import answers, injection
from eval.drafting.check_command import check
from eval.drafting.commands import new
from eval.judges.commands import calibrate_command, judge_command
from eval.ledger.commands import facts
from eval.loaders.commands import import_set
from eval.parts.contract_commands import contracts
from eval.parts.invoice_commands import invoices
from eval.parts.retrieval_command import retrieval
from eval.parts.verification_command import verification
from eval.reports.ab_command import ab
from eval.reports.commands import compare, gate, report
from eval.runs.command import run_command
from rag.console import run

app = typer.Typer(
    help="Measure how well questions are answered. Example: rag-eval run samples --model none",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run_command)
app.command()(answers)
app.command()(injection)
app.command()(contracts)
app.command()(invoices)
app.command()(facts)
app.command()(check)
app.command("import")(import_set)
app.command()(new)
app.command("calibrate")(calibrate_command)
app.command("judge")(judge_command)
app.command()(compare)
app.command()(report)
app.command()(gate)
app.command()(ab)
app.command()(retrieval)
app.command()(verification)


def main() -> None:
    """The command `rag-eval`."""
    run(app)
