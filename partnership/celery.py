"""The Celery application of worker and beat."""

import os
import shutil
import warnings
from pathlib import Path

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import beat_init, worker_shutting_down

# It warns root of pickled messages; ours are JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
app = Celery("partnership")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_folders(sender: Celery, **kwargs: object) -> None:
    """Neither the embedded broker's transport nor beat makes the folders it writes to."""
    options = sender.conf.broker_transport_options or {}
    names = ("data_folder_in", "data_folder_out", "control_folder")
    folders = [Path(options[name]) for name in names if name in options]
    for folder in (*folders, Path(sender.conf.beat_schedule_filename).parent):
        folder.mkdir(parents=True, exist_ok=True)


@beat_init.connect
def dispatch_at_start(**kwargs: object) -> None:
    """What became due while nothing ran is not to wait for the next full minute."""
    app.send_task("partnership.tick", expires=55)


@worker_shutting_down.connect
def end_at_once_when_idle(exitcode: int, **kwargs: object) -> None:
    """Celery's own ending waits about six seconds for what may still be done; an idle worker has nothing to wait for.

    A message fetched at this very moment is lost with it: it only wakes a worker, and the next minute finds the work.
    """
    from billiard import active_children  # noqa: PLC0415 -- slow import, the worker has it already
    from billiard.util import get_temp_dir  # noqa: PLC0415 -- slow import, the worker has it already
    from celery.worker import state  # noqa: PLC0415 -- slow import, the worker has it already

    if not state.reserved_requests:
        for child in active_children():
            child.terminate()
        shutil.rmtree(get_temp_dir(), ignore_errors=True)
        os._exit(exitcode)
