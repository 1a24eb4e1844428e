"""What a producer is told about a week: every line, every share, every transfer."""
