"""A hotline in which everybody types the same personal data into everything, so that each way out can be watched."""

from typing import Final

from tests.structure.world import World
from xinqiao.intake import actions as intake

NAME, PHONE, ADDRESS = "欧阳静秋", "13912345678", "幸福社区 6 栋 402"
IDENTITY, CARD, MAIL = "11010519491231002X", "6222021234567890128", "jing.qiu@example.com"
PLATE, ACCOUNT, LANDLINE = "甘B12345", "wxid_jingqiu88", "0937-6221234"
CANARIES: Final = (NAME, PHONE, ADDRESS, IDENTITY, CARD, MAIL, PLATE, ACCOUNT, LANDLINE)
SPOKEN: Final = f"我叫{NAME}，{PHONE}、{LANDLINE}，{IDENTITY}，卡{CARD}，{MAIL}，{PLATE}，微信{ACCOUNT}，"


class Planted(World):
    """The world whose citizen, words and file names are canaries."""

    citizen: Final = {"name": NAME, "phone": PHONE, "address": ADDRESS}
    words = SPOKEN

    def grow(self, rows: int) -> None:
        """What is typed as a plain fact of a move too."""
        super().grow(rows)
        self.answered = self._register()
        intake.answer_directly(self.answered, text=SPOKEN, article=SPOKEN[:60], by=self.person, now=self.now)


def escaped(answer: str) -> list[str]:
    """The canaries that got out."""
    return [canary for canary in CANARIES if canary in answer]
