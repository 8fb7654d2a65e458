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
    """Make the folders that the embedded broker and beat write to, which they do not make themselves."""
    options = sender.conf.broker_transport_options or {}
    names = ("data_folder_in", "data_folder_out", "control_folder")
    folders = [Path(options[name]) for name in names if name in options]
    for folder in (*folders, Path(sender.conf.beat_schedule_filename).parent):
        folder.mkdir(parents=True, exist_ok=True)


@beat_init.connect
def dispatch_at_start(**kwargs: object) -> None:
    """Dispatch what became due while nothing ran, without waiting for the next full minute."""
    app.send_task("partnership.tick", expires=55)


@worker_shutting_down.connect
def end_at_once_when_idle(exitcode: int, **kwargs: object) -> None:
    """End an idle worker at once, where Celery's own shutdown waits about six seconds.

    A message fetched at this very moment is lost; the next minute's dispatch finds its work in the database.
    """
    from billiard import active_children  # noqa: PLC0415 -- slow import, the worker has it already
    from billiard.util import get_temp_dir  # noqa: PLC0415 -- slow import, the worker has it already
    from celery.worker import state  # noqa: PLC0415 -- slow import, the worker has it already

    if not state.reserved_requests:
        for child in active_children():
            child.terminate()
        shutil.rmtree(get_temp_dir(), ignore_errors=True)
        os._exit(exitcode)
