"""The settings: all named in .env.example, secrets from files, nothing unsafe."""

import ast
import re
from pathlib import Path

import pytest

from tests.processes import ROOT, SECRET_KEY, environment, manage, run_python

PRODUCTION = {
    "PUBLIC_URL": "https://partnership.example.org",
    "TRUST_PROXY_HEADERS": "true",
    "DATABASE_URL": "postgres://partnership:secret@127.0.0.1:5432/partnership",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}


def names_read_by_settings() -> set[str]:
    tree = ast.parse((ROOT / "partnership/settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    readers = [call for call in calls if isinstance(call.func.value, ast.Name) and call.func.value.id == "env"]
    return {call.args[0].value for call in readers if isinstance(call.args[0], ast.Constant)}


def test_example_file_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text()

    named = set(re.findall(r"^(?:# )?([A-Z][A-Z_]*)=", text, re.MULTILINE))

    assert named == names_read_by_settings()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be a random text of at least 50 characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a random text of at least 50 characters"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be a random text of at least 50 characters"),
        ({"PUBLIC_URL": "http://partnership.example.org"}, "PUBLIC_URL must begin with https://"),
        ({"PUBLIC_URL": "partnership.example.org"}, "PUBLIC_URL must be the whole address"),
        ({"PUBLIC_URL": "https://partnership.example.org", "DEBUG": "true"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
    ],
)
def test_unsafe_settings_are_refused_in_one_sentence(names: dict[str, str], sentence: str, tmp_path: Path) -> None:
    ended = manage("check", env=environment(tmp_path, **names))

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"The settings are not safe to start with: {sentence}")
    assert ended.stderr.count("\n") == 1


def test_secrets_are_read_from_the_files_that_are_named(tmp_path: Path) -> None:
    secrets = {"SECRET_KEY": SECRET_KEY[::-1], "DATABASE_URL": "postgres://u:p@db/x", "REDIS_URL": "redis://cache/3"}
    files = {}
    for name, value in secrets.items():
        (tmp_path / name).write_text(value)
        files[f"{name}_FILE"] = str(tmp_path / name)
    env = environment(tmp_path, **files)
    del env["SECRET_KEY"]
    shown = "from partnership import settings as s; print(s.SECRET_KEY, s.database['HOST'], s.CELERY_BROKER_URL)"

    ended = run_python("-c", shown, env=env)

    assert ended.stdout.split() == [SECRET_KEY[::-1], "db", "redis://cache/3"], ended.stderr


@pytest.mark.parametrize(
    ("redis_url", "engine", "cache"),
    [
        ("", "db", "django.core.cache.backends.locmem.LocMemCache"),
        ("redis://127.0.0.1:6379/0", "cached_db", "partnership.operations.caches.LenientRedisCache"),
    ],
)
def test_sessions_are_read_from_redis_where_there_is_one(
    redis_url: str, engine: str, cache: str, tmp_path: Path
) -> None:
    env = environment(tmp_path, REDIS_URL=redis_url)
    shown = "from partnership import settings as s; print(s.SESSION_ENGINE, s.CACHES['default']['BACKEND'])"

    ended = run_python("-c", shown, env=env)

    assert ended.stdout == f"django.contrib.sessions.backends.{engine} {cache}\n", ended.stderr


def test_deployment_checks_find_nothing_in_production(tmp_path: Path) -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", env=environment(tmp_path, **PRODUCTION))

    assert (ended.returncode, ended.stdout) == (0, "System check identified no issues (1 silenced).\n"), ended.stderr


def test_https_without_a_trusted_proxy_is_told(tmp_path: Path) -> None:
    settings = {**PRODUCTION, "TRUST_PROXY_HEADERS": "false"}

    ended = manage("check", "--deploy", env=environment(tmp_path, **settings))

    assert "partnership.W001" in ended.stderr


def test_what_the_database_address_asks_for_is_kept(tmp_path: Path) -> None:
    address = f"{PRODUCTION['DATABASE_URL']}?sslmode=verify-full&connect_timeout=3"
    code = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"

    options = ast.literal_eval(run_python("-c", code, env=environment(tmp_path, DATABASE_URL=address)).stdout)

    assert (options["sslmode"], options["connect_timeout"], options["prepare_threshold"]) == ("verify-full", 3, 2)
