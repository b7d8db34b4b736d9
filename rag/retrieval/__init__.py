"""From a question to the ranked passages that the asker may read."""
