"""Reading a time that a foreign log gives as text: nonsense is no time, and no reason to stop reading."""

from django.db import migrations

TIME = r"""
CREATE FUNCTION reporting_time(told text, zone text) RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF told !~ '^\d{4}-\d\d-\d\d' THEN
        RETURN NULL;
    ELSIF told ~ '\d([+-]\d\d(:?\d\d)?|Z)$' AND told ~ ':' THEN
        RETURN told::timestamptz;
    END IF;
    RETURN told::timestamp AT TIME ZONE zone;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [migrations.RunSQL(TIME, "DROP FUNCTION reporting_time(text, text)")]
