"""What somebody outside says of a certificate's holder, and what the federations make of it."""
