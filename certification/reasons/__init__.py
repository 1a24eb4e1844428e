"""Why a federation asks, refuses, suspends or withdraws: a closed list, in the reader's language."""
