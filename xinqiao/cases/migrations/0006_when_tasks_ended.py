"""When a task was taken away again; and an attempt to contact is no contact any more."""

from django.db import migrations, models

# By its own move, else by the first move after it that closed the case.
ENDED = """
UPDATE cases_assignment task SET ended_at = COALESCE(
    (
        SELECT max(own.at) FROM cases_event own
        WHERE own.assignment_id = task.id AND own.to_state = task.state AND own.from_state <> own.to_state
    ),
    (
        SELECT min(closing.at) FROM cases_event closing
        WHERE closing.case_id = task.case_id AND closing.assignment_id IS NULL AND closing.at >= task.dispatched_at
        AND closing.from_state <> closing.to_state AND closing.verb IN (
            'answer_directly', 'rule_answer', 'decline', 'invalidate', 'relay', 'withdraw', 'rule_merge', 'terminate',
            'archive')
    )
)
WHERE task.state IN ('sent_back', 'recalled')
"""
CONTACTED = """
UPDATE cases_assignment SET contacted_at = (
    SELECT min(event.at) FROM cases_event event
    WHERE event.assignment_id = cases_assignment.id AND event.verb = 'contact' AND event.data->>'result' = 'reached'
)
WHERE contacted_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_form_keys")]

    operations = [
        migrations.AddField("assignment", "ended_at", models.DateTimeField(null=True)),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        migrations.RunSQL(CONTACTED, migrations.RunSQL.noop),
    ]
