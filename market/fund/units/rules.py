"""What units are worth. Pure."""

from kit.money import Money


def worth(units: int, *, issued: int, unit: Money, whole: Money) -> Money:
    """What is paid for so many of the `issued` units: what they cost, or their part of the fund's `whole`, investments
    that are out included, where that has become less. Rounded down: what is left is for who stays.

    So whoever gives units back first takes nothing from the others.
    """
    return Money(min(units * unit.minor, units * max(0, whole.minor) // issued), unit.currency)
