"""A worker that outlives its broker. Kombu's Redis transport (5.7.0) does not, when tasks are under way."""

from typing import Any

from kombu.transport import redis, virtual


class LenientQoS(redis.QoS):
    """Does not insist on telling a broker that is gone what became of its tasks.

    When the broker dies, Celery closes the channel. Kombu then still wants to give back the tasks on hand, and to
    acknowledge each one that ends later, over a transport that it has taken apart already; the AttributeError ends the
    whole worker. A broker that comes back with its tasks hands them out once more, which they do not mind; for one that
    comes back with nothing the sweep asks again.
    """

    @property
    def _is_cut_off(self) -> bool:
        transport: Any = self.channel.connection
        return transport is None or transport.client is None

    def restore_unacked(self, client: Any = None) -> None:
        if client is None and self._is_cut_off:
            if self._delivered is not None:
                self._delivered.clear()
            return
        super().restore_unacked(client)

    def ack(self, delivery_tag: Any) -> None:
        if self._is_cut_off:
            virtual.QoS.ack(self, delivery_tag)
            return
        super().ack(delivery_tag)

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        if self._is_cut_off:
            virtual.QoS.ack(self, delivery_tag)
            return
        super().reject(delivery_tag, requeue)


def outlive_the_broker() -> None:
    """From now on, connections of this process are so."""
    redis.Channel.QoS = LenientQoS
