"""The administration speaks Chinese: its areas and kinds, the columns of its lists, the labels of its forms."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation

from tests.pages import soup_of

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Called the same in every language, or only in signs.
NAMES = {"SHA-256", "HTML", "PDF", "XLSX", "IPC", "Message-ID"}


@pytest.fixture
def request_of_operator(rf, operator):
    request = rf.get("/admin/")
    request.user = operator
    return request


def names_of(model_admin, request):
    """All that the pages of a kind call by a name of ours."""
    meta, model = model_admin.opts, model_admin.model
    yield from (meta.app_config.verbose_name, meta.verbose_name, meta.verbose_name_plural)
    for column in model_admin.get_list_display(request):
        yield label_for_field(column, model, model_admin)
    yield from labels_of(model_admin, request)
    for inline in model_admin.get_inline_instances(request):
        yield from (inline.verbose_name, inline.verbose_name_plural, *labels_of(inline, request))
    for _act, _name, description in model_admin.get_actions(request).values():
        yield description


def labels_of(one, request):
    """The labels of a form: for a new record, where one may be entered, and for one that stands."""
    records = [one.model(pk=0)]
    if isinstance(one, admin.ModelAdmin) and one.has_add_permission(request):
        records.append(None)
    for record in records:
        fieldsets = one.get_fieldsets(request, record)
        yield from (title for title, _options in fieldsets if title)
        fields = form_of(one, request, record).base_fields
        for name in flatten_fieldsets(fieldsets):
            yield fields[name].label if name in fields else label_for_field(name, one.model, one)


def form_of(one, request, record):
    if isinstance(one, admin.ModelAdmin):
        return one.get_form(request, record, change=record is not None)
    return one.get_formset(request, record).form


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_the_administration_of_a_kind_speaks_chinese(model, request_of_operator):
    with translation.override("zh-hans"):
        names = [str(name) for name in names_of(admin.site._registry[model], request_of_operator)]

    assert len(names) > 3
    assert [name for name in names if not CHINESE.search(name) and name not in NAMES] == []


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/admin/partnership/agreement/", "选择要修改的协议"), ("/admin/partnership/agreement/add/", "新建协议")],
)
def test_the_headings_of_the_administration_are_chinese_sentences(client, operator, address, heading):
    operator.language = "zh-hans"
    operator.save()
    client.force_login(operator)

    page = soup_of(client.get(address))

    assert page.select_one("#content h1").text.strip() == heading
