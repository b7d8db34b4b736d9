from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.metrics import Figures, measure
from eval.records import Record
from eval.runs.recording import suite_key
from eval.runs.run import Run, begin, describe, read_run
from eval.runs.running import run_suite
from eval.suites.suite import Gold, Suite, load_suite
from eval.systems.sourcier import Sourcier
from rag.errors import RequestError
from rag.opening import QueryEngine
from tests.eval import tiny


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[QueryEngine]:
    with tiny.opened(tmp_path_factory.mktemp("eval"), shared_models) as engine:
        yield engine


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(str(tiny.suite_file(tmp_path)))


def start(folder: Path, suite: Suite, engine: QueryEngine, model: Any = None) -> Run:
    return begin(folder, describe(suite, engine.settings, model, None))


def ask(model: Any, tmp_path: Path, suite: Suite, engine: QueryEngine) -> tuple[Figures, list[Record]]:
    run = start(tmp_path / "run", suite, engine, model)
    records = run_suite(suite.questions, run, engine, [Sourcier(engine, model)])
    return measure(records)["overall"], records


def counts(figures: Any, *names: str) -> list[tuple[int, int]]:
    return [(figures[name]["numerator"], figures[name]["denominator"]) for name in names]


JUDGED = ("correct_and_cited", "correct", "gold_cited", "answered_wrongly", "refused", "hallucinated")


def test_a_model_that_is_always_right(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    figures, records = ask(tiny.honest(), tmp_path, suite, engine)
    assert counts(figures, *JUDGED) == [(4, 4), (4, 4), (4, 4), (0, 4), (0, 4), (0, 2)]
    assert counts(figures, "gold_stored", "recall_at_16", "unproved_claims") == [(4, 4), (4, 4), (0, 4)]
    assert figures["withheld"] == {}
    assert figures["claims_per_answer"] == 1
    assert [record.kind for record in records] == ["generated"] * 4 + ["abstained"] * 2
    assert {record.note for record in records} == {None}


def test_a_model_with_wrong_numbers_is_never_shown(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    figures, _ = ask(tiny.wrong_number(), tmp_path, suite, engine)
    assert counts(figures, *JUDGED) == [(0, 4), (0, 4), (0, 4), (0, 4), (4, 4), (0, 2)]
    assert figures["withheld"] == {"number_not_in_source": 4}
    assert figures["claims_per_answer"] is None


def test_a_model_with_wrong_citations(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    figures, records = ask(tiny.wrong_citation(), tmp_path, suite, engine)
    # The three French sentences are found where they really stand; across languages the wrong citation stays.
    assert counts(figures, *JUDGED) == [(3, 4), (4, 4), (3, 4), (0, 4), (0, 4), (1, 2)]
    assert counts(figures, "unproved_claims") == [(0, 5)]
    cited = [{citation.filename for citation in record.citations} for record in records[:4]]
    assert cited == [{"bail.txt"}, {"bail.txt"}, {"entretien.txt"}, {"divers.txt"}]


def test_without_a_model_sentences_are_shown(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    figures, records = ask(None, tmp_path, suite, engine)
    assert {record.kind for record in records} <= {"extractive", "abstained"}
    assert counts(figures, "unproved_claims")[0][0] == 0


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    first, second = tiny.honest(), tiny.honest()
    seen: list[str] = []

    def stop(record: Record) -> None:
        seen.append(record.id)
        if len(seen) == 2:
            raise KeyboardInterrupt

    run = start(tmp_path / "run", suite, engine, first)
    with pytest.raises(KeyboardInterrupt):
        run_suite(suite.questions, run, engine, [Sourcier(engine, first)], on_record=stop)
    with run.records_file.open("a") as file:
        file.write('{"id": "pré')
    again = start(tmp_path / "run", suite, engine, second)
    records = run_suite(suite.questions, again, engine, [Sourcier(engine, second)])
    assert first.asked == ["loyer", "congé"]
    assert second.asked == ["préavis", "secret", "dépôt", "iban"]
    assert [record.id for record in records] == [question.id for question in suite.questions]
    assert records == again.records()
    assert counts(measure(records)["overall"], "correct_and_cited") == [(4, 4)]
    third = tiny.honest()
    assert run_suite(suite.questions, again, engine, [Sourcier(engine, third)]) == records
    assert third.asked == []


def test_run_json_says_what_was_measured(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    ask(tiny.honest(), tmp_path, suite, engine)
    info = read_run(tmp_path / "run").info
    assert (info.suite, info.suite_sha256, info.suite_questions) == ("tiny", suite.sha256, 6)
    assert info.model == info.label == "honest"
    assert info.document_states == {"active": 4}
    assert info.passages >= 4
    assert info.cores >= 1
    assert info.settings["embedder"] == "intfloat/multilingual-e5-small"
    assert {"python", "sourcier", "torch"} <= set(info.versions)
    assert info.corpus is not None and len(info.corpus) == len(info.code) == 64


def test_another_run_is_not_gone_on_with(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    run = start(tmp_path / "run", suite, engine, tiny.honest())
    with pytest.raises(RequestError, match="another model"):
        start(tmp_path / "run", suite, engine, tiny.wrong_number())
    run.note_corpus("a" * 64, {}, 0)
    with pytest.raises(RequestError, match="another corpus"):
        run_suite(suite.questions, run, engine, [Sourcier(engine, tiny.honest())])


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, suite: Suite, engine: QueryEngine) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "letter.txt").write_text("hello")
    with pytest.raises(RequestError, match="no run"):
        start(tmp_path / "run", suite, engine)
    with pytest.raises(RequestError, match="holds no run"):
        read_run(tmp_path / "run")


def test_a_question_of_which_only_the_page_is_known_is_right_when_it_is_cited(
    tmp_path: Path, suite: Suite, engine: QueryEngine
) -> None:
    notice = suite.questions[2]
    page = Gold(file=notice.gold[0].file, page=1)
    known = {"accept": [], "place_only": True, "gold": [page], "extra": {"from": "elsewhere"}}
    place = notice.model_copy(update=known)
    wrong = place.model_copy(update={"id": "elsewhere", "gold": [Gold(file="bail.txt", page=1)]})
    asked = Suite("places", "0" * 64, [place, wrong])
    _, records = ask(tiny.honest(), tmp_path, asked, engine)
    assert [(record.correct, record.gold_cited) for record in records] == [(True, True), (False, False)]
    assert records[0].proving_stored and records[0].proving_ranks
    assert records[0].key == suite_key(records[0].system, place.model_copy(update={"extra": {}}))
