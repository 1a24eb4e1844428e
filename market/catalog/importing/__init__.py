"""A producer's own catalogue file: read, compared with what is there, applied, reported row by row."""
