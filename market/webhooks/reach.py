"""Whose a webhook is. The market's own are its operators'."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.webhooks import queries
from market.webhooks.errors import NoSuchWebhook, NoSuchWebhookDelivery
from models.webhooks import WebhookDelivery, WebhookEndpoint


@dataclass(frozen=True)
class Reach:
    """Who asks."""

    person_id: str
    is_operator: bool = False

    def owns(self, session: Session, organisation_id: str) -> bool:
        """Whether they act for the organisation: as its steward, or as an operator for the market."""
        if self.is_operator and queries.find_market(session) == organisation_id:
            return True
        return is_steward(session, person_id=self.person_id, organisation_id=organisation_id)

    def find(self, session: Session, webhook_id: str) -> WebhookEndpoint:
        """One that they own, or any for an operator. Raises NoSuchWebhook."""
        return self._seen(session, queries.find_webhook(session, webhook_id))

    def lock(self, session: Session, webhook_id: str) -> WebhookEndpoint:
        """The same, locked. Raises NoSuchWebhook."""
        return self._seen(session, queries.lock_webhook(session, webhook_id))

    def lock_own(self, session: Session, webhook_id: str) -> WebhookEndpoint:
        """One that they own; an operator too is a stranger to an organisation's secrets. Raises NoSuchWebhook."""
        endpoint = self.lock(session, webhook_id)
        if not self.owns(session, endpoint.organisation_id):
            raise NoSuchWebhook()
        return endpoint

    def find_delivery(self, session: Session, delivery_id: str) -> WebhookDelivery:
        """A delivery of a webhook that they see. Raises NoSuchWebhookDelivery."""
        delivery = queries.find_delivery(session, delivery_id)
        if delivery is None:
            raise NoSuchWebhookDelivery()
        try:
            self.find(session, delivery.endpoint_id)
        except NoSuchWebhook:
            raise NoSuchWebhookDelivery() from None
        return delivery

    def _seen(self, session: Session, endpoint: WebhookEndpoint | None) -> WebhookEndpoint:
        if endpoint is None or not (self.is_operator or self.owns(session, endpoint.organisation_id)):
            raise NoSuchWebhook()
        return endpoint
