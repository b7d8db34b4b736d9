"""Systems whose faults are known, through the real run: the measure must find exactly these faults.

Each liar is asked the six questions of the tiny suite (four with an answer: three French, one English; two without).
It lies twice: as a language model inside Sourcier, whose check stops what it can, and as a system of its own, which
shows all that it says, so that the measure itself is put to the test. All figures were worked out by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.metrics import Figures, by_system, measure
from eval.records import Record
from eval.runs.run import begin, describe
from eval.runs.running import run_suite
from eval.suites.suite import Suite, load_suite
from eval.systems.names import PLAIN_LOOP, SOURCIER
from eval.systems.replies import Reply, Statement, SuiteSystem
from eval.systems.sourcier import Sourcier, StoreSearch
from rag.opening import QueryEngine
from tests.eval import tiny
from tests.eval.tiny import FALSE, GOLD, NOTICE, QUESTIONS, RENT, SAME_VALUES, ScriptedModel

INVENTED = {"dépôt": "Le dépôt de garantie du local est de 900,00 €.", "iban": "Son IBAN finit par 4417."}
FILES = {"loyer": "bail.txt", "congé": "bail.txt", "préavis": "entretien.txt", "secret": "nda.txt"}
NO_PROOF = {"dépôt": "bail.txt", "iban": "entretien.txt"}
JUDGED = ("correct_and_cited", "correct", "gold_cited", "answered_wrongly", "refused", "hallucinated")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[QueryEngine]:
    with tiny.opened(tmp_path_factory.mktemp("liars"), shared_models) as opened:
        yield opened


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(str(tiny.suite_file(tmp_path)))


Run = Callable[..., list[Record]]


@pytest.fixture
def run(tmp_path: Path, suite: Suite, engine: QueryEngine) -> Run:
    """Asks systems the whole suite in a new run; gives its records as they lie on the disk."""

    def asked(*systems: SuiteSystem, model: Any = None) -> list[Record]:
        begun = begin(tmp_path / "run", describe(suite, engine.settings, model, None))
        records = run_suite(suite.questions, begun, engine, systems)
        assert records == begun.records()
        return records

    return asked


def counts(figures: Figures, *names: str) -> list[tuple[int, int]]:
    rates: Any = figures
    return [(rates[name]["numerator"], rates[name]["denominator"]) for name in names]


# --- inside Sourcier: a model lies, the check stands before the reader ---


def lying_model(script: dict[str, tuple[str, str]]) -> ScriptedModel:
    return ScriptedModel("liar", script)


def test_a_model_that_is_always_right(run: Run, engine: QueryEngine) -> None:
    model = lying_model({id: (text, text) for id, text in GOLD.items()})
    records = run(Sourcier(engine, model), model=model)
    measured = measure(records)
    assert counts(measured["overall"], *JUDGED) == [(4, 4), (4, 4), (4, 4), (0, 4), (0, 4), (0, 2)]
    assert counts(measured["by_language"]["fr"], *JUDGED) == [(3, 3), (3, 3), (3, 3), (0, 3), (0, 3), (0, 2)]
    assert counts(measured["by_language"]["en"], *JUDGED) == [(1, 1), (1, 1), (1, 1), (0, 1), (0, 1), (0, 0)]
    assert counts(measured["overall"], "unproved_claims", "model_failed") == [(0, 4), (0, 6)]
    assert measured["overall"]["withheld"] == {}
    # Each of the six questions is one call: 50 tokens read, 9 written, the first after 20 ms.
    assert [(one.prompt_tokens, one.completion_tokens, one.first_token_s) for one in records] == [(50, 9, 0.02)] * 6


def test_a_model_that_is_always_wrong_is_never_shown(run: Run, engine: QueryEngine) -> None:
    """Its quotes stand in the documents, its six numbers do not."""
    said = {id: (FALSE[id], GOLD[id]) for id in GOLD} | {
        "dépôt": (INVENTED["dépôt"], RENT),
        "iban": (INVENTED["iban"], NOTICE),
    }
    figures = measure(run(Sourcier(engine, lying_model(said))))["overall"]
    assert counts(figures, *JUDGED) == [(0, 4), (0, 4), (0, 4), (0, 4), (4, 4), (0, 2)]
    assert figures["withheld"] == {"number_not_in_source": 6}
    assert figures["claims_per_answer"] is None


def test_a_model_that_always_refuses(run: Run, engine: QueryEngine) -> None:
    figures = measure(run(Sourcier(engine, lying_model({}))))["overall"]
    assert counts(figures, *JUDGED) == [(0, 4), (0, 4), (0, 4), (0, 4), (4, 4), (0, 2)]
    assert counts(figures, "unproved_claims", "recall_at_16") == [(0, 0), (4, 4)]
    assert figures["withheld"] == {}


def test_a_model_that_is_right_and_cites_the_wrong_document(run: Run, engine: QueryEngine) -> None:
    """Sourcier finds the three French sentences where they really stand; the English one, whose "three years" stands in
    a French document too, keeps the wrong citation: its words cannot be looked for across languages."""
    records = run(Sourcier(engine, lying_model({id: (text, SAME_VALUES) for id, text in GOLD.items()})))
    figures = measure(records)["overall"]
    assert counts(figures, *JUDGED) == [(3, 4), (4, 4), (3, 4), (0, 4), (0, 4), (0, 2)]
    assert {each.filename for each in records[3].citations} == {"divers.txt"}


# --- as a system of its own: nothing stands before the reader but the measure ---


class Liar(StoreSearch):
    """Says of each question what ``said`` holds for it, with a passage of the file of ``cited``; else that nothing is
    known, in words."""

    name = PLAIN_LOOP
    refuses_in_words = True

    def __init__(self, engine: QueryEngine, said: dict[str, str], cited: dict[str, str]) -> None:
        super().__init__(engine)
        self._said, self._cited = said, cited

    def ask(self, question: str, filename: str | None = None) -> Reply:
        [id] = [each.id for each in QUESTIONS if each.question == question]
        if id not in self._said:
            words = "Les documents ne le mentionnent pas." if id != "secret" else "The documents do not mention it."
            return Reply(statements=[Statement(text=words, cites=[])], sources=[], note=None)
        [source] = self.passages([self._cited[id]])
        return Reply(statements=[Statement(text=self._said[id], cites=[1])], sources=[source], note=None)


def test_a_system_that_is_always_right(run: Run, engine: QueryEngine) -> None:
    records = run(Liar(engine, GOLD, FILES))
    measured = measure(records)
    assert counts(measured["overall"], *JUDGED) == [(4, 4), (4, 4), (4, 4), (0, 4), (0, 4), (0, 2)]
    assert counts(measured["by_language"]["en"], *JUDGED) == [(1, 1), (1, 1), (1, 1), (0, 1), (0, 1), (0, 0)]
    assert counts(measured["overall"], "unproved_claims", "gold_stored", "recall_at_16") == [(0, 4), (4, 4), (4, 4)]
    assert measured["overall"]["claims_per_answer"] == 1
    # Four documents of one passage each: one proves, and it is among the sixteen that are found.
    assert [one.proving_stored for one in records] == [1, 1, 1, 1, None, None]
    assert [len(one.proving_ranks) for one in records] == [1, 1, 1, 1, 0, 0]


def test_a_system_that_is_always_wrong(run: Run, engine: QueryEngine) -> None:
    """Six answers, none right; it cites the four places where the right answers stand; not one of its six numbers (13
    000 €, seven months, 91 days, four years, 900 €, 4417) stands in what it cites."""
    figures = measure(run(Liar(engine, FALSE | INVENTED, FILES | NO_PROOF)))["overall"]
    assert counts(figures, *JUDGED) == [(0, 4), (0, 4), (4, 4), (4, 4), (0, 4), (2, 2)]
    assert counts(figures, "unproved_claims") == [(6, 6)]
    assert figures["claims_per_answer"] == 1


def test_a_system_that_always_refuses(run: Run, engine: QueryEngine) -> None:
    """Its words are no answer, so that nothing counts as shown; they are kept."""
    records = run(Liar(engine, {}, {}))
    figures = measure(records)["overall"]
    assert counts(figures, *JUDGED) == [(0, 4), (0, 4), (0, 4), (0, 4), (4, 4), (0, 2)]
    assert counts(figures, "unproved_claims") == [(0, 0)]
    assert [one.kind for one in records] == ["abstained"] * 6
    french, english = "Les documents ne le mentionnent pas.", "The documents do not mention it."
    assert [one.refusal for one in records] == [french, french, french, english, french, french]


def test_a_system_that_is_right_and_cites_the_wrong_document(run: Run, engine: QueryEngine) -> None:
    """A list of the four values, which proves none of the answers: no value is missing there, but it is no source."""
    figures = measure(run(Liar(engine, GOLD, dict.fromkeys(GOLD, "divers.txt"))))["overall"]
    assert counts(figures, *JUDGED) == [(0, 4), (4, 4), (0, 4), (0, 4), (0, 4), (0, 2)]
    assert counts(figures, "unproved_claims") == [(0, 4)]


def test_a_liar_beside_an_honest_one_keeps_figures_of_its_own(run: Run, engine: QueryEngine) -> None:
    model = lying_model({id: (text, text) for id, text in GOLD.items()})
    records = run(Sourcier(engine, model), Liar(engine, FALSE | INVENTED, FILES | NO_PROOF))
    assert [one.system for one in records] == [SOURCIER] * 6 + [PLAIN_LOOP] * 6
    measured = by_system(records)
    assert list(measured) == [SOURCIER, PLAIN_LOOP]
    assert counts(measured[SOURCIER]["overall"], *JUDGED) == [(4, 4), (4, 4), (4, 4), (0, 4), (0, 4), (0, 2)]
    assert counts(measured[PLAIN_LOOP]["overall"], *JUDGED) == [(0, 4), (0, 4), (4, 4), (4, 4), (0, 4), (2, 2)]


def test_the_same_twice_gives_the_same_to_the_digit(suite: Suite, engine: QueryEngine, tmp_path: Path) -> None:
    def once(folder: str) -> list[dict[str, Any]]:
        model = tiny.wrong_citation()
        begun = begin(tmp_path / folder, describe(suite, engine.settings, model, None))
        systems: list[SuiteSystem] = [Sourcier(engine, model), Liar(engine, FALSE, FILES)]
        records = run_suite(suite.questions, begun, engine, systems)
        return [record.model_dump(exclude={"seconds", "peak_memory_mib"}) for record in records]

    assert once("first") == once("second")
