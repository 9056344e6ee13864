"""Dates in all the ways in which people and programs in China write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from xinqiao.text.dates import NotADate, When, when

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = When(datetime(2019, 3, 5, tzinfo=SHANGHAI), is_day=True)


def moment(hour: int, minute: int = 0, second: int = 0) -> When:
    return When(datetime(2019, 3, 5, hour, minute, second, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    "written",
    ["2019年3月5日", "2019年03月05号", "2019-03-05", "2019/3/5", "2019.3.5", "２０１９年３月５日", " 2019-3-5 ", "20190305",
     20190305, 20190305.0, 43529, "43529", date(2019, 3, 5), datetime(2019, 3, 5), "2019年3月5日 星期二", "2019-03-05（周二）"],
)  # fmt: skip
def test_a_day(written):
    assert when(written, SHANGHAI) == DAY


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019/3/5 8:05", moment(8, 5)),
        ("2019-03-05T08:05:09", moment(8, 5, 9)),
        ("2019-03-05 08:05:09.123", moment(8, 5, 9)),
        ("2019年3月5日8时5分", moment(8, 5)),
        ("2019年3月5日 8时", moment(8)),
        ("2019年3月5日 8点05分09秒", moment(8, 5, 9)),
        ("2019年3月5日 上午8:05", moment(8, 5)),
        ("2019年3月5日 下午3:05", moment(15, 5)),
        ("2019年3月5日 中午1点", moment(13)),
        ("2019年3月5日 下午15点", moment(15)),
        ("2019/3/5 12:05 AM", moment(0, 5)),
        ("2019年3月5日 晚上8点", moment(20)),
        ("2019年3月5日 中午12点", moment(12)),
        ("2019/3/5 3:05 PM", moment(15, 5)),
        ("2019/3/5 12:05:00 AM", moment(0, 5)),
        ("2019/3/5 00:00", moment(0)),
        ("20190305080509", moment(8, 5, 9)),
        ("201903050805", moment(8, 5)),
        (43529.5, moment(12)),
        ("43529.336805555555", moment(8, 5)),
        (datetime(2019, 3, 5, 8, 5), moment(8, 5)),
        (datetime(2019, 3, 5, 8, 5, tzinfo=SHANGHAI), moment(8, 5)),
    ],
)
def test_a_moment(written, meant):
    assert when(written, SHANGHAI) == meant


@pytest.mark.parametrize(
    "written",
    ["", "前天", "2019-13-05", "2019-02-30", "5/3/2019", "19-3-5", "2019-3", "2019年", "3月5日", "2019-03-05 25:00",
     "2019-03-05 8", "8:05", "12345678901", -3, 0, 1e12, float("nan"), float("inf"), True, None, time(8, 5),
     timedelta(days=3), "2019-03-05 08:05 and more", "2019年3月5日 晚上12点", "2019年3月5日 晚上1点", "2019年3月5日 上午13点",
     "2019年3月5日 上午12点", "2019年3月5日 中午8点", "2019年3月5日 下午0点", "2019/3/5 13:00 PM"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two(written):
    with pytest.raises(NotADate):
        when(written, SHANGHAI)
