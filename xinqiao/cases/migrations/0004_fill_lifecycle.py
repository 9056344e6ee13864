"""What earlier histories say of the new columns: the citizen's clock, and when a unit first answered."""

from django.db import migrations

DUE = """
UPDATE cases_case SET due_at = first.due_at
FROM (SELECT DISTINCT ON (case_id) case_id, due_at FROM cases_assignment ORDER BY case_id, suffix) AS first
WHERE first.case_id = cases_case.id
"""
ANSWERED = """
UPDATE cases_assignment SET answered_at = first.at
FROM (SELECT assignment_id, min(at) AS at FROM cases_event WHERE verb = 'reply' GROUP BY assignment_id) AS first
WHERE first.assignment_id = cases_assignment.id
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lifecycle")]

    operations = [
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
    ]
