"""Speeds, always beside a baseline measured in the same run: these machines are shared, so seconds alone say little."""
