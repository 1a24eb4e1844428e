"""People, organisations, membership, roles, sign-in, API keys."""
