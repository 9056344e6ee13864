"""What is left of personal data in lists, logs and free text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.text.masking import mask_free_text, mask_identity, mask_name, mask_phone, mask_values


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800005678", "138****5678"),
        ("+86 138 0000 5678", "138****5678"),
        ("0937-6221234", "0937****234"),
        ("010-66554433", "010****433"),
        ("0937-6221234转801", "0937****234"),
        ("6221234", "****234"),
        ("12345", "****"),
        ("不详", "****"),
        ("", "****"),
    ],
)
def test_phones(number, shown):
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修远", "欧**"),
        ("John Smith", "J**"),
        ("张", "*"),
        ("", ""),
        (" 李四 ", "李*"),
    ],
)
def test_names(name, shown):
    assert mask_name(name) == shown


def test_identities():
    assert mask_identity("11010519491231002X") == "110*************2X"
    assert mask_identity("11010519491231002X"[:4]) == "****"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13800005678联系我", "请打138****5678联系我"),
        ("手机138-0000-5678。", "手机138****5678。"),
        ("手机138  0000  5678。", "手机138****5678。"),
        ("手机138_0000_5678", "手机****"),
        ("手机13800\n005678", "手机138****5678"),
        ("身份证620201 1990 0101 1234", "身份证620*************34"),
        ("户名张三，尾号", "户名张*，尾号"),
        ("手机:+86 138 0000 5678", "手机:138****5678"),
        ("手机１３８００００５６７８，谢谢", "手机138****5678，谢谢"),
        ("13800005678 13900001111", "138****5678 139****1111"),
        ("13800005678/0937-6221234", "138****5678/0937****234"),
        ("座机（0937）6221234", "座机0937****234"),
        ("家里电话：6221234，", "家里电话：****234，"),
        ("身份证11010519491231002X。", "身份证110*************2X。"),
        ("身份证110105194912310021", "身份证110*************21"),  # mistyped, and still somebody's
        ("旧证110105491231002号", "旧证110**********02号"),
        ("发到zhang.san@example.com吧", "发到z***@example.com吧"),
        ("发到zhang.san＠example.com吧", "发到z***@example.com吧"),
        ("卡号6222021234567890128", "卡号6222***********0128"),
        ("卡号6222 0212 3456 7890 128", "卡号6222***********0128"),
        ("甘B12345堵住消防通道", "甘B***45堵住消防通道"),
        ("川L·D12345违停", "川L***45违停"),
        ("鲁D1234学压线", "鲁D***4学压线"),
        ("打139.1234.5678", "打139****5678"),
        ("打139-123-45678", "打139****5678"),
        ("打1 3 9 1 2 3 4 5 6 7 8", "打139****5678"),
        ("香港号码+852 9876 5432", "香港号码****432"),
        ("加微信wxid_abc123456，谢谢", "加微信w****6，谢谢"),
        ("微信号：zhangsan88", "微信号：z****8"),
        ("QQ号12345678", "QQ号1****8"),
        ("护照号码E12345678", "护照号码E****8"),
        ("我叫张三丰，住东区", "我叫张**，住东区"),
        ("姓名：欧阳静秋 电话09376221234", "姓名：欧** 电话0937****234"),
        ("联系人王芳联系电话6221234", "联系人王*联系电话****234"),
    ],
)
def test_personal_data_in_free_text_is_masked(text, shown):
    assert mask_free_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "工单2611220001234至今无人处理",
        "2019-11-10 18:59:24 停水，2025/10/01恢复",
        "20191110发生",
        "欠薪1234567.89元，共88000000元",
        "拨打12345、110、95598都不管",
        "房产证号甘房权证嘉字第123456号",
        "文号国办函〔2025〕66号",
        "合同编号202011230001234",
        "卡号6222021234567890129有误",  # fails the check of cards
        "A3区魏家坡B12栋",
        "用户编号0012345678",
        "统一社会信用代码91620200MA7XXXXX1K",
        "川流不息，京A区",
        "微信小程序打不开，微信支付不成功",
        "13 2019-11-10 18:59",
        "我叫不到车，姓名填错了，联系人多次更换",
    ],
)
def test_numbers_that_are_nobodys_stay(text):
    assert mask_free_text(text) == text


def test_what_is_told_in_lists_and_mappings_is_masked_too():
    told = {"reference": "问13800005678", "units": ["cgj"], "granted": True, "round": 2}
    assert mask_values(told) == told | {"reference": "问138****5678"}


@given(st.text(st.sampled_from("0123456789０８ -－+@.·:：()（）Xx甘BD电话为年月张z微信我叫王，"), max_size=60))
def test_masking_twice_is_masking_once(text):
    once = mask_free_text(text)
    assert mask_free_text(once) == once


@given(st.text(st.characters(exclude_categories=["N", "Cs"]), max_size=60))
def test_text_without_digits_or_addresses_stays(text):
    text = re.sub("[@＠A-Za-z叫名主人署]", "", text)
    assert mask_free_text(text) == text


@given(
    st.text(st.sampled_from("我住在三号楼，请。 "), max_size=10),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(st.sampled_from("，联系我。 "), max_size=10),
)
def test_a_mobile_number_never_shows(before, number, after):
    shown = mask_free_text(before + number + after)
    assert number not in shown
    assert shown.startswith(before)
    assert shown.endswith(after)
