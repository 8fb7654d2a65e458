"""scripts/messages.py keeps every translation, wherever it stood, and takes those of a branch that is merged in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
WHOLE = {  # one catalogue of all, as it was before the apps had their own
    "agreement": "协议",
    "state": "状态",
    "pond": "水池",
    "file": "文件",
    "gone": "不再使用",
}
CODE = {
    "partnership/models.py": '_("agreement")',
    "projects/models.py": '_("state")\n_("file")',
    "pilots/models.py": '_("state")\n_("pond")',
    "templates/projects/list.html": '{% load i18n %}{% translate "file" %}',
    "templates/base.html": '{% load i18n %}{% translate "agreement" %}',
}


class Checkout:
    """A small repository with the script in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")
        (root / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "messages.py", root / "scripts")
        for name, text in CODE.items():
            self.write(name, text)
        self.write(f"partnership/{CATALOGUE}", catalogue_text(WHOLE))
        self.commit()

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=Change")

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def collect(self, *revisions: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "scripts/messages.py", *revisions]
        environment = {**os.environ, "PYTHONUTF8": "1"}
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, encoding="utf-8", env=environment)

    def catalogue(self, app: str) -> dict[str, object]:
        with (self.root / app / CATALOGUE).open("rb") as file:
            return {message.id: message.string for message in read_po(file) if message.id}


def catalogue_text(messages: dict[str, str]) -> str:
    return "".join(f'msgid "{source}"\nmsgstr "{text}"\n\n' for source, text in messages.items())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_each_app_gets_the_messages_of_its_code_and_templates_and_the_core_those_of_several(checkout):
    result = checkout.collect()

    assert (result.returncode, result.stdout) == (0, "")
    assert checkout.catalogue("partnership") == {"agreement": "协议", "state": "状态"}
    assert checkout.catalogue("projects") == {"file": "文件"}
    assert checkout.catalogue("pilots") == {"pond": "水池"}
    assert checkout.catalogue("talent") == {}


def test_a_message_takes_its_translation_along_when_the_code_moves(checkout):
    checkout.collect()
    checkout.write("talent/models.py", (checkout.root / "pilots/models.py").read_text(encoding="utf-8"))
    checkout.write("pilots/models.py", "")

    result = checkout.collect()

    assert result.returncode == 0
    assert (checkout.catalogue("pilots"), checkout.catalogue("talent")) == ({}, {"pond": "水池"})


def test_a_message_without_a_translation_is_named_and_one_to_confirm_stays_to_confirm(checkout):
    checkout.write("talent/models.py", '_("cohort")')
    checkout.write(f"partnership/{CATALOGUE}", catalogue_text(WHOLE).replace('msgid "pond"', '#, fuzzy\nmsgid "pond"'))

    result = checkout.collect()

    assert (result.returncode, result.stdout.splitlines()) == (
        1,
        ["Without a translation: pond", "Without a translation: cohort"],
    )
    assert "#, fuzzy\nmsgid" in (checkout.root / "pilots" / CATALOGUE).read_text(encoding="utf-8")


def test_a_merge_takes_what_the_branch_translated_in_the_catalogue_of_all(checkout):
    checkout.git("switch", "--quiet", "--create", "feature")
    checkout.write("talent/models.py", '_("cohort")')
    changed = {**WHOLE, "pond": "池", "file": "档案", "cohort": "批次"}
    checkout.write(f"partnership/{CATALOGUE}", catalogue_text(changed))
    checkout.commit()
    checkout.git("switch", "--quiet", "main")
    checkout.collect()
    projects = checkout.root / "projects" / CATALOGUE
    projects.write_text(projects.read_text(encoding="utf-8").replace("文件", "资料"), encoding="utf-8")
    checkout.commit()
    checkout.git("merge", "--quiet", "--no-commit", "--strategy-option=ours", "feature")
    checkout.git("checkout", "HEAD", "--", "*.po")

    first = checkout.collect("feature")
    second = checkout.collect()

    assert (first.returncode, first.stdout) == (1, "Translated in two ways: file: 资料 (kept), 档案\n")
    assert (second.returncode, second.stdout) == (0, "")
    assert checkout.catalogue("pilots") == {"pond": "池"}  # changed on the branch alone
    assert checkout.catalogue("projects") == {"file": "资料"}  # changed on both: ours, and the script says so
    assert checkout.catalogue("talent") == {"cohort": "批次"}


def test_a_catalogue_with_the_marks_of_a_merge_is_refused_and_left_alone(checkout):
    text = f"{catalogue_text(WHOLE)}<<<<<<< HEAD\n=======\n>>>>>>> feature\n"
    checkout.write(f"partnership/{CATALOGUE}", text)

    result = checkout.collect()

    assert (result.returncode, result.stderr.partition(";")[0]) == (1, "A catalogue is not whole")
    assert (checkout.root / "partnership" / CATALOGUE).read_text(encoding="utf-8") == text
