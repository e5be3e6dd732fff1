"""Who is away, and who has her inbox meanwhile."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NO_OVERLAP = """
ALTER TABLE accounts_absence ADD CONSTRAINT absences_do_not_overlap
EXCLUDE USING gist (int8range(staff_id, staff_id, '[]') WITH &&, daterange(starts_on, back_on) WITH &&)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_roles_of_law_and_procedures")]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("back_on", models.DateField(db_index=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("back_on__gt", models.F("starts_on"))), name="absence_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("staff")), _negated=True), name="nobody_is_her_own_deputy"
                    ),
                ]
            },
        ),
        migrations.RunSQL(NO_OVERLAP, migrations.RunSQL.noop),
    ]
