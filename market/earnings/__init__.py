"""What organisations have earned, from when it may be paid, why it waits, and what is taken back of it."""
