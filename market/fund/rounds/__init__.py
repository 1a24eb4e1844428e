"""Votes on a fund's money: proposals, secret ballots, a count that anybody can repeat, and what is paid after it."""
