"""Rows of another system that were answered there: whole histories with their true dates, and nothing measured that the
file does not tell."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import person, react, unit
from xinqiao.assessment.figures import answer_to
from xinqiao.assessment.indicators import INDICATORS, Part
from xinqiao.assessment.questions import Period, Question, Where
from xinqiao.assessment.tracing import traced
from xinqiao.callback.models import Callback
from xinqiao.callback.tasks import actions as callback_actions
from xinqiao.cases.check import check_all
from xinqiao.cases.models import Case, CaseText, Event
from xinqiao.catalogue.models import Category
from xinqiao.dispatch import actions as dispatch
from xinqiao.outbox.models import Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clerk")]

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = [
    "工单编号",
    "诉求人",
    "联系电话",
    "诉求类型",
    "标题",
    "诉求内容",
    "登记时间",
    "承办单位",
    "答复内容",
    "答复时间",
]
# Saturday night; answered the Thursday after.
ASKED, ANSWERED = datetime(2019, 3, 2, 22, 15), datetime(2019, 3, 7, 15, 40)
LAMP = [
    "K1",
    "周某",
    "13912345678",
    "投诉",
    "路灯不亮",
    "路灯连续三晚不亮。",
    ASKED,
    "市城市管理局",
    "已更换灯具。",
    ANSWERED,
]
OPEN = ["K2", "吴某", None, None, "井盖缺失", "人行道井盖不见了。", "2019年3月5日 9时", "市城市管理局", None, None]


@pytest.fixture
def clerk(city):
    return person("administrator")


def row(**cells: object) -> list[object]:
    """The answered row with other cells, by header."""
    return [cells.get(name, cell) for name, cell in zip(HEADER, LAMP, strict=True)]


def write(path: Path, *lines: list, header: list[str] = HEADER) -> Path:
    book = openpyxl.Workbook()
    for line in (header, *lines):
        book.active.append(line)
    book.save(path)
    return path


def bring_in(path: Path, *options: str) -> int:
    try:
        call_command("import", str(path), *options)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def brought_in(tmp_path: Path, *lines: list, options: tuple[str, ...] = ()) -> list[Case]:
    assert bring_in(write(tmp_path / "旧.xlsx", *lines), *options) == 0
    return list(Case.objects.order_by("foreign_numbers__number"))


def local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI)


def test_an_answered_row_is_a_completed_case_with_its_true_dates(tmp_path, capsys):
    (case,) = brought_in(tmp_path, LAMP)
    assert (case.registered_at, case.completed_at, case.stage) == (local(ASKED), local(ANSWERED), "archived")
    told = [(event.verb, event.at.astimezone(SHANGHAI)) for event in case.events.order_by("seq")]
    monday = datetime(2019, 3, 4, 9, tzinfo=SHANGHAI)  # when the office next opened
    assert told == [
        ("register", local(ASKED)), ("dispatch", monday), ("sign", monday), ("reply", local(ANSWERED)),
        ("pass_review", local(ANSWERED)), ("archive", local(ANSWERED)),
    ]  # fmt: skip
    assert CaseText.objects.get(event__verb="reply").body == "已更换灯具。"
    assert (case.case_type, case.assignments.get().unit) == ("complaint", unit("cgj"))
    assert "1 of them answered" in capsys.readouterr().out
    assert [faults for _, faults in check_all()] == [[]]


def test_who_handled_it_there_is_nobody_here_and_what_is_assumed_says_so(tmp_path):
    (case,) = brought_in(tmp_path, LAMP)
    events = {event.verb: event for event in case.events.all()}
    assert events["register"].by == person("administrator")
    assert {verb for verb, event in events.items() if event.by is None} == set(events) - {"register"}
    assert {verb for verb, event in events.items() if event.data.get("assumed")} == {"dispatch", "sign", "pass_review"}


def test_nothing_assumed_is_measured_and_what_is_known_traces_to_its_events(tmp_path):
    late = row(工单编号="K3", 答复时间="2019-12-31 10:00")
    cases = brought_in(tmp_path, LAMP, late)
    period = Period(local(datetime(2019, 1, 1)), local(datetime(2021, 1, 1)), timezone.now())
    of_unit = answer_to(Question(period, Where(unit=unit("cgj"))), from_facts=True).total
    counted = {code: (figure.numerator, figure.denominator) for code, figure in of_unit.items()}
    assert counted["completed_in_time"] == (1, 2)
    assert counted["signed_in_time"] == counted["responded_in_time"] == (0, 0)
    found = traced(INDICATORS["completed_in_time"], Part.NUMERATOR, period, Where(unit=unit("cgj")))
    assert [task.case for task in found] == [cases[0]]


def test_nobody_is_called_back_for_it(tmp_path):
    brought_in(tmp_path, LAMP)
    assert not Row.objects.exists()
    callback_actions.plan_missed(now=timezone.now())
    callback_actions.open_expired(now=timezone.now())
    react()
    assert not Callback.objects.exists()


def test_an_answer_within_the_night_was_not_handed_out_after_it(tmp_path):
    (case,) = brought_in(tmp_path, row(答复时间=ASKED + timedelta(minutes=5)))
    assert case.events.latest("at").at == local(ASKED + timedelta(minutes=5))


def test_a_day_without_a_time_is_taken_to_its_end(tmp_path):
    (case,) = brought_in(tmp_path, row(答复时间="2019/3/2"))
    assert case.completed_at == datetime(2019, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)


def test_an_open_row_waits_for_dispatch_and_its_clock_starts_then(tmp_path):
    (case,) = brought_in(tmp_path, OPEN)
    assert (case.stage, case.registered_at) == ("registered", datetime(2019, 3, 5, 9, tzinfo=SHANGHAI))
    assert case.due_at is None
    assert case.events.get().data["proposed_unit"] == "cgj"
    now = datetime(2025, 9, 1, 9, 30, tzinfo=SHANGHAI)
    task = dispatch.dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=now)
    assert now < task.due_at < now + timedelta(days=60)
    assert [faults for _, faults in check_all()] == [[]]


@pytest.mark.parametrize("said", ["code", "name"])
def test_a_category_goes_by_its_code_or_its_name(tmp_path, said):
    category = Category.objects.get(code="C1102")
    header = [*HEADER, "分类编码"]
    path = write(tmp_path / "旧.xlsx", [*LAMP, getattr(category, said)], header=header)
    assert bring_in(path) == 0
    assert Case.objects.get().category.code == "C1102"
    assert [faults for _, faults in check_all()] == [[]]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"答复时间": None}, "replied_at"),
        ({"答复内容": " "}, "reply"),
        ({"登记时间": None}, "at"),
        ({"答复时间": "2019-03-01"}, "replied_at"),
        ({"答复时间": "2099-01-01"}, "replied_at"),
        ({"答复时间": "下周"}, "replied_at"),
        ({"登记时间": "1998-01-01"}, "at"),
        ({"登记时间": "2099-01-01", "答复内容": None, "答复时间": None}, "at"),
        ({"诉求类型": "抱怨"}, "case_type"),
    ],
)
def test_what_cannot_have_been_is_refused_by_its_field(tmp_path, cells, field):
    assert bring_in(write(tmp_path / "旧.xlsx", row(**cells), row(工单编号="K9"))) == 1
    with (tmp_path / "旧.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *refused = csv.reader(file)
    assert [one[1].partition("：")[0] for one in refused] == [field]
    assert Case.objects.get().foreign_numbers.get().number == "K9"


def test_a_case_that_is_open_here_and_answered_in_the_file_is_told(tmp_path, capsys):
    brought_in(tmp_path, row(答复内容=None, 答复时间=None))
    assert bring_in(write(tmp_path / "旧.xlsx", LAMP)) == 0
    out = capsys.readouterr().out
    assert "1 already here are still open, though the file has an answer" in out
    assert Event.objects.count() == 1


class TestUnits:
    """Which unit a name means is never guessed."""

    @pytest.mark.parametrize("name", ["市城市管理局", " 市城市管理局\u3000", "cgj", "SCSGLJ"])
    def test_a_name_a_code_or_the_initials_of_one_unit(self, tmp_path, name):
        (case,) = brought_in(tmp_path, row(承办单位=name))
        assert case.assignments.get().unit == unit("cgj")
        assert not (tmp_path / "旧.units.csv").exists()

    def test_an_unknown_name_stands_in_an_overview_and_the_centre_has_answered(self, tmp_path, capsys):
        cases = brought_in(tmp_path, row(承办单位="城市管理处"), row(工单编号="K3", 承办单位="城市管理处"), OPEN)
        assert [case.assignments.first().unit.code for case in cases if case.stage == "archived"] == ["xq", "xq"]
        assert "1 names of units mean none of the city's" in capsys.readouterr().out
        with (tmp_path / "旧.units.csv").open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file))[1:] == [
                ["城市管理处", "2", "", "市城市管理局"],
                ["市城市管理局", "1", "cgj", ""],
            ]

    def test_an_overview_that_was_filled_in_is_given_back(self, tmp_path):
        file = write(tmp_path / "旧.xlsx", row(承办单位="城市管理处"))
        bring_in(file, "--dry-run")
        names = tmp_path / "旧.units.csv"
        names.write_text(names.read_text("utf-8-sig").replace("城市管理处,1,", "城市管理处,1,cgj"), "utf-8-sig")
        assert bring_in(file, "--units", str(names)) == 0
        assert Case.objects.get().assignments.get().unit == unit("cgj")

    @pytest.mark.parametrize(
        ("content", "why"), [("单位,编码\n甲,wish\n", "wish"), ("名,码\n甲,乙\n", "没有表头“单位”"), (None, "没有文件")]
    )
    def test_a_list_that_cannot_be_used_is_named(self, tmp_path, content, why):
        names = tmp_path / "单位.csv"
        if content:
            names.write_text(content, encoding="utf-8")
        with pytest.raises(CommandError, match=why):
            call_command("import", str(write(tmp_path / "旧.xlsx", LAMP)), "--units", str(names))
        assert not Case.objects.exists()
