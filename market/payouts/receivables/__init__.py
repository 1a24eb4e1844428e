"""What organisations owe back of what they were paid, and giving it up."""
