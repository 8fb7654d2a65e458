"""Commands that come before their database or its tables end with one sentence, and exit status 1."""

from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from partnership.management.platform_command import PlatformCommand
from tests.canaries import OURS
from tests.processes import environment, manage, run_python

NO_TABLES = (
    "The database has no tables yet: run manage.py prepare first; "
    "where it should have them, check DATABASE_URL and DATA_DIR."
)
NEEDS_NO_TABLES = {"prepare", "restore"}
# They look at the database themselves, and say all that is wrong with it.
OF_THEIR_OWN = {"doctor", "serve"}
ARGUMENTS = {
    "backup": ["backup.tar.gz"],
    "first_operator": ["operator@example.org"],
    "import_measurements": ["values.csv", "--base", "B-2022-01"],
    "import_patents": ["patents.csv"],
    "load_facts": [],
    "load_samples": [],
    "prepare": [],
    "remove_samples": [],
    "restore": ["backup.tar.gz"],
    "send_report": ["monthly-cooperation", "--period", "2026-10"],
}
CALL_EACH = f"""
import sys, django; django.setup()
from django.core.management import CommandError, call_command
for name, arguments in {{**{ARGUMENTS}, "serve": []}}.items():
    if name not in sys.argv:
        continue
    try:
        call_command(name, *arguments)
    except CommandError as error:
        print(name, error.returncode, error)
"""
UNREACHABLE = "postgres://reader:river-stone-42@127.0.0.1:9/partnership"


def our_commands() -> set[str]:
    return {name for name, app in get_commands().items() if app in OURS}


def test_every_command_is_in_the_table() -> None:
    assert our_commands() == {*ARGUMENTS, *OF_THEIR_OWN}
    classes = {name: type(load_command_class(get_commands()[name], name)) for name in ARGUMENTS}
    assert {name for name, one in classes.items() if not issubclass(one, PlatformCommand)} == set()


@pytest.mark.parametrize("folder", ["", "not-made-yet"])
def test_on_an_empty_database_a_command_names_prepare(tmp_path: Path, folder: str) -> None:
    names = [name for name in ARGUMENTS if name not in NEEDS_NO_TABLES]
    done = run_python("-c", CALL_EACH, *names, env=environment(tmp_path / folder))

    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{name} 1 {NO_TABLES}" for name in names]


def test_the_terminal_sees_the_sentence_alone(tmp_path: Path) -> None:
    done = manage("load_facts", env=environment(tmp_path))

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"CommandError: {NO_TABLES}\n")


def test_after_an_upgrade_the_tables_come_first(tmp_path: Path) -> None:
    env = environment(tmp_path)
    manage("migrate", "partnership", "0002", "--verbosity=0", env=env)

    done = manage("load_facts", env=env)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: ")
    assert done.stderr.endswith(" migrations are not applied: run manage.py prepare.\n")
    assert manage("backup", str(tmp_path / "before.tar.gz"), env=env).returncode == 0


def test_the_doctor_reports_an_empty_database_as_a_finding(tmp_path: Path) -> None:
    done = manage("doctor", env=environment(tmp_path))

    [line] = [line for line in done.stdout.splitlines() if line[7:].startswith("Tables")]
    assert (done.returncode, done.stderr) == (1, "")
    assert line.endswith(" migrations are not applied: run manage.py prepare.")


def test_a_database_server_that_is_away_is_reported_without_its_password(tmp_path: Path) -> None:
    names = ["backup", "load_facts", "prepare", "serve"]
    done = run_python("-c", CALL_EACH, *names, env=environment(tmp_path, DATABASE_URL=UNREACHABLE))

    beginnings = [line.partition(": ")[0] for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert beginnings == [f"{name} 1 The database does not answer, check DATABASE_URL" for name in names]
    assert "river-stone-42" not in done.stdout


def test_the_terminal_sees_that_a_server_does_not_answer_and_no_more(tmp_path: Path) -> None:
    done = manage("serve", env=environment(tmp_path, DATABASE_URL=UNREACHABLE))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: The database does not answer, check DATABASE_URL: ")
    assert done.stderr.count("\n") == 1


def test_a_password_in_the_message_of_the_driver_is_hidden(tmp_path: Path) -> None:
    env = environment(tmp_path, DATABASE_URL="postgres://reader:river-stone-42@river-stone-42.invalid:9/partnership")

    done = manage("load_facts", env=env)

    assert done.stderr.startswith("CommandError: The database does not answer, check DATABASE_URL: ")
    assert "river-stone-42" not in done.stderr
    assert "***.invalid" in done.stderr
