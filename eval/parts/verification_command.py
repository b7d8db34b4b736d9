"""`rag-eval verification`: which claims the check withholds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.metrics import Rate
from eval.parts.verification import (
    claims_of_contractnli,
    claims_of_suite,
    measure_paraphrased,
    measure_verification,
    parties_of,
)
from eval.runs.run import new_folder
from eval.suites.paraphrased import read_paraphrased
from eval.suites.suite import load_suite
from eval.systems.preparing import ingest_documents, share_model_files
from eval.tables import rate_text
from rag.console import JsonOption, err, out, print_json
from rag.models.entailment import load_entailment
from rag.settings import load_settings
from rag.store.opening import open_store


def verification(
    suite: Annotated[str, typer.Argument(help="A JSON Lines file, or the name of a suite that comes along: samples.")],
    documents: Annotated[Path, typer.Option(help="The folder of its documents.")],
    contractnli: Annotated[
        Path | None, typer.Option(help="A file of ContractNLI, measured apart: its claims are general.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the check of claims without a language model: true claims withheld, false claims withheld; of the suite,
    and of claims in other words that come along.

    Example: rag-eval verification samples --documents samples
    """
    loaded = load_suite(suite)
    settings = load_settings()
    own = load_settings(home=new_folder(settings, "verification", None).resolve())
    share_model_files(settings, own)
    with err.status("ingesting"):
        ingest_documents(own, documents.resolve())
    store = open_store(own)
    try:
        claims, parties = list(claims_of_suite(loaded.questions, store.catalogue)), parties_of(store.catalogue)
    finally:
        store.close()
    entailment = load_entailment(own)
    measured = {loaded.name: measure_verification(claims, parties, entailment)}
    measured["paraphrased"] = measure_paraphrased(read_paraphrased(), entailment)
    if contractnli is not None:
        measured["contractnli"] = measure_verification(list(claims_of_contractnli(contractnli)), (), entailment)
    if as_json:
        print_json({"withheld": measured})
    else:
        out.print(verification_table(measured))


def verification_table(withheld: Mapping[str, Mapping[str, Rate]]) -> Table:
    """How many claims are withheld, for a terminal: of the true ones few should be, of the false ones all."""
    table = Table(title="claims withheld")
    table.add_column("")
    for name in withheld:
        table.add_column(name, justify="right")
    kinds = dict.fromkeys(kind for rates in withheld.values() for kind in rates)
    for kind in kinds:
        table.add_row(kind, *(rate_text(rates[kind]) if kind in rates else "–" for rates in withheld.values()))
    return table
