"""An operator lets money wait."""
