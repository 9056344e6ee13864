"""Calls have no events: whoever writes them, the database notes their days as stale. A row is added and nobody waited
for. Deleting notes nothing: what retention takes away was counted all the same."""

from django.conf import settings
from django.db import migrations

DAYS = f"""
    INSERT INTO assessment_staleday (day)
    SELECT DISTINCT (entered_at AT TIME ZONE '{settings.TIME_ZONE}')::date FROM %s WHERE entered_at IS NOT NULL;
"""
NOTE = f"""
CREATE FUNCTION assessment_note_new_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {DAYS % "written"} RETURN NULL; END
$$;
CREATE FUNCTION assessment_note_changed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {DAYS % "(SELECT entered_at FROM written UNION SELECT entered_at FROM before) both_days"} RETURN NULL; END
$$;
CREATE TRIGGER note_new_calls AFTER INSERT ON telephony_call
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION assessment_note_new_calls();
CREATE TRIGGER note_changed_calls AFTER UPDATE ON telephony_call
    REFERENCING NEW TABLE AS written OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION assessment_note_changed_calls();
"""
NOTE_NOT = """
DROP TRIGGER note_changed_calls ON telephony_call; DROP TRIGGER note_new_calls ON telephony_call;
DROP FUNCTION assessment_note_changed_calls(); DROP FUNCTION assessment_note_new_calls();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_daily_rollup"), ("telephony", "0002_calls")]
    operations = [
        migrations.RunSQL(NOTE, NOTE_NOT),
        migrations.RunSQL(DAYS % "telephony_call", migrations.RunSQL.noop),
    ]
