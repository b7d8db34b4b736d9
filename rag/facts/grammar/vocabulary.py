"""Every word that the grammar knows."""

from __future__ import annotations

from rag.facts.grammar import comparison_phrases, contract_words, details, filters, groups, measures, nouns, small_words
from rag.facts.grammar.phrases import spoken

LEXICON = (comparison_phrases, details, nouns, filters, groups, measures, contract_words, small_words)
"""The modules whose phrases make the vocabulary; they are named here so that all are loaded before it is made."""

VOCABULARY: frozenset[str] = spoken() | small_words.FILLERS
