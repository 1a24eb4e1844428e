"""What is public of the market as tables for anybody to reckon with."""
