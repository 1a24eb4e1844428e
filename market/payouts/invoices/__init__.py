"""What the market charged a producer in a month, with the VAT on it: its commission invoice."""
