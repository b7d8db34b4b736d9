"""From files to what the store holds."""
