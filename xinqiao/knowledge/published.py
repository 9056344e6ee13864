"""What the public may read of cases: the newest, those with certain words, those like what somebody writes."""

from collections import Counter
from collections.abc import Iterable
from math import log
from typing import Final

from django.db.models import QuerySet

from xinqiao.knowledge.models import Publication
from xinqiao.text.pairs import folded, keys, searchable

SIMILAR, LOOKED_AT, LONGEST = 3, 200, 500
# How much of what a text is found by another must share to be like it: pairs of characters, and their share of all.
LEAST_PAIRS, LEAST_SHARE = 2, 0.12
# Pairs that stand in most requests and tell nothing of the matter.
COMMON: Final = frozenset(
    keys(
        "请问 希望 尽快 处理 解决 反映 没有 一个 什么 时候 情况 现在 问题 市民 来电 请求 帮助 相关 部门 我们 这个 有人 "
        "已经 小区 附近"
    )
)


def published() -> QuerySet[Publication]:
    """All of them, the latest first."""
    found = Publication.objects.filter(state=Publication.State.PUBLISHED).select_related("category", "area")
    return found.order_by("-decided_at", "-pk")


def saying(found: QuerySet[Publication], words: str) -> QuerySet[Publication]:
    """Those in whose public words each of the words stands."""
    for term in searchable(words).split()[:8]:
        found = found.filter(keys__contains=keys(term), text__contains=folded(term))
    return found


def like(found: QuerySet[Publication], words: str) -> list[Publication]:
    """At most three that are about what the words are about, the nearest first; none rather than a wrong one.

    Two queries: of what shares any pair of characters the newest are compared, a rare pair telling more than a common one.
    """
    asked = {*keys(searchable(words[:LONGEST]))} - COMMON
    if len(asked) < LEAST_PAIRS:
        return []
    near = found.filter(keys__overlap=sorted(asked)).values_list("pk", "keys")[:LOOKED_AT]
    shared = {pk: asked & {*its} for pk, its in near}
    rarity = _rarity(shared.values())
    scores = {
        pk: sum(rarity[key] for key in pairs) for pk, pairs in shared.items()
        if len(pairs) >= max(LEAST_PAIRS, LEAST_SHARE * len(asked))
    }  # fmt: skip
    best = sorted(scores, key=lambda pk: (scores[pk], pk), reverse=True)[:SIMILAR]
    rows = found.in_bulk(best)
    return [rows[pk] for pk in best]


def _rarity(shared: Iterable[set[int]]) -> dict[int, float]:
    counted = Counter(key for pairs in shared for key in pairs)
    return {key: log(1 + LOOKED_AT / count) for key, count in counted.items()}
