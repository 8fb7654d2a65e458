"""What changed is told to each reader in the reader's language, whoever wrote it and in which language."""

import datetime as dt
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.utils import translation
from openpyxl import load_workbook

from partnership.models import Change, ReportRun, ReportSectionChoice
from partnership.records import saving as records
from partnership.reports.build import build_run
from partnership.reports.orders import scheduled_run
from partnership.rules.periods import Period
from tests.factories import AgreementFactory, DirectionFactory, OrganisationFactory, OutcomeFactory, UserFactory
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data
from tests.partnership.reports.definitions import make_report, manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
ASSESSED = {"en": "TRL 5 · 12 Oct 2026", "zh-hans": "TRL 5 · 2026年10月12日"}
RENAMED = {"en": "Robust biofilm", "zh-hans": "耐冲击生物膜"}


@pytest.fixture(params=["en", "zh-hans"])
def written(request, but):
    """An outcome, renamed and assessed by an editor who works in one of the languages."""
    outcome = OutcomeFactory(code="O-2026-01", name_en="Biofilm", name_zh="生物膜")
    editor = make_member(but, "editor")
    editor.language = request.param
    editor.save()
    client, address = client_of(editor), f"/admin/projects/outcome/{outcome.pk}/change/"
    data = form_data(client.get(address), name_en=RENAMED["en"], name_zh=RENAMED["zh-hans"])
    data |= {"assessments-TOTAL_FORMS": "1", "assessments-0-level": "5", "assessments-0-assessed_on": "2026-10-12"}
    assert client.post(address, data).status_code == 302
    return outcome


def texts(language, other):
    """What a reader of one language is to read, and what not."""
    return [(ASSESSED[language], RENAMED[language]), (ASSESSED[other], RENAMED[other])]


@pytest.mark.parametrize(("language", "other"), [("en", "zh-hans"), ("zh-hans", "en")])
def test_feed_history_and_administration_speak_the_readers_language(bewg, operator, written, language, other):
    reader = client_of(UserFactory(organisation=bewg, language=language))
    operator.language = language
    operator.save()

    feed = soup_of(reader.get("/")).select_one("#changes")
    history = soup_of(reader.get(f"/record/projects.outcome/{written.pk}/history/")).select_one(".history")
    listed = soup_of(client_of(operator).get("/admin/partnership/change/")).select_one("#result_list")

    shown, hidden = texts(language, other)
    for part in (feed, listed):
        assert [text in part.text for text in shown] == [True, True]
        assert [text in part.text for text in hidden] == [False, False]
    assert (ASSESSED[language] in history.text, ASSESSED[other] in history.text) == (True, False)


def test_the_mail_and_its_workbook_speak_the_readers_language(bewg, written):
    managers = [manager_of(bewg, f"{language}@bewg.example", language) for language in ("en", "zh-hans")]
    run, _is_new = scheduled_run(make_report(managers, sections=("changes",), has_xlsx=True), NOVEMBER)

    build_run(run.pk)

    renderings = {one.language: one for one in ReportRun.objects.get().renderings.all()}
    for language, other in (("en", "zh-hans"), ("zh-hans", "en")):
        made = renderings[language]
        sheet = load_workbook(BytesIO(bytes(made.xlsx))).worksheets[-1]
        cells = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
        shown, hidden = texts(language, other)
        for text in (made.html, made.text, cells):
            assert [one in text for one in shown] == [True, True]
            assert [one in text for one in hidden] == [False, False]


@pytest.mark.parametrize("writes_in", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                ("Kind", "technical service contract", "technical consulting contract"),
                ("Last day in force", "31 Dec 2026", "31 Dec 2027"),
                ("Research directions", "", "D-2013-01 Nitrogen"),
            ],
        ),
        (
            "zh-hans",
            [
                ("类型", "技术服务合同", "技术咨询合同"),
                ("届满日", "2026年12月31日", "2027年12月31日"),
                ("研究方向", "", "D-2013-01 脱氮"),
            ],
        ),
    ],
)
def test_before_and_after_speak_the_readers_language(bewg, but, writes_in, language, told):
    direction = DirectionFactory(code="D-2013-01", name_en="Nitrogen", name_zh="脱氮")
    agreement = AgreementFactory(kind="service", ends_on=dt.date(2027, 1, 1))
    agreement.kind, agreement.ends_on = "consulting", dt.date(2028, 1, 1)
    with translation.override(writes_in):
        records.save_record(agreement, by=UserFactory(organisation=but), links={"directions": [direction]})

    reader = client_of(UserFactory(organisation=bewg, language=language))
    page = soup_of(reader.get(f"/record/partnership.agreement/{agreement.pk}/history/"))

    rows = page.select(".history-fields > div")
    assert sorted(
        (row.dt.text, row.find("del").contents[-1] if row.find("del") else "", row.ins.contents[-1]) for row in rows
    ) == sorted(told)


def test_a_name_in_one_language_is_kept_once_and_read_by_all(bewg, but):
    records.save_record(OrganisationFactory.build(code="X", name_en="", name_zh="样例院"), by=UserFactory())

    assert list(Change.objects.values_list("label_zh", "label_en")) == [("X · 样例院", "")]
    for language in ("en", "zh-hans"):
        page = client_of(UserFactory(organisation=bewg, language=language)).get("/")
        assert "样例院" in soup_of(page).select_one("#changes").text


def test_a_label_of_before_the_two_languages_is_read_by_all_and_found(operator):
    records.save_record(AgreementFactory.build(code=""), by=operator)
    Change.objects.update(label_zh="A-2026-01 Written in English", label_en="")
    for language in ("en", "zh-hans"):
        operator.language = language
        operator.save()

        page = client_of(operator).get("/admin/partnership/change/?q=Written")

        assert "A-2026-01 Written in English" in soup_of(page).select_one("#result_list").text


@pytest.mark.parametrize(
    ("language", "told"), [("en", ["editor", "Patents and outcomes"]), ("zh-hans", ["编辑", "专利与成果"])]
)
def test_roles_and_sections_are_called_what_the_reader_calls_them(operator, but, language, told):
    account, report = UserFactory(organisation=but), make_report([], sections=("outputs",))
    records.set_links(account, "groups", [Group.objects.get(name="editor")], by=operator)
    records.delete_record(ReportSectionChoice.objects.get(), by=operator)
    operator.language = language
    operator.save()

    client = client_of(operator)
    pages = [
        client.get(f"/admin/partnership/{path}/history/") for path in (f"user/{account.pk}", f"report/{report.pk}")
    ]

    texts = [[one.text for one in soup_of(page).select(".history-fields ins, .history-fields del")] for page in pages]
    assert [[name in "".join(found) for name in told] for found in texts] == [[True, False], [False, True]]
