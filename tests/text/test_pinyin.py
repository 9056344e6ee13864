"""First letters of the pinyin, as somebody who knows the place reads its name."""

import pytest

from xinqiao.text.pinyin import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("重庆路街道", "cqljd"),
        ("重量级设备所", "zljsbs"),
        ("长安街", "caj"),
        ("长者服务中心", "zzfwzx"),
        ("中国银行", "zgyh"),
        ("行政审批局", "xzspj"),
        ("市城市管理局", "scsglj"),
        ("12345热线", "12345rx"),
        ("Ａ区（东）", "aqd"),
    ],
)
def test_readings_follow_the_word(name: str, letters: str):
    assert initials(name) == letters
