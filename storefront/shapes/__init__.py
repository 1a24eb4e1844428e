"""What the API answers, as far as the pages read it. Unknown fields are ignored: the API may add some."""
