"""What a product may be, when it may be ordered, and what its price was."""
