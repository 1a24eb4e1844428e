"""What the holder and the federations in charge say to each other about a certificate."""
