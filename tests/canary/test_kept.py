"""Where personal data lies in clear: in the words of a case and nowhere else; no job, row, log or name of a key has it."""

from io import StringIO

from django.db import connection
from django.test import Client

from tests.canary.planted import ADDRESS, CANARIES, PHONE, SPOKEN, Planted, escaped
from tests.canary.test_shown import addresses
from tests.factories import react
from tests.fixtures.searching import indexed
from xinqiao.dispatch.tasks import reschedule_open

# What may be said in clear, because it is read and searched: the words, erasable. Everything else is sealed or digested.
IN_CLEAR = {
    ("cases_case", "title"), ("cases_case", "place"), ("cases_casetext", "title"), ("cases_casetext", "body"),
    ("files_storedfile", "name"), ("cases_event", "data"),  # an article that is cited
}  # fmt: skip
COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""


def in_clear() -> dict[tuple[str, str], list[str]]:
    """(table, column) -> the canaries that stand in it as they are."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT string_agg("{column}"::text, \' \') FROM "{table}"')
            if got_out := escaped(cursor.fetchone()[0] or ""):
                found[table, column] = got_out
    return found


def test_it_lies_in_the_words_of_the_case_alone(planted: Planted):
    reschedule_open.defer(reason="日历更正", staff=planted.person.pk)
    assert react() > 0
    indexed()
    found = in_clear()
    assert found.keys() <= IN_CLEAR
    assert {canary for got_out in found.values() for canary in got_out} == set(CANARIES) - {ADDRESS}


def test_no_log_tells_it(planted: Planted, logged: StringIO):
    client = Client()
    client.force_login(planted.person)
    for address in addresses(planted).values():
        client.get(address, {"number": PHONE, "word": PHONE, "kind": SPOKEN, "q": PHONE})
    client.post("/register/", {"phone": PHONE, "text": SPOKEN, "case_type": PHONE})
    client.post("/register/same-person/", {"phone": PHONE})
    client.get("/cases/0000000000000/")
    react()
    assert '"status": 404' in logged.getvalue(), "what the request came to is logged"
    assert escaped(logged.getvalue()) == []
