"""How long machines of random steps run: briefly with every push, longer when SOLIFAIR_MACHINE_EXAMPLES says so."""

import os

from hypothesis import HealthCheck, Phase, settings

_EXAMPLES = int(os.environ.get("SOLIFAIR_MACHINE_EXAMPLES", "0"))


def briefly(*, examples: int, steps: int) -> settings:
    """A failure prints the blob that replays it."""
    return settings(
        max_examples=_EXAMPLES or examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=list(HealthCheck),
    )
