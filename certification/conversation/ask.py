"""A federation's question is a decision, and the beginning of a conversation."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.conversation import queries
from models.certification import Certificate
from models.decisions import CertificateMessage


def ask(
    session: Session, certificate: Certificate, *, federation_id: str, author_id: str, body: str, now: datetime
) -> None:
    """Write the question among what the two sides say to each other."""
    message = CertificateMessage(
        certificate_id=certificate.id, federation_id=federation_id, author_id=author_id, body=body, sent_at=now
    )
    queries.insert(session, message)
