"""The HTTP service: thin; all work is in the rooms above."""
