"""Lists of products: found, filtered, counted, sorted and paged in one statement that builds its own JSON."""
