"""Runs web, worker and beat as one: starts them, and ends all when one dies or Ctrl-C comes."""

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
Say = Callable[[str], object]


class Stopped(Exception):
    """Somebody asked us to end."""


class ChildDied(Exception):
    """One of the processes ended by itself."""


def supervise(
    commands: Mapping[str, list[str]],
    *,
    environment: Mapping[str, str],
    address: str,
    say: Say,
    mute: Container[str] = (),
) -> None:
    """Run the commands by name until asked to end; raises ChildDied where one ends by itself.

    Those named in `mute` write to stderr alone.
    """
    children: dict[str, subprocess.Popen[bytes]] = {}
    with ending_signals():
        try:
            for name, command in commands.items():
                # Its own session: Ctrl-C reaches us alone, and we end them in order.
                children[name] = subprocess.Popen(
                    command,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL if name in mute else None,
                    start_new_session=True,
                    preexec_fn=end_with_parent if sys.platform == "linux" else None,
                )
            wait_for_answer(children, address)
            say(_("The platform is at %(address)s (Ctrl-C ends it).") % {"address": address})
            while True:
                check_alive(children)
                time.sleep(0.3)
        except Stopped:
            say("\n" + _("Stopping") + " ...")
        finally:
            stop_all(children)


@contextmanager
def ending_signals() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP raise Stopped, once: a second Ctrl-C does not break the ending."""

    def ask(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def end_with_parent() -> None:
    """Ask the kernel to end the child should we be killed without a chance to do it."""
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
            return  # it answers, and says itself what is wrong
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
    """Ask all to end, then make those that did not, with whatever they started."""
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
