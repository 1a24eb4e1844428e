"""What goes out by e-mail: written in the language of whoever gets it, sent once."""
