"""`rag facts` and how `rag ask` shows figures, without a service and through one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import rag.fact_commands
from rag.cli import app
from rag.errors import RequestError
from rag.settings import Settings
from rag.store.opening import Store
from tests.support.ledgers import MARTIN, bring_in_facts, invoice


@pytest.fixture(autouse=True)
def filled(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    monkeypatch.setenv("PORT", str(settings.service.port))
    bring_in_facts(store, "dupont.pdf", invoice("F-1", "1234.56"))
    bring_in_facts(store, "copie.pdf", invoice("F-1", "1234.56"))
    bring_in_facts(store, "martin.pdf", invoice("[bold]M-1[/]", "100.00", seller=MARTIN, currency="USD"))
    return store


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["facts", *arguments])


def test_a_question_is_worked_out_with_its_documents_and_those_left_out() -> None:
    printed = _run("Combien Dupont nous a-t-il facturé en 2024 ?").stdout
    assert "1 234,56 €" in printed and "dupont.pdf, p. 1" in printed
    assert "Laissés de côté: 1" in printed and "copie.pdf, p. 1 · doublon" in printed
    assert "martin.pdf" not in printed


def test_groups_are_a_table_and_a_document_cannot_format_the_terminal() -> None:
    printed = _run("Total of invoices per supplier").stdout
    [line] = [line for line in printed.splitlines() if "Martin" in line and "$100.00" in line and ".pdf" not in line]
    assert line.split()[-1] == "1"
    assert "€1,234.56" in printed and "[bold]M-1[/]" in printed


def test_a_plan_in_a_file_and_json(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"measure": "sum", "group_by": "year"}')
    ran = _run(str(plan), "--json", "--language", "fr")
    figures = json.loads(ran.stdout)["figures"]
    assert [(figure["group"], figure["currency"], figure["value"]) for figure in figures] == [
        ("2024", "EUR", "1234.56"),
        ("2024", "USD", "100.00"),
    ]


@pytest.mark.parametrize("content", ["{", '{"measure": "guess"}', '{"sql": 1}', "[]", '{"limit": 0}'])
def test_a_file_that_holds_no_plan_says_what_is_wrong(tmp_path: Path, content: str) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(content)
    assert isinstance(_run(str(plan)).exception, RequestError)
    assert isinstance(_run(str(tmp_path / "nothing.json")).exception, RequestError)


def test_what_no_plan_says_is_refused() -> None:
    assert isinstance(_run("Quelle heure est-il ?").exception, RequestError)


def test_a_running_service_is_asked(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    sent: list[Any] = []

    def post(_settings: Settings, path: str, body: dict[str, Any]) -> dict[str, Any]:
        sent.append((path, body))
        return {"plan": {}, "words": "Zéro.", "choices": ["Dupont SA", "Dupont SARL"]}

    monkeypatch.setattr(rag.fact_commands, "service_answers", lambda _settings: True)
    monkeypatch.setattr(rag.fact_commands, "post", post)
    printed = _run("Combien à Dupont ?").stdout
    assert sent == [("/v1/facts/query", {"language": "fr", "question": "Combien à Dupont ?"})]
    assert "Zéro." in printed and "Dupont SARL" in printed
