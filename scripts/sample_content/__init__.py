"""The texts and drawing code of the demo corpus; see ``scripts/make_samples.py``."""
