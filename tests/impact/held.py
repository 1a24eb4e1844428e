"""What somebody holds of a published statement."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from certification.credentials.multibase import to_multikey
from market.impact.verifying.verify_document import Evidence, verify_document


@dataclass(frozen=True)
class Held:
    """The document, its facts line by line, and the key of the market (32 bytes)."""

    text: str
    facts: tuple[bytes, ...]
    key: bytes

    @property
    def document(self) -> dict[str, Any]:
        """For a test to change."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def leaves(self) -> list[bytes]:
        return [hashlib.sha256(b"\0" + line.rstrip(b"\n")).digest() for line in self.facts]

    @property
    def did(self) -> dict[str, Any]:
        """The issuer's DID document."""
        method = self.document["proof"]["verificationMethod"]
        keys = [{"id": method, "type": "Multikey", "publicKeyMultibase": to_multikey(self.key)}]
        did = self.document["header"]["issuer"]["did"]
        return {"id": did, "assertionMethod": [method], "verificationMethod": keys}

    def wrong(self, text: str, **evidence: Any) -> list[str]:
        return verify_document(text, Evidence(**({"facts": self.facts, "public_key": self.key} | evidence)))
