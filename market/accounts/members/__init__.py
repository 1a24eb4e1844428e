"""Who may act for an organisation: asked in by a link, given a role, taken off."""
