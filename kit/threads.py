"""Threads that share an interpreter with others that compute."""

import sys

_TURN_S = 0.0005


def take_short_turns() -> None:
    """Let a thread whose answer has come wait for half a millisecond at most, not five, until it may go on.

    A thread that books holds the rows of accounts that everybody books on until it commits, and each of its statements
    may have to wait for a turn: with the usual length of a turn, sixteen buyers place two thirds as many orders.
    """
    sys.setswitchinterval(_TURN_S)
