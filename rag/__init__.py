"""Sourcier's library and query service: store, models, retrieval, answering, HTTP service."""

__version__ = "0.2.0"
