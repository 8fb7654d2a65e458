"""Named points at which a test ends the process for good, to show that nothing is lost and nothing doubled there."""

import os
import signal

VARIABLE = "REPORT_FAULT"


def reach(point: str) -> None:
    """Die here by SIGKILL where the environment names this point; otherwise nothing."""
    if os.environ.get(VARIABLE) == point:
        os.kill(os.getpid(), signal.SIGKILL)
