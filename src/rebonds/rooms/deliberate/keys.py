"""The key of this workbench, with which it signs the ballots of a closed vote (Ed25519, RFC 8032)."""

from __future__ import annotations

import functools

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from rebonds.kept import kept

FILE = "signing_key"


@functools.cache
def _private() -> Ed25519PrivateKey:
    seed = kept(settings.HOME, FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public_key() -> str:
    """Return the public key, in hexadecimal: what others verify with."""
    return _private().public_key().public_bytes_raw().hex()


def sign(text: str) -> str:
    """Return the signature of a text, in hexadecimal."""
    return _private().sign(text.encode()).hex()
