"""`manage.py backup` and `restore` as processes: on a machine that has no data folder yet."""

from pathlib import Path

from tests.processes import environment, manage


def test_a_backup_is_restored_where_there_is_no_data_folder_yet(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old, new = environment(tmp_path / "old"), environment(tmp_path / "new")
    manage("migrate", "--verbosity=0", env=old)
    manage("first_operator", "operator@example.com", env=old)
    manage("backup", str(tmp_path / "backup.tar.gz"), env=old)

    restored = manage("restore", str(tmp_path / "backup.tar.gz"), env=new)
    again = manage("first_operator", "operator@example.com", env=new)

    assert (restored.returncode, restored.stderr) == (0, "")
    assert again.stderr.strip() == "CommandError: User with this E-mail already exists."


def test_an_empty_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"

    done = manage("backup", str(file), env=environment(tmp_path / "mistyped"))

    assert (done.returncode, file.exists()) == (1, False)
    assert "check DATABASE_URL and DATA_DIR" in done.stderr
