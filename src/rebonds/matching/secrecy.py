"""Business secrecy: what a firm has not agreed to show stays hidden, and subtraction does not bring it back."""

from __future__ import annotations

from rebonds.matching.results import Amount

#: A sum is shown over at least this many firms.
LEAST = 3


def shown(value: float, consent: bool) -> Amount:
    """Return a firm's own quantity, or nothing."""
    return Amount(value) if consent else Amount(None, "secret")


def total_shown(value: float, firms: int, withheld: int) -> Amount:
    """Return a sum over firms, or nothing where it would tell one firm's quantity.

    With every firm consenting there is nothing to hide. Otherwise the sum needs three firms, and three that
    withhold: with one or two, taking the shown ones (and one's own) off the sum would give the last.
    """
    if withheld == 0 or (firms >= LEAST and withheld >= LEAST):
        return Amount(value)
    return Amount(None, "secret")
