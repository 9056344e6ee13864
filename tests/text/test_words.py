"""Words for searching, and initials."""

from xinqiao.text.pinyin import initials
from xinqiao.text.words import words


def test_what_a_text_is_searched_by():
    found = words("请问嘉峪关市供暖公司为什么不退供暖费？")
    assert {"嘉峪关", "供暖", "供暖费", "公司"} <= set(found)
    assert not {"请问", "为什么", "？", " "} & set(found)


def test_question_and_text_are_cut_alike_whatever_the_width():
    assert words("ＷＩＦＩ 坏了") == words("wifi坏了")
    assert "wifi" in words("小区WiFi坏了")


def test_a_question_of_stop_words_only_still_asks():
    assert words("为什么") == ["什么", "为什么"]
    assert words("，。 ") == []


def test_initials_follow_the_word():
    assert initials("嘉峪关市供热公司") == "jygsgrgs"
    assert initials("重庆12345热线") == "cq12345rx"
    assert initials("重量（ＡＢ）- c") == "zlabc"
    assert initials("") == ""
