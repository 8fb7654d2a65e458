"""What commands say to the operator stands in the language of the terminal."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partnership.management.commands.serve import exit_text, server_lock

pytestmark = pytest.mark.django_db
TERMINALS = pytest.mark.parametrize("terminal", ["C.UTF-8", "zh_CN.UTF-8"])


@TERMINALS
def test_loading_of_facts_and_samples(terminal, monkeypatch):
    monkeypatch.setenv("LC_ALL", terminal)
    said = StringIO()

    call_command("load_facts", stdout=said)
    call_command("load_facts", brief=True, stdout=said)
    with pytest.raises(CommandError) as refused:
        call_command("load_samples", "--scale", "0")

    first, *_kinds, brief = (re.sub(r"\d+", "…", line) for line in said.getvalue().splitlines())
    assert (first, brief, str(refused.value)) == {
        "C.UTF-8": (
            "Organisations: … created, … updated, … unchanged",
            "Public facts loaded, each with its source: ….",
            "--scale is a whole number from 1.",
        ),
        "zh_CN.UTF-8": (
            "单位：新增 …，更新 …，未变 …",
            "已加载公开资料 … 条，均注明来源。",
            "--scale 须为不小于 1 的整数。",
        ),
    }[terminal]


@TERMINALS
def test_a_second_server_on_the_same_data(terminal, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", terminal)

    with server_lock(tmp_path), pytest.raises(CommandError) as refused, server_lock(tmp_path):
        pass

    assert (
        str(refused.value)
        == {
            "C.UTF-8": f"The platform already runs at http://127.0.0.1:8000 on {tmp_path}: "
            "end it first, or set another DATA_DIR.",
            "zh_CN.UTF-8": f"平台已在 http://127.0.0.1:8000 运行，数据位于 {tmp_path}：请先将其停止，或另设 DATA_DIR。",
        }[terminal]
    )


def test_a_fault_that_nobody_foresaw_is_not_explained_away():
    assert exit_text(PermissionError("data")) == ""
