"""One sentence for each project on why it won or lost."""
