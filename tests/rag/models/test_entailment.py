"""An entailment model where its files are and say which class is contradiction; none where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.models.entailment import EntailmentModel, load_entailment
from rag.settings import EntailmentSettings, Settings
from tests.support.cross_encoder import write_cross_encoder

CLASSES = ("entailment", "neutral", "contradiction")
PAIRS = [
    ("Le préavis est de six mois.", "Le préavis est de trois mois."),
    ("Either party may renew.", "Neither party may renew."),
    ("a", "b"),
    ("La cantine ferme le vendredi.", "zzz"),
    ("The fee is 12 EUR.", "The fee is not due."),
]


def _settings(model: object) -> Settings:
    return Settings(entailment=EntailmentSettings(model=str(model)))


def _loaded(folder: Path, labels: tuple[str, ...]) -> EntailmentModel:
    model = load_entailment(_settings(write_cross_encoder(folder, labels)))
    assert model is not None and model.name == str(folder)
    return model


def test_the_class_named_contradiction_decides_wherever_it_stands(tmp_path: Path) -> None:
    turned = [CLASSES[turn:] + CLASSES[:turn] for turn in range(3)]
    models = [_loaded(tmp_path / str(turn), labels) for turn, labels in enumerate(turned)]
    # The weights are the same: whichever class is the likeliest, it is named contradiction in one of the three.
    said = [[model.denies(text, claim) for model in models] for text, claim in PAIRS]
    assert [sum(each) for each in said] == [1] * len(PAIRS)
    assert len({tuple(each) for each in said}) > 1, "the texts count"


def test_text_and_claim_are_not_the_same_to_it(tmp_path: Path) -> None:
    model = _loaded(tmp_path / "model", CLASSES)
    given: list[tuple[str, str]] = []
    inner = model._model.predict
    model._model.predict = lambda pairs, **options: given.extend(pairs) or inner(pairs, **options)  # type: ignore[assignment, method-assign]
    model.denies("premise", "claim")
    assert given == [("premise", "claim")]


def test_a_text_longer_than_its_window_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    assert _loaded(tmp_path / "model", CLASSES).denies("mot " * 2000, "mot") in (True, False)


@pytest.mark.parametrize("labels", [("LABEL_0", "LABEL_1", "LABEL_2"), ("contradiction", "not_contradiction")])
def test_classes_that_do_not_say_which_is_contradiction_give_none(tmp_path: Path, labels: tuple[str, ...]) -> None:
    assert load_entailment(_settings(write_cross_encoder(tmp_path / "model", labels))) is None


@pytest.mark.parametrize("named", ["", "nobody/no-such-model"])
def test_without_its_files_there_is_none(named: str) -> None:
    assert load_entailment(_settings(named)) is None


def test_a_damaged_file_is_none(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", CLASSES)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    assert load_entailment(_settings(folder)) is None
