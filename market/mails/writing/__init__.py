"""One writer for each kind of mail: from rows as they stand to a letter in the language of whoever gets it."""
