"""Before a certificate is issued: the holder may sell under the scheme, and may claim nothing."""
