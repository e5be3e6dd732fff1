"""What is published never changes: the database refuses it, for the program and by mistake also for the owner."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION catalogue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is published never changes: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue_serviceversion
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_refuse();
CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue_reporttableversion
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_refuse();
"""

DROP_GUARDS = """
DROP TRIGGER never_changes ON catalogue_reporttableversion;
DROP TRIGGER never_changes ON catalogue_serviceversion;
DROP FUNCTION catalogue_refuse;
"""

RIGHTS = """
DO $$
DECLARE
    app text := current_database() || '_app';
    welcome text := current_database() || '_welcome';
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = app) THEN
        EXECUTE format('REVOKE ALL ON catalogue_serviceversion, catalogue_reporttableversion FROM %I', app);
        EXECUTE format('GRANT SELECT, INSERT ON catalogue_serviceversion, catalogue_reporttableversion TO %I', app);
    END IF;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = welcome) THEN
        EXECUTE format('GRANT SELECT ON catalogue_serviceversion, catalogue_reporttableversion TO %I', welcome);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, DROP_GUARDS),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
