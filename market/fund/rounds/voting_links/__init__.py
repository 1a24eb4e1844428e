"""Votes of members without an account, by a link that their organisation passes on."""
