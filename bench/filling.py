"""A ledger of any size by plain SQL: cases with tasks, callbacks and ratings as a city has them, spread over its units,
categories and days. Only what figures read is as it is in life; there are no words and no chains."""

from typing import Any

from django.db import connection

LAST_DAY = "2025-12-31"
# Each statement with what it makes. `random()` is seeded: the same cases every time.
STATEMENTS = {
    "cases": """
INSERT INTO cases_case (number, case_type, urgency, confidentiality, category_id, source_id, title, place, registered_at,
    flag, problem, due_at, open_requests, stage, decided, round, completed_at, seq, head)
SELECT lpad(n::text, 13, '0'), (ARRAY['consultation','help','help','complaint','report','suggestion'])[1 + floor(a * 6)],
    'normal', 'open', categories[1 + floor(b * cardinality(categories))], sources[1 + floor(c * c * cardinality(sources))],
    'case', '', at, '', '', CASE WHEN dispatched THEN at + interval '7 days' END, 0,
    CASE WHEN NOT finished THEN 'in_hand' WHEN d < 0.02 THEN 'invalid' ELSE 'archived' END,
    CASE WHEN NOT finished THEN '' WHEN d < 0.02 THEN 'invalid' ELSE 'archived' END, 1,
    CASE WHEN finished AND d >= 0.02 THEN at + e * interval '6 days' END, 2, '\\x00'
FROM (SELECT n, random() a, random() b, random() c, random() d, random() e, random() < 0.6 AS dispatched,
        random() < 0.97 AS finished,
        %(last)s::date + time '08:00' + ((1 - n::float / %(cases)s) * -%(days)s) * interval '1 day' AS at
      FROM generate_series(1, %(cases)s) n) drawn,
    (SELECT array_agg(id) AS categories FROM catalogue_category) known,
    (SELECT array_agg(id) AS sources FROM catalogue_source) channels
""",
    "tasks": """
INSERT INTO cases_assignment (case_id, suffix, unit_id, dispatched_by_unit_id, tie, rule, limits, is_final, state, round,
    dispatched_at, sign_due_at, signed_at, contact_due_at, contacted_at, due_at, stopped_at, completed_at,
    ended_at)
SELECT id, 1, units[1 + floor(a * a * cardinality(units))], (SELECT id FROM people_unit WHERE parent_id IS NULL), 'lead',
    'R00', '{}', false,
    CASE WHEN b < 0.04 THEN 'sent_back' WHEN completed_at IS NULL THEN 'handling' ELSE 'completed' END, 1,
    registered_at + interval '10 min', registered_at + interval '4 hours', registered_at + c * interval '4.1 hours',
    registered_at + interval '1 day', registered_at + d * interval '26 hours', registered_at + interval '5 days',
    completed_at - interval '30 min', CASE WHEN b >= 0.04 THEN completed_at END,
    CASE WHEN b < 0.04 THEN registered_at + interval '5 hours' END
FROM (SELECT *, random() a, random() b, random() c, random() d FROM cases_case WHERE due_at IS NOT NULL) drawn,
    (SELECT array_agg(id ORDER BY path) AS units FROM people_unit WHERE level IN (1, 2)) known
""",
    "delegated tasks": """
INSERT INTO cases_assignment (case_id, suffix, parent_id, unit_id, dispatched_by_unit_id, tie, rule, limits, is_final,
    state, round, dispatched_at, sign_due_at, signed_at, contact_due_at, contacted_at, due_at, stopped_at, completed_at)
SELECT DISTINCT ON (task.id) task.case_id, 2, task.id, below.id, task.unit_id, 'lead', 'R00', '{}', false, task.state, 1,
    task.dispatched_at + interval '1 hour', task.sign_due_at, task.signed_at, task.contact_due_at, task.contacted_at,
    task.due_at - interval '4 hours', task.stopped_at - interval '1 hour', task.completed_at
FROM cases_assignment task JOIN people_unit below ON below.parent_id = task.unit_id
WHERE task.state <> 'sent_back'
""",
    "callbacks": """
INSERT INTO callback_callback (case_id, round, ground, due_at, attempts, result, done_at)
SELECT id, 1, 'passed', completed_at, 1, (ARRAY['reached','reached','reached','refused','no_answer'])[1 + floor(random() * 5)],
    completed_at + random() * interval '2 days'
FROM cases_case WHERE completed_at IS NOT NULL AND due_at IS NOT NULL
""",
    "ratings": """
INSERT INTO callback_rating (callback_id, assignment_id, satisfaction, solved)
SELECT called.id, task.id, 1 + floor(5 * sqrt(random())), random() < 0.9
FROM callback_callback called JOIN cases_assignment task ON task.case_id = called.case_id AND task.parent_id IS NULL
WHERE called.result = 'reached' AND task.state = 'completed'
""",
    "rulings": """
INSERT INTO cases_event (case_id, seq, verb, at, recorded_at, assignment_id, from_state, to_state, data, hash)
SELECT case_id, 9, 'exclude', completed_at, completed_at, id, '', '', '{"indicator": "completed_in_time"}', '\\x00'
FROM cases_assignment WHERE completed_at IS NOT NULL AND parent_id IS NULL AND id %% 200 = 0;
INSERT INTO cases_request (case_id, assignment_id, kind, asked_id, granted, closed_at)
SELECT case_id, assignment_id, 'exclude', id, true, at FROM cases_event WHERE verb = 'exclude';
""",
    "events": """
INSERT INTO cases_event (case_id, seq, verb, at, recorded_at, from_state, to_state, data, hash)
SELECT id, 1, 'register', registered_at, registered_at, '', 'registered', '{}'::jsonb, '\\x00'::bytea FROM cases_case
UNION ALL SELECT case_id, 1 + suffix, 'dispatch', dispatched_at, dispatched_at, '', '', jsonb_build_object('due_at', due_at),
    '\\x00'::bytea FROM cases_assignment
UNION ALL SELECT id, 7, 'pass_review', completed_at, completed_at, '', '', '{}'::jsonb, '\\x00'::bytea FROM cases_case
    WHERE completed_at IS NOT NULL
UNION ALL SELECT case_id, 8, 'call_back', done_at, done_at, '', '', '{}'::jsonb, '\\x00'::bytea FROM callback_callback
""",
}


def fill(cases: int, days: int, tell: Any) -> None:
    """Write so many cases over so many days up to LAST_DAY; `tell` hears of each step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        for made, statement in STATEMENTS.items():
            cursor.execute(statement, {"cases": cases, "days": days, "last": LAST_DAY})
            tell(f"{made}: {cursor.rowcount:,}")
        cursor.execute("ANALYZE")
