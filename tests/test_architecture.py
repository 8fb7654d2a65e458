"""Every query of shared data names its viewer: read from the source, so that no new one is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

APPS = ("partnership", "projects", "pilots", "talent")
MANAGERS = {"objects", "_default_manager", "_base_manager", "default_manager", "base_manager"}
# Methods by which a chain on a related name shows that the name is a manager.
QUERY_METHODS = {
    *("all", "filter", "exclude", "get", "first", "last", "latest", "earliest", "count", "exists", "aggregate"),
    *("annotate", "values", "values_list", "order_by", "select_related", "prefetch_related", "iterator", "in_bulk"),
    *("only", "defer", "distinct", "none", "create", "add", "remove", "set", "clear", "update", "delete"),
    *("get_or_create", "update_or_create", "bulk_create", "current", "visible_to"),
}
NO_QUERY = {"normalize_email", "get_for_model", "get_for_models", "get_for_id"}  # kinds of records are no shared data
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404"}
RAW_SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}
REASON = re.compile(r"# unscoped: \S+")
MANAGER_IN_TEMPLATE = re.compile(r"[\w.]*\.(?:all|count|exists|iterator|\w+_set)\b")
NO_MANAGER_IN_TEMPLATE = re.compile(r"paginator\.count$")


def modules() -> list[Path]:
    """The sources in which a query is to name its viewer."""
    found = (path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py"))
    return sorted(path for path in found if not {"migrations", "models"} & set(path.parts))


def templates() -> list[Path]:
    folders = [settings.BASE_DIR / "templates", *(settings.BASE_DIR / app / "templates" for app in APPS)]
    return sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in (".html", ".txt"))


def related_names() -> set[str]:
    """The names of all reverse and many-to-many managers of our models."""
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    links = {field.name for model in ours for field in model._meta.many_to_many}
    reverse = {
        relation.get_accessor_name()
        for model in ours
        for relation in model._meta.related_objects
        if not relation.one_to_one and relation.get_accessor_name()
    }
    return links | reverse


def unscoped_queries(source: str, related: set[str]) -> list[int]:
    """The lines of a source where a query neither names its viewer nor says why not."""
    tree = ast.parse(source)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    lines = source.splitlines()
    found = []
    for node in ast.walk(tree):
        if not _starts_query(node, parents, related):
            continue
        chain, methods = _chain(node, parents)
        is_harmless = "visible_to" in methods or (methods and methods[0] in NO_QUERY)
        if not is_harmless and not _gives_reason(chain, parents, lines):
            found.append(node.lineno)
    return sorted(set(found))


def _starts_query(node: ast.AST, parents: dict, related: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        return True
    if isinstance(node, ast.Attribute) and node.attr in related:
        following = parents.get(node)
        return isinstance(following, ast.Attribute) and _is_query(following, parents.get(following))
    if isinstance(node, ast.Call) and _name(node.func) in SHORTCUTS:
        return _name(node.args[0])[:1].isupper()  # a class; a queryset has named its viewer where it began
    return isinstance(node, ast.Call) and _name(node.func) in RAW_SQL


def _chain(node: ast.AST, parents: dict) -> tuple[ast.AST, list[str]]:
    """The whole expression of calls that begins at a node, and the names of its methods in their order."""
    names = []
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.Attribute) and parent.value is node:
            names.append(parent.attr)
        elif not (isinstance(parent, ast.Call) and parent.func is node):
            break
        node = parent
    return node, names


def _gives_reason(chain: ast.AST, parents: dict, lines: list[str]) -> bool:
    """A reason stands on a line of the expression, on the line before its statement, or at the statement's end."""
    statement = chain
    while not isinstance(statement, ast.stmt):
        statement = parents[statement]
    own = lines[chain.lineno - 1 : chain.end_lineno]
    last = lines[statement.end_lineno - 1] if not hasattr(statement, "body") else ""
    above = [_comment_above(lines, one.lineno - 1) for one in (statement, chain)]
    return any(REASON.search(line) for line in (*own, last, *above))


def _comment_above(lines: list[str], number: int) -> str:
    above = lines[number - 1].strip() if number else ""
    return above if above.startswith("#") else ""


def _is_query(method: ast.Attribute, call: ast.AST | None) -> bool:
    """Whether a method called on a related name is a manager's, not that of a dict of the same name."""
    if method.attr not in QUERY_METHODS or not isinstance(call, ast.Call) or call.func is not method:
        return False
    if method.attr == "get":
        return bool(call.keywords)
    return method.attr != "values" or bool(call.args)


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def managers_in(template: str) -> Iterator[str]:
    """The lookups of a template that would call a manager."""
    for tag in re.findall(r"{[{%](.*?)[%}]}", template):
        plain = re.sub(r"\"[^\"]*\"|'[^']*'", "", tag)
        for lookup in MANAGER_IN_TEMPLATE.findall(plain):
            if not NO_MANAGER_IN_TEMPLATE.search(lookup):
                yield lookup


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Agreement.objects.visible_to(user).filter(kind='nda')", []),
        ("Agreement.objects.filter(kind='nda')", [1]),
        ("Agreement._base_manager.all()", [1]),
        ("Agreement.objects.count()  # unscoped: the operator's own count", []),
        ("Agreement.objects.count()  # unscoped:", [1]),
        ("# unscoped: the operator's own count\nAgreement.objects.count()", []),
        ("rows = Agreement.objects", [1]),
        ("agreement.obligations.all()", [1]),
        ("agreement.obligations.visible_to(user).count()", []),
        ("agreement.directions.set([])", [1]),
        ("counts.obligations + 1", []),
        ("get_object_or_404(Agreement, pk=1)", [1]),
        ("get_object_or_404(Agreement.objects.visible_to(user), pk=1)", []),
        ("cursor.execute('SELECT 1')", [1]),
        ("User.objects.normalize_email(text)", []),
    ],
)
def test_the_machine_finds_what_names_no_viewer(source, lines):
    assert unscoped_queries(source, {"obligations", "directions"}) == lines


def test_every_query_names_its_viewer_or_says_why_not():
    related = related_names()

    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}"
        for path in modules()
        for line in unscoped_queries(path.read_text(encoding="utf-8"), related)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ agreement.obligations.all }}", ["agreement.obligations.all"]),
        ("{% for one in agreement.payment_set.all %}", ["agreement.payment_set.all"]),
        ("{{ rows.count }}", ["rows.count"]),
        ("{% if forloop.last %}{{ page.paginator.count }}{% endif %}", []),
        ('{% include "ui/count.all.html" %}', []),
    ],
)
def test_the_machine_finds_managers_in_templates(template, found):
    assert list(managers_in(template)) == found


def test_no_template_calls_a_manager():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {lookup}"
        for path in templates()
        for lookup in managers_in(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_no_error_loses_the_values_of_its_sentence():
    """Django hands no `params` on to the messages of a dictionary: each takes its own."""
    paths = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
    lost = [
        f"{path}:{call.lineno}"
        for path in paths
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ValidationError"
        if call.args and isinstance(call.args[0], ast.Dict) and call.keywords
    ]

    assert lost == []
