"""`rag-eval check`: what it says of a suite, alone and beside its documents."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.drafting.checking import why_missing
from eval.drafting.reading import read_folder
from eval.suites.suite import Gold, Question, write_suite
from rag.errors import RequestError
from rag.settings import IngestSettings
from tests.eval import tiny


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "home"))
    tiny.write_documents(tmp_path / "documents")
    return tmp_path / "documents"


def checked(suite: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, ["check", str(suite), *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def with_gold(folder: Path, *golds: Gold, answer: str = "12 000,00 €") -> Path:
    path = folder.parent / "mine.jsonl"
    known = {"language": "fr", "question": "Le loyer ?", "answerable": True, "accept": ["12 000,00 €"], "tags": []}
    questions = [Question(id=f"q{n}", answer=answer, gold=[gold], **known) for n, gold in enumerate(golds, 1)]
    write_suite(path, questions)
    return path


def test_a_suite_whose_places_are_all_there(folder: Path) -> None:
    suite = tiny.suite_file(folder.parent)
    code, said = checked(suite)
    assert (code, said["questions"], said["answerable"], said["places_looked_up"]) == (0, 6, 4, False)
    code, said = checked(suite, "--documents", str(folder))
    assert (code, said["places_looked_up"], said["problems"]) == (0, True, [])
    shown = CliRunner().invoke(app, ["check", str(suite), "--documents", str(folder)])
    assert shown.exit_code == 0 and "Every place stands in the documents." in shown.stdout


def test_each_missing_place_is_named_with_its_reason(folder: Path) -> None:
    (folder / "cassé.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    golds = [
        Gold(file="bail.txt", page=1, quote="Le loyer annuel du local est de 13 000,00 €"),
        Gold(file="autre.txt", page=1, quote="six mois"),
        Gold(file="sous/bail.txt", page=1),
        Gold(file="cassé.pdf", page=1),
    ]
    code, said = checked(with_gold(folder, *golds), "--documents", str(folder))
    assert code == 1
    whys = {problem["id"]: problem["why"] for problem in said["problems"]}
    assert whys.keys() == {"q1", "q2", "q4"}
    assert "do not stand in the file" in whys["q1"]
    assert whys["q2"] == "There is no file of this name."
    assert whys["q4"].startswith("The file cannot be read: ")


def test_words_on_another_page_are_found_there() -> None:
    samples = Path(__file__).parents[3] / "samples"
    quote = "adressée au moins 90 jours avant l’échéance."
    name = "contrat-maintenance_thermolys_MNT-2023-041.pdf"
    files = list(read_folder(samples, IngestSettings(), {name}))
    assert [file.filename for file in files] == [name]
    assert why_missing(Gold(file=name, page=2, quote=quote), files) is None
    assert "stand on page" in str(why_missing(Gold(file=name, page=5, quote=quote), files))
    assert why_missing(Gold(file=name, page=2), files) is None
    assert why_missing(Gold(file=name, page=90), files) == "There is no text on this page."


def test_an_attachment_is_a_file_too(folder: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Bail", "a@example.org", "b@example.org"
    message.set_content("Ci-joint l'annexe du bail.")
    message.add_attachment("Le dépôt de garantie est de 3 000,00 €.\n", filename="annexe.txt")
    (folder / "courriel.eml").write_bytes(bytes(message))
    suite = with_gold(folder, Gold(file="annexe.txt", page=1, quote="Le dépôt de garantie est de 3 000,00 €."))
    code, said = checked(suite, "--documents", str(folder))
    assert (code, said["problems"]) == (0, [])


def test_an_answer_that_would_be_judged_wrong_is_named(folder: Path) -> None:
    code, said = checked(with_gold(folder, Gold(file="bail.txt", page=1), answer="11 000,00 €"))
    assert code == 1
    assert said["problems"][0]["why"].startswith("The answer does not state")


def test_a_folder_that_is_not_there(folder: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(tiny.suite_file(folder.parent)), "--documents", "/nowhere/at/all"])
    assert isinstance(result.exception, RequestError)
