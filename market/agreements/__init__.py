"""Trade agreements between organisations: proposed, signed by all, kept, and their balance."""
