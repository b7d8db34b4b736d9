"""The model in the box: a small language model and its server, fetched once when asked for, run as a child."""
