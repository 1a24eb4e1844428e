"""What producers get here, beside what others published about fair trade elsewhere."""
