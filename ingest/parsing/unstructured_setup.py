"""Makes ``unstructured`` quiet, offline and light: imported before anything of that package.

It calls home at import and downloads a spaCy model at the first text. The model only serves to count
sentences and spot English verbs, so a few regular expressions stand in for it.
"""

from __future__ import annotations

import os
import re
import sys
import types

os.environ["DO_NOT_TRACK"] = "1"
os.environ["SCARF_NO_ANALYTICS"] = "1"
os.environ["UNSTRUCTURED_DISABLE_NOTICE"] = "1"

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")


def sent_tokenize(text: str) -> list[str]:
    """The sentences of a text, near enough to count them."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def word_tokenize(text: str) -> list[str]:
    """The words and punctuation marks of a text."""
    return _WORD.findall(text)


def pos_tag(text: str) -> list[tuple[str, str]]:
    """Every word as a verb: ``unstructured`` asks for verbs to tell prose from titles, by English rules.

    With every text taken for prose, its guesses of titles are out of the way of ours, which know no language.
    """
    return [(word, "VB") for word in word_tokenize(text)]


def _replace_tokenizer() -> None:
    module = types.ModuleType("unstructured.nlp.tokenize")
    for function in (sent_tokenize, word_tokenize, pos_tag):
        setattr(module, function.__name__, function)
    sys.modules[module.__name__] = module


_replace_tokenizer()
