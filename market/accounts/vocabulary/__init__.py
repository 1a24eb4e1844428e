"""Values in the words of networks, linked to the words of others that mean the same (SKOS)."""
