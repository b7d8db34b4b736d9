"""Suites of a company's own: a model or a person drafts questions, a person decides. ``commands`` is the door."""
