"""Security, as docs/security.md tells it."""
