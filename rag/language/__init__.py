"""Pure text functions for French and English: numbers, money, dates, identifiers, quotations, proof."""

from __future__ import annotations

from rag.language.agents import exchanges_agents
from rag.language.amended_words import amended_words
from rag.language.amending import changes_wording, mentions_article
from rag.language.articles import ArticlePart, article_parts, holds_article, named_articles
from rag.language.asked import asked_kinds, holds_kind
from rag.language.bearers import swaps_bearers
from rag.language.conditions import drops_condition
from rag.language.dates import FoundDate, find_dates
from rag.language.evidence import UnprovedValue, unproved_values
from rag.language.identifiers import Identifier, find_identifiers
from rag.language.languages import detect_language
from rag.language.modality import shifts_duty
from rag.language.money import Money, find_money, format_money, parse_money
from rag.language.normalising import content_words, fold, fold_with_offsets, words
from rag.language.numbers import Number, find_numbers
from rag.language.opposing import agrees, opposes
from rag.language.parties import parties_by_name, swaps_parties
from rag.language.party_names import folded_name, name_words
from rag.language.polar import is_polar
from rag.language.polarity import contradicts, contradicts_across
from rag.language.quotes import find_quote
from rag.language.sentences import sentences
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense, senses
from rag.language.terms import DEFINED_TERMS, LEGAL_FORMS, PARTY_TERMS

__all__ = [
    "DEFINED_TERMS",
    "LEGAL_FORMS",
    "PARTY_TERMS",
    "STOPWORDS",
    "ArticlePart",
    "FoundDate",
    "Identifier",
    "Money",
    "Number",
    "UnprovedValue",
    "agrees",
    "amended_words",
    "article_parts",
    "asked_kinds",
    "changes_wording",
    "content_words",
    "contradicts",
    "contradicts_across",
    "detect_language",
    "drops_condition",
    "exchanges_agents",
    "find_dates",
    "find_identifiers",
    "find_money",
    "find_numbers",
    "find_quote",
    "fold",
    "fold_with_offsets",
    "folded_name",
    "format_money",
    "holds_article",
    "holds_kind",
    "is_polar",
    "mentions_article",
    "name_words",
    "named_articles",
    "opposes",
    "parse_money",
    "parties_by_name",
    "same_sense",
    "senses",
    "sentences",
    "shifts_duty",
    "swaps_bearers",
    "swaps_parties",
    "unproved_values",
    "words",
]
