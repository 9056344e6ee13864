"""The settings pages: one row changed, added, taken out, by the same way as on the command line."""

import pytest
from django.test import Client

from tests.factories import person
from xinqiao.catalogue.models import Category, Script
from xinqiao.people.models import Audit, Grant, Role, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

WHY = "市府办〔2026〕7号"
ROW = "/settings/categories/row/?row=C1001"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person("administrator"))
    return client


def typed(client: Client, address: str, **cells: str) -> dict[str, str]:
    """What the form at that address sends when these cells are typed over."""
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return sent | {"reason": WHY} | {f"cell_{name}": cell for name, cell in cells.items()}


def confirmed(client: Client, address: str, sent: dict[str, str]) -> int:
    """Previews and confirms what is sent; the status of the confirmation."""
    preview = client.post(address, sent)
    assert preview.status_code == 200, preview.content.decode()
    answer = client.post(address, sent | {"seen": preview.context["form"]["seen"].value(), "confirmed": "1"})
    return answer.status_code


def test_a_table_shows_its_rows_by_the_names_of_what_they_name(administrator):
    page = administrator.get("/settings/catalogue/").content.decode()
    assert "物业服务" in page
    assert "市住房和城乡建设局" in page
    assert administrator.get("/settings/catalogue/?word=没有这个词").context["page"].rows == []


def test_the_preview_says_what_would_change_and_changes_nothing(administrator):
    page = administrator.post(ROW, typed(administrator, ROW, name="小区物业"))
    assert "物业服务 → 小区物业" in page.content.decode()
    assert Category.objects.get(code="C1001").name == "物业服务"


def test_once_confirmed_it_is_so_and_the_access_log_says_why(administrator):
    assert confirmed(administrator, ROW, typed(administrator, ROW, name="小区物业")) == 302
    assert Category.objects.get(code="C1001").name == "小区物业"
    row = Audit.objects.get(what="configure")
    assert (row.subject, row.reason) == ("categories.csv", f"+0 ~1 -0 {WHY}")
    assert row.staff.posts.get().role.code == "administrator"


def test_a_confirmation_counts_only_for_what_was_previewed(administrator):
    sent = typed(administrator, ROW, name="小区物业")
    seen = administrator.post(ROW, sent).context["form"]["seen"].value()
    page = administrator.post(ROW, sent | {"seen": seen, "confirmed": "1", "cell_name": "别的"})
    assert page.context["previewed"]
    assert Category.objects.get(code="C1001").name == "物业服务"


def test_a_row_is_added_and_another_taken_out(administrator):
    new = "/settings/scripts/row/"
    cells = {"code": "welcome", "title": "开头语", "text": "您好，请讲。"}
    assert confirmed(administrator, new, typed(administrator, new, **cells)) == 302
    assert Script.objects.get(code="welcome").text == "您好，请讲。"
    old = "/settings/scripts/row/?row=welcome"
    assert confirmed(administrator, old, typed(administrator, old) | {"retired": "1"}) == 302
    assert not Script.objects.get(code="welcome").is_active


def test_a_row_that_others_need_is_not_taken_out(administrator):
    page = administrator.post(ROW, typed(administrator, ROW) | {"retire": "1"})
    assert page.status_code == 422
    assert "catalogue.csv" in page.content.decode()
    assert Category.objects.get(code="C1001").is_active


def test_a_bad_cell_is_named_at_its_field_and_keeps_what_was_typed(administrator):
    address = "/settings/deadlines/row/?row=R01"
    page = administrator.post(address, typed(administrator, address, handle_limit="很快"))
    assert page.status_code == 422
    assert "“很快”不是时限" in page.context["form"].errors["cell_handle_limit"][0]
    assert 'value="很快"' in page.content.decode()


def test_who_comes_second_is_told_that_the_table_has_changed(administrator):
    sent = typed(administrator, ROW, name="小区物业")
    seen = administrator.post(ROW, sent).context["form"]["seen"].value()
    Category.objects.filter(code="C1002").update(name="别人改的")
    page = administrator.post(ROW, sent | {"seen": seen, "confirmed": "1"})
    assert page.status_code == 422
    assert "别人改过这张表" in page.content.decode()
    assert Category.objects.get(code="C1001").name == "物业服务"


def test_the_name_of_a_role_is_changed_in_all_its_lines(administrator):
    address = "/settings/roles/row/?row=agent/register"
    assert confirmed(administrator, address, typed(administrator, address, name="受理员")) == 302
    assert Role.objects.get(code="agent").name == "受理员"
    assert Grant.objects.filter(role__code="agent").count() > 1


def test_a_unit_moves_with_all_below_it(administrator):
    address = "/settings/units/row/?row=heping"
    assert "depth" in administrator.get("/settings/units/").content.decode()
    assert confirmed(administrator, address, typed(administrator, address, name="和平路街道")) == 302
    assert Unit.objects.get(code="heping").name == "和平路街道"


@pytest.mark.parametrize("address", ["/settings/", "/settings/units/", ROW, "/settings/city/", "/settings/folder/"])
def test_the_settings_are_not_there_for_others(client, address):
    client.force_login(person("dispatcher"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/settings/nothing/", "/settings/calendar/", "/settings/units/row/?row=nobody"])
def test_what_is_no_setting_is_not_there(administrator, address):
    assert administrator.get(address).status_code == 404


def test_a_long_table_comes_in_parts(administrator):
    first = administrator.get("/settings/roles/?rows=20").context["page"]
    last = administrator.get("/settings/roles/?rows=20&page=last").context["page"]
    assert (first.previous, first.next, len(first.rows)) == ("", "20", 20)
    assert (last.next, int(last.previous) % 20) == ("", 0)
    assert administrator.get("/settings/roles/?page=nonsense").context["page"].previous == ""


def test_nobody_takes_the_settings_out_of_his_own_hands(administrator):
    address = "/settings/roles/row/?row=administrator/configure"
    sent = typed(administrator, address) | {"retired": "1"}
    assert confirmed(administrator, address, sent) == 422
    assert Grant.objects.filter(verb="configure").exists()
