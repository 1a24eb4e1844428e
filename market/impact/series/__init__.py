"""What the pictures of a statement are drawn from: income month by month, and where the money went."""
