"""What a person owns of what is kept about them: all of it in one file, and its end."""
