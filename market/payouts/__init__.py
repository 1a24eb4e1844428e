"""Who is owed what, since when, in which run it left, and what the producer is told."""
