"""Messages without the values in them: what a log may keep of a sentence that somebody else wrote."""

import re

HIDDEN = "…"

# What may be a value: anything between quotes, in brackets behind a column's name, any Chinese, an e-mail address, and
# seven digits or more, however they are grouped. Moments and addresses of the network are not that long or not digits.
VALUE = re.compile(
    r"""
      "[^"\n]*" | '[^'\n]*' | “[^”\n]*” | 「[^」\n]*」 | =\([^)\n]*\)
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | [+(]?\d(?:[ ()-]{0,2}\d){6,}[xX]?
    | [\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\w\u3400-\u9fff]*
    """,
    re.VERBOSE,
)


def bare(message: str) -> str:
    """`message` with every part hidden that may be somebody's data: quoted text, Chinese, long numbers, e-mail.

    It hides too much rather than too little: a log is read by more people than a case. Names in Latin letters that
    stand unquoted are not recognised; no message of ours writes one.
    """
    return VALUE.sub(HIDDEN, message)
