"""The entailment model: a cross-encoder that says whether a text denies a claim (natural language inference).

(Bowman et al., "A large annotated corpus for learning natural language inference", 2015: the text is the premise, the
claim the hypothesis, and the classes are entailment, neutral and contradiction.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from rag.models.cross_encoder import load_cross_encoder
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = structlog.get_logger()


class EntailmentModel:
    """Reads what proves a claim and the claim together."""

    def __init__(self, model: CrossEncoder, name: str, contradiction: int) -> None:
        self._model = model
        self._contradiction = contradiction
        self.name = name

    def denies(self, text: str, claim: str) -> bool:
        """Whether contradiction is the likeliest class; a text longer than the model's window is read as far as it
        goes."""
        scores = self._model.predict([(text, claim)], show_progress_bar=False, convert_to_numpy=True)[0]
        return int(scores.argmax()) == self._contradiction


def load_entailment(settings: Settings) -> EntailmentModel | None:
    """The entailment model of the settings. None when none is set, its files cannot be used, or none of its classes is
    named as contradiction: claims are then checked by rules alone, and `rag doctor` says so."""
    model = load_cross_encoder(settings.entailment.model, "entailment")
    if model is None:
        return None
    labels = (model.config and model.config.id2label) or {}
    named = [number for number, label in labels.items() if "contradict" in str(label).lower()]
    if len(named) != 1:
        log.warning("entailment_without_contradiction")
        return None
    return EntailmentModel(model, settings.entailment.model, int(named[0]))
