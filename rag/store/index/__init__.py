"""The index of passages: one protocol, its homes, and the vectors they share."""
