"""Every query of shared data names its viewer: read from the source, so that no new one is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from partnership.rules.visibility import VisibleModel, VisibleQuerySet

APPS = ("partnership", "projects", "pilots", "talent")
# The manager of workers, the scheduler and the operator's commands, and the modules that act for no viewer.
FOR_WORKERS = "for_workers"
WORKER_ROOMS = re.compile(
    r"partnership/(jobs/|operations/|management/|reports/\w+\.py$|reports/(schedule|delivery)/"
    r"|records/(notices|uploads)\.py$|tasks\.py$)"
)
MANAGERS = {FOR_WORKERS, "objects", "_default_manager", "_base_manager", "default_manager", "base_manager"}
# Methods by which a chain on a related name shows that the name is a manager.
QUERY_METHODS = {
    *("all", "filter", "exclude", "get", "first", "last", "latest", "earliest", "count", "exists", "aggregate"),
    *("annotate", "values", "values_list", "order_by", "select_related", "prefetch_related", "iterator", "in_bulk"),
    *("only", "defer", "distinct", "none", "create", "add", "remove", "set", "clear", "update", "delete"),
    *("get_or_create", "update_or_create", "bulk_create", "current", "visible_to"),
}
# These read no rows of others: kinds of record, new rows, no rows, and the documents of a record at hand.
NO_QUERY = {"normalize_email", "get_for_model", "get_for_models", "get_for_id", "none", "of"}
NEW_ROWS = {"create", "bulk_create"}
FRAMEWORK = {"ContentType", "Group", "Permission"}  # kinds of record, roles and rights are the same for all
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


def is_public(model: type[Model]) -> bool:
    """Whether every reader may see every row: what is shared by nature, without a rule of its own."""
    if not issubclass(model, VisibleModel):
        return model.__name__ in FRAMEWORK
    own_rule = type(model._default_manager.none()).visible_to is not VisibleQuerySet.visible_to
    return bool(model.shared_by_nature) and model.audience_path() is None and not own_rule


def public_models() -> set[str]:
    """The names that only public models have."""
    return {model.__name__ for model in apps.get_models() if is_public(model)} - {
        model.__name__ for model in apps.get_models() if not is_public(model)
    }


def related_names() -> set[str]:
    """The names of the reverse and many-to-many managers of our models that lead to rows not everybody may see."""
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    links = {(field.name, field.related_model) for model in ours for field in model._meta.many_to_many}
    reverse = {
        (relation.get_accessor_name(), relation.related_model)
        for model in ours
        for relation in model._meta.related_objects
        if not relation.one_to_one and relation.get_accessor_name()
    }
    return {name for name, model in links | reverse if not is_public(model)}


def unscoped_queries(
    source: str, related: set[str], *, public: Collection[str] = (), works_for_all: bool = False
) -> list[int]:
    """The lines of a source where a query neither names its viewer nor says why not.

    Where there is a viewer no reason allows the manager of the workers.
    """
    tree = ast.parse(source)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    lines = source.splitlines()
    found = []
    for node in ast.walk(tree):
        if not _starts_query(node, parents, related):
            continue
        if FOR_WORKERS in (_name(node), getattr(node, "value", None)):
            if not works_for_all:
                found.append(node.lineno)
            continue
        chain, methods = _chain(node, parents)
        is_harmless = "visible_to" in methods or _is_of_public(node, public) or _reads_nothing(node, methods, parents)
        if not is_harmless and not _gives_reason(chain, parents, lines):
            found.append(node.lineno)
    return sorted(set(found))


def _starts_query(node: ast.AST, parents: dict, related: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        return True
    if isinstance(node, ast.Constant):
        return node.value == FOR_WORKERS  # asked for by its name
    if isinstance(node, ast.Attribute) and node.attr in related:
        following = parents.get(node)
        return isinstance(following, ast.Attribute) and _is_query(following, parents.get(following))
    if isinstance(node, ast.Call) and _name(node.func) in SHORTCUTS:
        return _name(node.args[0])[:1].isupper()  # a class; a queryset has named its viewer where it began
    return isinstance(node, ast.Call) and _name(node.func) in RAW_SQL


def _is_of_public(node: ast.AST, public: Collection[str]) -> bool:
    """Whether the manager is that of a model named here whose rows everybody may see."""
    if isinstance(node, ast.Call):
        return bool(node.args) and _name(node.args[0]) in public and _name(node.func) in SHORTCUTS
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in public


def _reads_nothing(node: ast.AST, methods: list[str], parents: dict) -> bool:
    """Whether the first method called on a manager reads no rows that were there before."""
    if not methods or not isinstance(node, ast.Attribute):
        return False
    call = parents.get(parents[node])
    is_update = isinstance(call, ast.Call) and any(one.arg in (None, "update_conflicts") for one in call.keywords)
    return methods[0] in NO_QUERY or (methods[0] == "create" or (methods[0] in NEW_ROWS and not is_update))


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
        ("Organisation.objects.filter(is_party=True)", []),
        ("models.Organisation.objects.all()", [1]),
        ("Organisation.agreements.all()", []),
        ("organisation.obligations.all()", [1]),
        ("Agreement.objects.filter(organisation=Organisation.objects.first())", [1]),
        ("Organisation.objects.filter(pk__in=Agreement.objects.values('pk'))", [1]),
        ("get_object_or_404(Organisation, pk=1)", []),
        ("type(record)._base_manager.get(pk=1)", [1]),
        ("Agreement.objects.create(kind='nda')", []),
        ("Agreement.objects.bulk_create(rows, ignore_conflicts=True)", []),
        ("Agreement.objects.bulk_create(rows, update_conflicts=True)", [1]),
        ("Agreement.objects.bulk_create(rows, **options)", [1]),
        ("Agreement.objects.filter(kind='nda').create()", [1]),
        ("Agreement.objects.get_or_create(kind='nda')", [1]),
        ("agreement.obligations.create(title='a')", []),
        ("agreement.obligations.filter(title='a').none()", [1]),
        ("Agreement.objects.none()", []),
        ("Document.objects.of(record).update(private_to=None)", []),
        ("Document.objects.filter(pk=1).of(record)", [1]),
        ("Job.for_workers.filter(state='waiting')", [1]),
        ("Job.for_workers.all()  # unscoped: a page has its viewer", [1]),
        ("run.deliveries(manager='for_workers').all()  # unscoped: as above", [1]),
    ],
)
def test_the_machine_finds_what_names_no_viewer(source, lines):
    assert unscoped_queries(source, {"obligations", "directions"}, public={"Organisation"}) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Job.for_workers.filter(state='waiting')", []),
        ("run.deliveries(manager='for_workers').all()", []),
        ("Job.objects.filter(state='waiting')", [1]),
        ("Job.for_workers.filter(pk__in=Agreement.objects.values('pk'))", [1]),
    ],
)
def test_modules_that_work_for_all_use_the_manager_of_the_workers(source, lines):
    assert unscoped_queries(source, {"obligations"}, public={"Organisation"}, works_for_all=True) == lines


@pytest.mark.parametrize(
    ("path", "works_for_all"),
    [
        ("partnership/jobs/jobs.py", True),
        ("partnership/reports/build.py", True),
        ("partnership/reports/delivery/send.py", True),
        ("partnership/reports/pages/archive.py", False),
        ("partnership/reports/sections/due.py", False),
        ("partnership/management/commands/send_report.py", True),
        ("partnership/records/saving.py", False),
        ("partnership/transfer/jobs/pages.py", False),
        ("pilots/reports/build.py", False),
    ],
)
def test_no_room_of_pages_works_for_all(path, works_for_all):
    assert bool(WORKER_ROOMS.match(path)) == works_for_all


def test_public_are_only_the_models_whose_every_row_everybody_may_see():
    assert public_models() == {
        *("CalendarDay", "CalendarYear", "CooperationStage", "Organisation", "Person", "ResearchDirection", "Variable"),
        *FRAMEWORK,
    }


def unscoped_in_all_modules() -> Iterator[tuple[str, str, Callable[[str], list[int]]]]:
    """The name and the source of each module, and what finds the lines in it that name no viewer."""
    related, public = related_names(), public_models()
    for path in modules():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        works_for_all = bool(WORKER_ROOMS.match(name))
        find = partial(unscoped_queries, related=related, public=public, works_for_all=works_for_all)
        yield name, path.read_text(encoding="utf-8"), find


def test_every_query_names_its_viewer_or_says_why_not():
    found = [f"{name}:{line}" for name, source, find in unscoped_in_all_modules() for line in find(source)]

    assert found == []


def test_no_reason_is_given_where_none_is_needed():
    idle = [
        f"{name}:{source.count(chr(10), 0, reason.start()) + 1}"
        for name, source, find in unscoped_in_all_modules()
        for reason in REASON.finditer(source)
        if not find(source[: reason.start()] + "# " + source[reason.end() :])
    ]

    assert idle == []


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


def test_the_manager_of_the_workers_is_nowhere_the_default():
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]

    assert [model for model in ours if model._default_manager.name == FOR_WORKERS] == []
