"""What things are called and described as in several languages, each text with where it comes from."""
