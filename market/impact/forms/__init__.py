"""A statement as people and other programs read it: PDF, CSV and JSON-LD, in the languages of the market."""
