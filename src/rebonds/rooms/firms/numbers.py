"""SIRET numbers."""

from __future__ import annotations

#: La Poste, most of whose establishments do not follow the key of Luhn: their digits add to a multiple of 5.
_LA_POSTE = "356000000"


def siret_of(written: str) -> str | None:
    """Return the fourteen digits of a SIRET, or ``None`` where it is none: length and key (Luhn) are checked."""
    digits = "".join(written.split())
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        return None
    if digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return digits
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return digits if total % 10 == 0 else None
