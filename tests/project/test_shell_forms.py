"""Every form looks alike and tells its mistakes to everybody, screen readers included."""

import re

from django import forms


class Request(forms.Form):
    phone = forms.CharField(label="来电号码", help_text="手机或固话")
    kind = forms.ChoiceField(label="诉求类型", widget=forms.RadioSelect, choices=[("help", "求助")])
    area = forms.ChoiceField(label="所属区域", required=False, choices=[("", "全市")])
    secret = forms.BooleanField(label="身份保密", required=False)
    draft = forms.CharField(widget=forms.HiddenInput)


def tag_of(html: str, name: str) -> str:
    """The opening tag of the control with that name."""
    return re.search(rf'<\w+[^>]*name="{name}"[^>]*>', html)[0]


def test_each_kind_of_control_has_its_class():
    html = str(Request())
    assert 'class="form-control"' in tag_of(html, "phone")
    assert 'class="form-select"' in tag_of(html, "area")
    assert 'class="form-check-input"' in tag_of(html, "kind")
    assert 'class="form-check-input"' in tag_of(html, "secret")
    assert "class=" not in tag_of(html, "draft")


def test_a_class_of_the_widget_itself_is_kept():
    form = Request()
    form.fields["phone"].widget.attrs["class"] = "phone"
    assert 'class="form-control phone"' in tag_of(str(form), "phone")


def test_required_fields_are_marked_and_others_are_not():
    form = Request()
    assert "field-required" in form["phone"].as_field_group()
    assert "field-required" in form["kind"].as_field_group()
    assert "field-required" not in form["area"].as_field_group()


def test_help_and_error_are_tied_to_their_field():
    html = Request({"kind": "help", "draft": "x"})["phone"].as_field_group()
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html


def test_the_summary_leads_to_each_wrong_field():
    form = Request({"draft": "x"})
    html = str(form)
    for field in ["phone", "kind"]:
        assert f'href="#id_{field}"' in html
        assert f'id="id_{field}"' in html
    assert "来电号码：这个字段是必填项。" in html


def test_errors_of_the_whole_form_and_of_hidden_fields_are_told():
    form = Request({"phone": "1", "kind": "help"})
    form.add_error(None, "这件诉求刚被别人处理过")
    summary = str(form).split('class="fields"')[0]
    assert "这件诉求刚被别人处理过" in summary
    assert summary.count("<li>") == 2  # and the missing draft


def test_a_clean_form_has_no_summary():
    assert "error-summary" not in str(Request())


def test_what_was_typed_is_escaped():
    form = Request({"phone": '"><script>', "draft": "x"})
    assert "<script>" not in str(form)
