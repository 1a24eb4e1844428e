"""The fair-trade premium of an organisation: generated, transferred, allocated by a vote, spent."""
