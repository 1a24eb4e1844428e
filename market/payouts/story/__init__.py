"""Everything that happened to an order and its money, told in sentences."""
