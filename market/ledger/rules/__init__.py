"""What each fact does to the books: facts in, an entry out. One file for each kind of fact."""
