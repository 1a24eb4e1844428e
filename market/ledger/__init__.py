"""Double entry: what is owed, to whom, since which fact. Nothing here is ever changed; corrections are new entries."""
