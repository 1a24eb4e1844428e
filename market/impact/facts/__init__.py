"""Impact facts: what the books gave rise to, written once, line by line, and summed as it arrives."""
