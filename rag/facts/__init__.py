"""Questions about figures and deadlines: a checked plan over typed facts, and exact results with their sources."""
