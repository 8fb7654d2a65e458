"""`manage.py backup` and `restore` as processes: on a machine that has no data folder yet."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.processes import environment, manage

NewInstallation = Callable[[Path], dict[str, str]]


def test_a_backup_is_restored_where_there_is_no_data_folder_yet(installation: NewInstallation, tmp_path: Path) -> None:
    old, new = installation(tmp_path / "old"), environment(tmp_path / "new")
    manage("first_operator", "operator@example.com", env=old)
    manage("backup", str(tmp_path / "backup.tar.gz"), env=old)

    restored = manage("restore", str(tmp_path / "backup.tar.gz"), env=new)
    count = "from partnership.models import User; print(list(User.objects.values_list('email', flat=True)))"
    accounts = manage("shell", "--verbosity=0", "--command", count, env=new)

    assert (restored.returncode, restored.stderr) == (0, "")
    assert re.fullmatch(r"The state of \d+ \w+ \d+, \d\d:\d\d is back. Now run manage.py prepare.\n", restored.stdout)
    assert accounts.stdout == "['operator@example.com']\n"


def test_an_empty_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"

    done = manage("backup", str(file), env=environment(tmp_path / "mistyped"))

    assert (done.returncode, file.exists()) == (1, False)
    assert "check DATABASE_URL and DATA_DIR" in done.stderr


def test_a_missing_folder_is_refused_in_one_sentence(installation: NewInstallation, tmp_path: Path) -> None:
    env, file = installation(tmp_path), tmp_path / "nowhere" / "backup.tar.gz"

    done = manage("backup", str(file), env=env)

    assert done.stderr == f"CommandError: {file} could not be written: No such file or directory.\n"
