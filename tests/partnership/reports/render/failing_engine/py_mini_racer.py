"""Stands in for V8 in the process that draws: fails at the point that FAILURE names, for all else draws a word."""

import json
import os
import resource
import signal
import sys
from pathlib import Path

FAILURE = os.environ.get("FAILURE", "")


class JSEvalException(Exception):
    pass


class MiniRacer:
    calls = 0

    def eval(self, script: str) -> None:
        pass

    def call(self, *_arguments: object) -> str:
        self.calls += 1
        if self.calls == 2:
            fail_in_the_middle()
        if FAILURE == "none":
            loaded = sorted({"celery", "django"} & set(sys.modules))
            limits = [bool(signal.alarm(0)), resource.getrlimit(resource.RLIMIT_CORE)[0]]
            return json.dumps([loaded, limits])
        return "drawn"


def crash(_status: int = 0) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail_in_the_middle() -> None:
    if FAILURE == "crash in the middle":
        crash()
    if FAILURE == "killed in the middle":
        os.kill(os.getpid(), signal.SIGKILL)
    if FAILURE == "half a line":
        os.write(sys.stdout.fileno(), b'{"number": 1, "pict')
        crash()
    if FAILURE == "broken line":
        os.write(sys.stdout.fileno(), b'{"number": 1, ')
    if FAILURE == "hang":
        Path(os.environ["PID_FILE"]).write_text(str(os.getpid()), encoding="ascii")
        os.kill(os.getppid(), signal.SIGUSR1)
        signal.pause()


if FAILURE == "crash at start":
    crash()
if FAILURE == "error at start":
    raise ImportError("libmini_racer.so is not there")
if FAILURE == "crash at exit":
    os._exit = crash
