"""Everything that happens by the clock, in one table, and the queue of every task.

Beat's ticks carry no meaning: two beats, a missed tick or a restarted one change nothing, since each task looks at
the database for what is due.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from celery.beat import Scheduler

from models.enums import TaskName

MONEY, REPORTS, PICTURES, WEBHOOKS, DEFAULT = "money", "reports", "pictures", "webhooks", "default"
QUEUES = (MONEY, REPORTS, PICTURES, WEBHOOKS, DEFAULT)

QUEUE_OF: Mapping[TaskName, str] = {
    TaskName.HANDLE_STRIPE_EVENT: MONEY,
    TaskName.EXECUTE_STRIPE_OPERATION: MONEY,
    TaskName.BUILD_PRODUCER_STATEMENTS: REPORTS,
    TaskName.BUILD_IMPACT_STATEMENT: REPORTS,
    TaskName.FOLLOW_BOOKS: REPORTS,
    TaskName.CHECK_ROLLUPS: REPORTS,
    TaskName.SUPERSEDE_STATEMENTS: REPORTS,
    TaskName.SWEEP: MONEY,
    TaskName.EXPIRE_ORDERS: MONEY,
    TaskName.RUN_DUE_PAYOUTS: MONEY,
    TaskName.BOOK_USABLE_FUNDS: MONEY,
    TaskName.RECOVER_REFUND: MONEY,
    TaskName.REFUND_LATE_PAYMENT: MONEY,
    TaskName.CATCH_UP_EVENTS: MONEY,
    TaskName.REFRESH_ACCOUNTS: DEFAULT,
    TaskName.RECONCILE_STRIPE: REPORTS,
    TaskName.SEAL_LEDGER: REPORTS,
    TaskName.FORGET_OLD_ANSWERS: DEFAULT,
    TaskName.COUNT_SALES: DEFAULT,
    TaskName.TELL_BUYERS: DEFAULT,
    TaskName.REMIND_HOLDERS: DEFAULT,
    TaskName.FOLLOW_SALE_TIMES: DEFAULT,
    TaskName.TEND_SHELF: DEFAULT,
    TaskName.RECOUNT_WORDS: REPORTS,
    TaskName.MAKE_PICTURE: PICTURES,
    TaskName.RUN_IMPORT: REPORTS,
    TaskName.FORGET_IMPORT_FILES: DEFAULT,
    TaskName.COUNT_ROUNDS: REPORTS,
    TaskName.SEND_WEBHOOKS: WEBHOOKS,
    TaskName.SWEEP_WEBHOOKS: DEFAULT,
    TaskName.FORGET_DELIVERIES: DEFAULT,
    TaskName.KEEP_COMPARISON: REPORTS,
    TaskName.SEND_MAIL: DEFAULT,
    TaskName.SWEEP_MAILS: DEFAULT,
    TaskName.MAKE_SIGN_IN_CODE: DEFAULT,
}

_MINUTE = 60.0
_LONG_AGO = timedelta(days=1)

BEAT_SCHEDULE: Mapping[str, dict[str, Any]] = {
    "sweep what waits": {"task": TaskName.SWEEP.value, "schedule": 15.0},
    "let unpaid orders go": {"task": TaskName.EXPIRE_ORDERS.value, "schedule": _MINUTE},
    "pay producers whose week is over": {"task": TaskName.RUN_DUE_PAYOUTS.value, "schedule": 5 * _MINUTE},
    "book what can be used": {"task": TaskName.BOOK_USABLE_FUNDS.value, "schedule": _MINUTE},
    "fetch events that never came": {"task": TaskName.CATCH_UP_EVENTS.value, "schedule": 15 * _MINUTE},
    "reconcile the days that are over": {"task": TaskName.RECONCILE_STRIPE.value, "schedule": 60 * _MINUTE},
    "look after accounts at Stripe": {"task": TaskName.REFRESH_ACCOUNTS.value, "schedule": 10 * _MINUTE},
    "send webhooks that are due": {"task": TaskName.SWEEP_WEBHOOKS.value, "schedule": 5.0},
    "forget old webhooks": {"task": TaskName.FORGET_DELIVERIES.value, "schedule": 60 * _MINUTE},
    "follow the books": {"task": TaskName.FOLLOW_BOOKS.value, "schedule": 5.0},
    "check the kept impact figures": {"task": TaskName.CHECK_ROLLUPS.value, "schedule": 24 * 60 * _MINUTE},
    "seal the days that are over": {"task": TaskName.SEAL_LEDGER.value, "schedule": 60 * _MINUTE},
    "renew statements that something came to": {
        "task": TaskName.SUPERSEDE_STATEMENTS.value,
        "schedule": 24 * 60 * _MINUTE,
    },
    "add up what producers get": {"task": TaskName.KEEP_COMPARISON.value, "schedule": 24 * 60 * _MINUTE},
    "forget old answers": {"task": TaskName.FORGET_OLD_ANSWERS.value, "schedule": 60 * _MINUTE},
    "forget old files of imports": {"task": TaskName.FORGET_IMPORT_FILES.value, "schedule": 60 * _MINUTE},
    "tell buyers that a label was withdrawn": {"task": TaskName.TELL_BUYERS.value, "schedule": _MINUTE},
    "remind holders that a certificate ends": {"task": TaskName.REMIND_HOLDERS.value, "schedule": 60 * _MINUTE},
    "put on sale what is due": {"task": TaskName.FOLLOW_SALE_TIMES.value, "schedule": _MINUTE},
    "tend the shelf": {"task": TaskName.TEND_SHELF.value, "schedule": _MINUTE},
    "send mails that wait": {"task": TaskName.SWEEP_MAILS.value, "schedule": 15.0},
    "count votes": {"task": TaskName.COUNT_ROUNDS.value, "schedule": _MINUTE},
    "count the words": {"task": TaskName.RECOUNT_WORDS.value, "schedule": 6 * 60 * _MINUTE},
    "count what sells": {"task": TaskName.COUNT_SALES.value, "schedule": 60 * _MINUTE},
}
for _entry in BEAT_SCHEDULE.values():
    _entry["options"] = {"queue": QUEUE_OF[TaskName(_entry["task"])], "expires": 2 * _entry["schedule"]}


class TableScheduler(Scheduler):
    """Beat's scheduler without a file: the table above is all there is to know, and each entry is due at the start."""

    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)
        self.install_default_entries(self.schedule)
        # Celery would count each interval from now: a day's work would begin an hour after a restart.
        for entry in self.schedule.values():
            entry.last_run_at = self.app.now() - _LONG_AGO
