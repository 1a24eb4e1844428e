"""What a federation did in a year."""
