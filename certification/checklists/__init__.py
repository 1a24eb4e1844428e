"""What a verifier has to have looked at before a certificate of a scheme is verified."""
