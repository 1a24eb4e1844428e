"""What a process holds for its tasks. Opened on first use, by each process for itself."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from gateways.fetching import GuardedFetcher
from gateways.files import Files, LocalFiles
from gateways.mail import Post, open_post
from gateways.pictures import PicturesInChild
from gateways.posting import GuardedPoster
from gateways.stripe import RealStripe, StripeGateway
from kit.clock import utc_now
from kit.database import Database
from kit.settings import Settings, read_settings
from market.catalog.pictures.make_picture import PictureDoors
from market.mails.send_mail import MailTerms
from market.payments.terms import SettlementTerms
from market.payouts.run_payouts import PayoutTerms
from market.webhooks.send_deliveries import Sender

# A batch may take longer than a request, but must end before the task's own time limit.
_STATEMENT_TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Tools:
    """The doors and the clock."""

    settings: Settings
    database: Database
    stripe: StripeGateway
    files: Files
    post: Post | None = None
    now: Callable[[], datetime] = utc_now

    @property
    def terms(self) -> SettlementTerms:
        """What this installation decided about settling payments."""
        return SettlementTerms(
            maturity=timedelta(days=self.settings.payout_maturity_days),
            undelivered=timedelta(days=self.settings.payout_undelivered_days),
            expects_livemode=self.settings.is_livemode,
        )

    @property
    def payout_terms(self) -> PayoutTerms:
        """What it decided about payouts."""
        return PayoutTerms(
            netting_bps=self.settings.payout_netting_bps,
            longest_wait=timedelta(days=self.settings.payout_longest_wait_days),
        )

    @property
    def mail_terms(self) -> MailTerms:
        """What it decided about mail."""
        return MailTerms(self.settings.storefront_url, keeps_secrets=self.settings.keeps_secrets_of_mails)

    @property
    def pictures(self) -> PictureDoors:
        """What making pictures needs."""
        fetcher = GuardedFetcher(may_reach_loopback=self.settings.fetch_from_loopback)
        return PictureDoors(fetcher, PicturesInChild(), self.files)

    @property
    def webhook_sender(self) -> Sender:
        """What sending webhooks needs."""
        poster = GuardedPoster(may_reach_loopback=self.settings.fetch_from_loopback)
        return Sender(self.database, poster, self.settings.secret_key, self.now, at_once=self.settings.webhooks_at_once)


def open_tools(settings: Settings) -> Tools:
    return Tools(
        settings=settings,
        database=Database(
            settings.database_url,
            pool_size=settings.database_pool_size,
            statement_timeout_ms=_STATEMENT_TIMEOUT_MS,
        ),
        stripe=RealStripe(settings),
        files=LocalFiles(settings.files_dir),
        post=open_post(settings),
    )


def process_tools() -> Tools:
    """This process's own.

    A worker's main process has some too, for its heartbeat. A child that it forks later must not inherit them: two
    processes on one connection would speak, and commit, in each other's transactions.
    """
    return _tools_of(os.getpid())


@lru_cache(maxsize=1)
def _tools_of(pid: int) -> Tools:
    return open_tools(read_settings())
