"""What was asked before and what we answered; which processes live."""
