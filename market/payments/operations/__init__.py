"""Asking Stripe for something, exactly once: intend → call → record, each in a transaction of its own or in none."""

from market.payments.operations.intend import Intent, intend, intend_many
from market.payments.operations.rules import Operation
from market.payments.operations.run_operation import finish_operation, run_operation
from market.payments.operations.sweep_operations import sweep_operations

__all__ = ["Intent", "Operation", "finish_operation", "intend", "intend_many", "run_operation", "sweep_operations"]
