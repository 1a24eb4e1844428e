"""Fee changes in daylight: proposed, tried on orders that were real, announced with their day, in force from it."""
