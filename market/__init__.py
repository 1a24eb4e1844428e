"""What the marketplace does: a folder is a noun, a file is a verb."""
