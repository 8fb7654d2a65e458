"""Runs web, worker and beat together: starts them, and ends all when one ends or on Ctrl-C."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType

from django.utils.translation import gettext as _

GRACE_SECONDS = 15
ANSWER_SECONDS = 60
PR_SET_PDEATHSIG = 1
Write = Callable[[str], object]


class Stopped(Exception):
    """A signal asked for the end."""


class ChildDied(Exception):
    """One of the processes has ended by itself."""


def supervise(
    commands: Mapping[str, list[str]],
    *,
    environment: Mapping[str, str],
    address: str,
    write: Write,
    mute: Container[str] = (),
) -> None:
    """Run the commands by name until asked to end; raises ChildDied where one ends by itself.

    Those named in `mute` write to stderr alone.
    """
    children: dict[str, subprocess.Popen[bytes]] = {}
    with stop_signals():
        try:
            for name, command in commands.items():
                # Its own session: Ctrl-C reaches us alone, and we end them in order.
                children[name] = subprocess.Popen(
                    command,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL if name in mute else None,
                    start_new_session=True,
                    preexec_fn=terminate_with_parent if sys.platform == "linux" else None,
                )
            wait_for_answer(children, address)
            write(_("The platform is at %(address)s (Ctrl-C ends it).") % {"address": address})
            while True:
                check_alive(children)
                time.sleep(0.3)
        except Stopped:
            write("\n" + _("Stopping") + " ...")
        finally:
            stop_all(children)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Raise Stopped at the first SIGINT, SIGTERM or SIGHUP; a second Ctrl-C does not interrupt the shutdown."""

    def stop(number: int, frame: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def terminate_with_parent() -> None:
    """Let the kernel terminate the child when the parent is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for_answer(children: Mapping[str, subprocess.Popen[bytes]], address: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        check_alive(children)
        try:
            opener.open(f"{address}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers, and its page says what is wrong
        except OSError:
            if time.monotonic() > deadline:
                text = _("The site did not answer at %(address)s within %(seconds)d seconds.")
                raise ChildDied(text % {"address": address, "seconds": ANSWER_SECONDS}) from None
        time.sleep(0.2)


def check_alive(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        status = child.poll()
        if status is not None:
            text = (
                _("The %(name)s process was ended by signal %(number)d, so everything was stopped.")
                if status < 0
                else _("The %(name)s process ended with status %(number)d, so everything was stopped.")
            )
            raise ChildDied(text % {"name": name, "number": abs(status)})


def stop_all(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Terminate all processes, then kill those that did not end, with their own children."""
    for child in children.values():
        with suppress(ProcessLookupError):
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
