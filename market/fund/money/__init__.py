"""What comes into a fund, what it decides to give, and its open books."""
