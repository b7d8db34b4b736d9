"""Embedding and language models behind small protocols."""
