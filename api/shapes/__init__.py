"""From what a verb answers to what the API shows."""
