"""The administration speaks Chinese: its areas and kinds, the columns of its lists, the labels of its forms."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation

from partnership.models import Organisation, Person
from partnership.rules import registry
from tests.factories import AgreementFactory, AgreementPartyFactory
from tests.pages import soup_of
from tests.partnership.admin.forms import form_data

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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_kinds_are_listed_in_the_order_of_the_navigation_in_every_language(client, operator, language):
    operator.language = language
    operator.save()
    client.force_login(operator)
    entries = [entry.key for area in registry.navigation for entry in area.entries]

    rows = soup_of(client.get("/admin/")).select("#content-main tr[class*=model-]")
    listed = [name.removeprefix("model-") for row in rows for name in row["class"] if name.startswith("model-")]

    assert [name for name in listed if name in entries] == [key for key in entries if key in listed]
    assert listed[:4] == ["agreement", "obligation", "payment", "meeting"]
    assert sorted(listed[-3:]) == ["accessattempt", "accessfailurelog", "accesslog"]


def test_people_have_a_name_of_people_and_organisations_one_of_organisations(request_of_operator):
    with translation.override("zh-hans"):
        labels = {
            model: [str(form_of(admin.site._registry[model], request_of_operator, None).base_fields[name].label)
                    for name in ("name_zh", "name_en")]
            for model in (Person, Organisation)
        }  # fmt: skip

    assert labels == {Person: ["中文姓名", "英文姓名"], Organisation: ["中文名称", "英文名称"]}


def test_what_django_says_in_a_form_speaks_to_the_reader_as_the_platform_does(client, operator):
    operator.language = "zh-hans"
    operator.set_password("a long enough word")
    operator.save()
    agreement = AgreementFactory(name_zh="协议", code="A-2026-01")
    client.force_login(operator)
    form = f"/admin/partnership/agreement/{agreement.pk}/"
    passwords = {"old_password": "wrong", "new_password1": "123", "new_password2": "123"}

    client.post(f"{form}change/", form_data(client.get(f"{form}change/"), _continue="1"))
    texts = [
        soup_of(client.get(f"{form}change/")).select_one(".messagelist").text.strip(),
        soup_of(client.get(f"{form}delete/")).select_one("#content").text,
        soup_of(client.post("/accounts/password/", passwords)).text,
        soup_of(client.get("/admin/password_change/")).select_one("#content").text,
    ]

    assert texts[0] == "已保存对协议“A-2026-01 协议”的修改。可在下方继续编辑。"
    assert [text for text in texts if "你" in text] == []


def test_what_belongs_to_a_name_stands_in_the_brackets_of_the_language():
    party = AgreementPartyFactory(organisation__name_zh="北京工业大学", organisation__name_en="BUT", part="cooperator")

    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = str(party)

    assert said == {"zh-hans": "北京工业大学（合作方）", "en": "BUT (cooperating party)"}
