"""When a task was taken away again; and an attempt to contact is no contact any more."""

from django.db import migrations, models

# By its own move, else by the move of the case that closed it.
ENDED = """
UPDATE cases_assignment SET ended_at = (
    SELECT max(event.at) FROM cases_event event
    WHERE event.case_id = cases_assignment.case_id
    AND CASE WHEN event.assignment_id IS NULL THEN event.to_state <> event.from_state
        ELSE event.assignment_id = cases_assignment.id AND event.to_state = cases_assignment.state
        AND event.from_state <> event.to_state END
    AND (event.assignment_id IS NOT NULL OR event.verb IN (
        'answer_directly', 'rule_answer', 'decline', 'invalidate', 'relay', 'withdraw', 'rule_merge', 'terminate',
        'archive'))
)
WHERE state IN ('sent_back', 'recalled')
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
