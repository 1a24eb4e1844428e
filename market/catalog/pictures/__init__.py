"""Pictures of products, producers and places."""
