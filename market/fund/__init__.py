"""The solidarity fund: votes on its money, and how they are counted."""
