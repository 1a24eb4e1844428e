"""What a decision would change, before it is taken."""
