"""Loaders of public sets, from local copies: one file a format. ``commands`` is the door."""
