"""The key of this workbench, with which it signs the ballots of a closed vote (Ed25519, RFC 8032)."""

from __future__ import annotations

import functools
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from rebonds.web import environment

FILE = "signing_key"


@functools.cache
def _private() -> Ed25519PrivateKey:
    seed = environment.kept_secret(
        settings.HOME, FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex()
    )
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public_key() -> str:
    """Return the public key, in hexadecimal: what others verify with."""
    return _private().public_key().public_bytes_raw().hex()


def written(statement: dict[str, Any]) -> str:
    """Return a statement in its one form: JSON, sorted keys, no spaces."""
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(text: str) -> str:
    """Return the signature of a text, in hexadecimal."""
    return _private().sign(text.encode()).hex()


def good(text: str, signature: str, key: str) -> bool:
    """Tell whether a text was signed, as it is, with the private half of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
