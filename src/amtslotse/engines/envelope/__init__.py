"""Envelope encryption: each thing has a key of its own, and the master key only ever wraps keys. Pure: bytes to bytes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes, as AES-GCM wants them


class Broken(Exception):
    """These bytes, this wrapped key and this identity do not belong together, or somebody changed them."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Ciphertext and the wrapped key without which it is noise. Both are bound to the identity."""

    content: bytes
    wrapped_key: bytes


def seal(content: bytes, *, master: bytes, identity: str) -> Sealed:
    """The content under a fresh AES-256-GCM key, and that key under the master key (32 bytes)."""
    key = AESGCM.generate_key(bit_length=256)
    return Sealed(_encrypt(key, content, "content", identity), _encrypt(master, key, "key", identity))


def unseal(sealed: Sealed, *, master: bytes, identity: str) -> bytes:
    """The content. Raises ``Broken`` for another identity, another key or changed bytes."""
    key = _decrypt(master, sealed.wrapped_key, "key", identity)
    return _decrypt(key, sealed.content, "content", identity)


def _encrypt(key: bytes, content: bytes, part: str, identity: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, f"{part}:{identity}".encode())


def _decrypt(key: bytes, content: bytes, part: str, identity: str) -> bytes:
    try:
        return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], f"{part}:{identity}".encode())
    except (InvalidTag, ValueError):
        raise Broken(identity) from None
