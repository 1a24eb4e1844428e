"""Which steps a reversal can take. Pure."""

from collections.abc import Mapping

from models.enums import ReversalState

REVERSAL_STEPS: Mapping[ReversalState, frozenset[ReversalState]] = {
    ReversalState.PENDING: frozenset({ReversalState.SUCCEEDED, ReversalState.FAILED}),
    ReversalState.SUCCEEDED: frozenset(),
    ReversalState.FAILED: frozenset(),
}
