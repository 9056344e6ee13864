"""When what is on the books is looked at again, and when the citizen is to hear how far it is.

Tasks that are on the books already were asked to be looked at: their events say when. When the citizen of a task from
before is to hear again no event says; its next interim reply does.
"""

from django.db import migrations, models

LOOKED_AT = """
UPDATE cases_assignment task SET look_at = (asked.data->>'look_at')::timestamptz
FROM cases_request request JOIN cases_event asked ON asked.id = request.asked_id
WHERE request.assignment_id = task.id AND request.kind = 'carry_over' AND request.granted AND task.carried_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_searching")]

    operations = [
        migrations.AddField("assignment", "look_at", models.DateTimeField(null=True)),
        migrations.AddField("assignment", "progress_due_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["look_at"], name="assignment_to_look_at", condition=models.Q(("look_at__isnull", False))
            ),
        ),
        migrations.RunSQL(LOOKED_AT, migrations.RunSQL.noop),
    ]
