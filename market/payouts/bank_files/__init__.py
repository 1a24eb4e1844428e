"""Where Stripe does not reach, a bank carries the money: the list that an operator gives to it."""
