"""The settings: all named in .env.example, secrets from files, nothing unsafe."""

import ast
import os
import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from partnership.operations.environment import Environment
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
        ({"PUBLIC_URL": "partnership.example.org"}, "PUBLIC_URL must begin with https:// or http://"),
        ({"PUBLIC_URL": "https://partnership.example.org", "DEBUG": "true"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL must be the whole address"),
        ({"PUBLIC_URL": "https://example.org:a"}, "PUBLIC_URL cannot be read as an address"),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not “maybe”"),
        ({"TRUST_PROXY_HEADERS": "2"}, "TRUST_PROXY_HEADERS must be true or false, not “2”"),
        ({"PORT": "0"}, "PORT must be a whole number from 1 to 65535, not “0”"),
        ({"PORT": "８０"}, "PORT must be a whole number from 1 to 65535, not “８０”"),
        ({"ALLOWED_HOSTS": "https://a.example.org"}, "ALLOWED_HOSTS must name hosts"),
        ({"ALLOWED_HOSTS": "a.example.org:8000"}, "ALLOWED_HOSTS must name hosts"),
        ({"DATA_DIR": "/etc/hostname"}, "DATA_DIR must be a folder"),
        (
            {"DATABASE_URL": "oracle://u:p@db/x"},
            "DATABASE_URL must begin with postgres:// or postgresql:// or sqlite://.",
        ),
        ({"DATABASE_URL": "partnership"}, "DATABASE_URL must begin with postgres://"),
        ({"DATABASE_URL": "postgres://u:p@db:port/x"}, "DATABASE_URL cannot be read as an address"),
        ({"DATABASE_URL": "postgres://u:p@db"}, "DATABASE_URL must name a database"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL must begin with redis:// or rediss://"),
        ({"REDIS_URL": "redis://127.0.0.1:x"}, "REDIS_URL cannot be read as an address"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must begin with smtp://"),
        ({"EMAIL_URL": "smtp://mail.example.org:x"}, "EMAIL_URL cannot be read as an address"),
        ({"DEFAULT_FROM_EMAIL": "partnership"}, "DEFAULT_FROM_EMAIL must be an e-mail address, not “partnership”"),
        ({"REPLY_TO": "a@b, c@d"}, "REPLY_TO must be an e-mail address"),
        ({"REPORT_OUTSIDE_DOMAINS": "@example.org"}, "REPORT_OUTSIDE_DOMAINS must name hosts"),
        ({"UPLOAD_LIMIT_MB": "abc"}, "UPLOAD_LIMIT_MB must be a whole number from 1 to 10000, not “abc”"),
        ({"UPLOAD_LIMIT_MB": "-1"}, "UPLOAD_LIMIT_MB must be a whole number"),
        ({"SESSION_HOURS": "x"}, "SESSION_HOURS must be a whole number from 1 to 8760, not “x”"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS must be a whole number from 1 to 8760, not “0”"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE must name a file of text that can be read"),
    ],
)
def test_a_wrong_value_is_refused_by_a_sentence_that_names_the_setting(
    names: dict[str, str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", environment(tmp_path, **names))
    monkeypatch.setattr(Environment, "ENVIRON", FileAwareMapping(env=os.environ))

    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "partnership/settings.py"))

    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("names", [{"SECRET_KEY": "short"}, {"UPLOAD_LIMIT_MB": "abc"}])
def test_a_command_ends_with_that_sentence_alone(names: dict[str, str], tmp_path: Path) -> None:
    ended = manage("check", env=environment(tmp_path, **names))

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"The settings are not safe to start with: {next(iter(names))} must be")
    assert ended.stderr.count("\n") == 1


def test_secrets_are_read_from_the_files_that_are_named(tmp_path: Path) -> None:
    secrets = {"SECRET_KEY": SECRET_KEY[::-1], "DATABASE_URL": "postgres://u:p@db/x", "REDIS_URL": "redis://cache/3"}
    files = {}
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n")
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


def test_https_without_a_trusted_proxy_gives_a_warning(tmp_path: Path) -> None:
    settings = {**PRODUCTION, "TRUST_PROXY_HEADERS": "false"}

    ended = manage("check", "--deploy", env=environment(tmp_path, **settings))

    assert "partnership.W001" in ended.stderr


def test_options_of_the_database_address_remain(tmp_path: Path) -> None:
    address = f"{PRODUCTION['DATABASE_URL']}?sslmode=verify-full&connect_timeout=3"
    code = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"

    options = ast.literal_eval(run_python("-c", code, env=environment(tmp_path, DATABASE_URL=address)).stdout)

    assert (options["sslmode"], options["connect_timeout"], options["prepare_threshold"]) == ("verify-full", 3, 2)


@pytest.mark.parametrize(
    ("written", "is_on"),
    [("true", True), ("YES", True), ("1", True), ("false", False), ("off", False), ("0", False), ("", False)],
)
def test_a_flag_is_read_from_the_usual_words(written: str, is_on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "ENVIRON", FileAwareMapping(env={"DEBUG": written}))

    assert Environment().flag("DEBUG", False) is is_on
