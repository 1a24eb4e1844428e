"""A network's figures: the roll-up of its members' own, each once, on the days on which they belonged."""
