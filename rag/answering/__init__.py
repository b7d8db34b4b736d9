"""From passages to claims, and from claims to an answer that shows only what is proved."""
