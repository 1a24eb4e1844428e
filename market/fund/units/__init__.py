"""Units of labour investment funds: issued when paid for, given back with notice; and what a fund reports of a year."""
