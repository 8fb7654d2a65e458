"""Jobs: done once, by whoever claims them; cancelled, taken over and given up as the row says."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from partnership import tasks
from partnership.celery import app
from partnership.jobs.jobs import cancel_job, enqueue_waiting, run_job, run_now, start_job
from partnership.jobs.progress import JobLostError
from partnership.models import Job
from partnership.records import uploads
from partnership.rules import registry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KEY = "tests.work"


@pytest.fixture
def work(monkeypatch):
    """A kind of job that does what the test puts into `work["run"]`, and counts how often."""
    done = {"count": 0, "run": lambda job, progress: (Job.State.DONE, {"made": 1})}

    def run(job, progress):
        done["count"] += 1
        return done["run"](job, progress)

    kind = registry.JobKind(KEY, "Work", run, lambda job, viewer: ())
    monkeypatch.setitem(registry.job_kinds._entries, KEY, kind)
    return done


def queue() -> list[tuple]:
    """The task and its key of each message that waits for a worker; they are taken out of the line."""
    with app.connection_for_read() as broker:
        line = app.amqp.queues[app.conf.task_default_queue].bind(broker.default_channel)
        line.declare()
        waiting = list(iter(lambda: line.get(no_ack=True), None))
    return [(one.headers["task"], *one.decode()[0]) for one in waiting]


@pytest.fixture
def _no_messages():
    queue()


def start(by=None) -> Job:
    return start_job(kind=KEY, options={}, by=by, private_to=None)


def stored(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.usefixtures("_no_messages")
def test_a_job_is_announced_after_the_commit_and_done_once(work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = start(UserFactory())

    assert queue() == [("partnership.run_job", job.pk)]
    assert [run_job(job.pk), run_job(job.pk)] == [True, False]
    found = stored(job)
    assert (work["count"], found.state, found.result, found.attempts) == (1, "done", {"made": 1}, 1)
    assert found.ended_at is not None
    assert (found.leased_until, found.claim_token) == (None, None)


def test_the_task_takes_the_key_alone(work):
    job = start()

    tasks.run_job(job.pk)

    assert stored(job).state == "done"


def test_an_unknown_kind_is_refused_when_the_job_is_asked_for(db):
    with pytest.raises(KeyError, match="job kinds has no entry"):
        start_job(kind="tests.unknown", options={}, by=None, private_to=None)


@pytest.mark.usefixtures("_no_messages")
def test_dispatch_enqueues_jobs_that_no_worker_has_claimed(work):
    now = timezone.now()
    states = {
        "fresh": {},
        "waiting": {"created_at": now - dt.timedelta(minutes=2)},
        "running": {"state": "running", "leased_until": now + dt.timedelta(minutes=1)},
        "abandoned": {"state": "running", "leased_until": now - dt.timedelta(minutes=1)},
        "done": {"state": "done"},
    }
    keys = {}
    for name, columns in states.items():
        keys[name] = start().pk
        Job.objects.filter(pk=keys[name]).update(**{"created_at": now - dt.timedelta(hours=1), **columns})
    Job.objects.filter(pk=keys["fresh"]).update(created_at=now)

    enqueue_waiting()

    assert sorted(key for _task, key in queue()) == sorted([keys["waiting"], keys["abandoned"]])


def test_a_claimed_job_is_not_run_by_another_worker(work):
    job = start()
    seen = []
    work["run"] = lambda held, progress: seen.append(run_job(held.pk)) or (Job.State.DONE, {})

    run_job(job.pk)

    assert (seen, work["count"]) == ([False], 1)


def test_a_worker_whose_job_was_taken_over_writes_nothing_more(work):
    job = start()

    def be_overtaken(held, progress):
        Job.objects.filter(pk=held.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
        work["run"] = lambda second, second_progress: (Job.State.DONE, {"made": "by the second"})
        assert run_job(held.pk)
        with pytest.raises(JobLostError):
            progress.update(1, 2)
        with pytest.raises(JobLostError):
            progress.complete({"made": "by the first"})
        return Job.State.FAILED, {"made": "by the first"}

    work["run"] = be_overtaken
    run_job(job.pk)

    assert (stored(job).state, stored(job).result) == ("done", {"made": "by the second"})


def test_progress_is_seen_while_the_job_runs_and_renews_its_lease(work):
    job = start()
    seen = []

    def report(held, progress):
        Job.objects.filter(pk=held.pk).update(leased_until=timezone.now() + dt.timedelta(seconds=5))
        progress.update(5, 20)
        found = stored(held)
        seen.append((found.state, found.done_steps, found.all_steps))
        assert found.leased_until > timezone.now() + dt.timedelta(seconds=300)
        return Job.State.DONE, {}

    work["run"] = report
    run_job(job.pk)

    assert seen == [("running", 5, 20)]
    assert stored(job).state == "done"


def test_a_waiting_job_that_is_cancelled_never_runs(work):
    job = start()

    cancel_job(job)

    assert (run_job(job.pk), work["count"], stored(job).state) == (False, 0, "cancelled")


def test_a_running_job_that_is_cancelled_stops_at_its_next_step(work):
    job = start()

    def work_on(held, progress):
        cancel_job(held)
        progress.update(1, 2)
        return Job.State.DONE, {}

    work["run"] = work_on
    run_job(job.pk)

    assert (stored(job).state, stored(job).result) == ("cancelled", {})


def test_a_job_with_an_error_fails_and_is_not_retried(work, caplog):
    job = start()

    def break_down(held, progress):
        raise ZeroDivisionError

    work["run"] = break_down
    run_job(job.pk)

    found = stored(job)
    assert (found.state, found.result["words"], run_job(job.pk)) == ("failed", {"job": str(job.pk)}, False)
    assert f"Job {job.pk} failed" in caplog.text


def test_a_job_that_kills_its_workers_is_given_up(work):
    job = start()
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=3, leased_until=timezone.now() - dt.timedelta(seconds=1)
    )

    run_job(job.pk)

    assert (work["count"], stored(job).state) == (0, "failed")
    assert stored(job).result == {"error": "The job was interrupted again and again and is no longer retried."}


@pytest.mark.usefixtures("_no_messages")
def test_the_job_of_a_command_is_created_as_claimed(work, django_capture_on_commit_callbacks):
    seen = []
    work["run"] = lambda held, progress: seen.append(run_job(held.pk)) or (Job.State.DONE, {"made": 1})

    with django_capture_on_commit_callbacks(execute=True):
        job = run_now(kind=KEY, options={}, by=None, private_to=None)

    assert (seen, queue(), job.state, job.result) == ([False], [], "done", {"made": 1})


def test_a_command_that_is_interrupted_leaves_no_work_to_others(work):
    def interrupt(held, progress):
        raise KeyboardInterrupt

    work["run"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        run_now(kind=KEY, options={}, by=None, private_to=None)

    assert Job.objects.get().state == "cancelled"


def test_uploads_are_stored_for_a_day_and_as_long_as_an_open_job_needs_them(work):
    old, needed, fresh = (uploads.store_upload([b"value"]) for _number in range(3))
    start_job(kind=KEY, options={"upload": needed}, by=None, private_to=None)
    yesterday = (timezone.now() - dt.timedelta(hours=25)).timestamp()
    for name in (old, needed):
        os.utime(uploads.upload_path(name), (yesterday, yesterday))

    uploads.delete_old_uploads()

    assert [uploads.upload_path(name).exists() for name in (old, needed, fresh)] == [False, True, True]


def test_a_file_that_another_process_sweeps_at_the_same_time_stops_nobody(work):
    kept = uploads.store_upload([b"value"])
    gone = uploads.upload_path("gone")
    gone.symlink_to("what another process has taken away")

    uploads.delete_old_uploads()
    gone.unlink()

    assert uploads.upload_path(kept).exists()
