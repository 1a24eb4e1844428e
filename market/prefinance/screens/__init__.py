"""What a fund lets its money be used for."""
