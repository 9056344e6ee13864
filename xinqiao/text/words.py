"""Words of Chinese text for searching: the same cut for what is stored and for what is asked."""

import unicodedata

import rjieba

# Words that stand in nearly every request and tell none apart.
WRITTEN = """
的 了 是 在 和 与 及 或 也 都 就 而 又 还 把 被 对 从 向 于 以 为 之
其 这 那 这个 那个 这些 那些 我 你 您 他 她 它 我们 你们 您们 他们 她们
它们 咱们 自己 本人 有 没 没有 不 很 太 更 最 已 已经 现在 一个 一直 因为
所以 但 但是 如果 请 请问 请求 希望 谢谢 您好 你好 尊敬 领导 吗 呢 吧 啊 呀
嘛 着 过 地 得 个 等 等等 并 并且 且 到 上 下 中 里 给 让 向 会 能 可以
可 要 想 说 问 来 去 做 什么 怎么 如何 为什么 多少 反映 来电 市民
"""
STOP_WORDS = frozenset(WRITTEN.split())


def words(text: str) -> list[str]:
    """The searchable words of `text` in order and lower case, without stop words.

    Long words come with the shorter words in them. A text of stop words only gives all of its
    words, so that asking for 什么 is not asking for nothing.
    """
    cut = rjieba.cut_for_search(unicodedata.normalize("NFKC", text).lower())
    spoken = [word for word in (piece.strip() for piece in cut) if any(char.isalnum() for char in word)]
    return [word for word in spoken if word not in STOP_WORDS] or spoken
