"""What was shown when, as far as it was known when."""
