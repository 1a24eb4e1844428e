"""Where the idle money of funds sits."""
