"""A pen, things drawn with it, and the demo's pictures made of those things."""
