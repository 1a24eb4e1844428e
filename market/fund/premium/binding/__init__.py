"""What schemes ask of a premium: the part of it that is bound to a use, and how much may be paid out in cash."""
