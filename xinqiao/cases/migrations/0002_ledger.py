"""The ledger's own rules in the database: the running number, and events that can only be added."""

from django.db import migrations

NUMBER = "CREATE SEQUENCE case_number MINVALUE 0 MAXVALUE 999999 START 1 CYCLE"
NO_NUMBER = "DROP SEQUENCE case_number"
APPEND_ONLY = """
CREATE FUNCTION cases_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: % refused', TG_OP;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_event
    FOR EACH ROW EXECUTE FUNCTION cases_event_is_append_only();
"""
NOT_APPEND_ONLY = "DROP TRIGGER append_only ON cases_event; DROP FUNCTION cases_event_is_append_only()"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(NUMBER, NO_NUMBER), migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY)]
