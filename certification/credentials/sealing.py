"""Private keys, encrypted where they are stored: a copy of the database alone signs nothing (docs/adr/0029)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from certification.credentials.errors import SigningKeyUnreadable

_NONCE_BYTES = 12


def seal(private_key: Ed25519PrivateKey, *, key_id: str, secret: str) -> bytes:
    """A nonce of 12 bytes and the key under AES-256-GCM; it opens only under the same id."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(secret).encrypt(nonce, private_key.private_bytes_raw(), key_id.encode())


def unseal(sealed: bytes, *, key_id: str, secret: str) -> Ed25519PrivateKey:
    """Raises SigningKeyUnreadable when the secret or the id is another one, or a byte has changed."""
    try:
        data = _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.encode())
    except (InvalidTag, ValueError):
        raise SigningKeyUnreadable() from None
    return Ed25519PrivateKey.from_private_bytes(data)


def _cipher(secret: str) -> AESGCM:
    # A key of its own, so that nothing else made from the secret tells anything about it.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"solifair signing keys 1").derive(secret.encode())
    return AESGCM(derived)
