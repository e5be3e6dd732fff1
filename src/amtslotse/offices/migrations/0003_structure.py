"""Organisation charts and weights with the day from which they hold, and skills; the routing rules become the first chart."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIRST_CHART = """
INSERT INTO offices_chart (valid_from, rules, note, set_at)
SELECT COALESCE((SELECT min(valid_from) FROM offices_team), current_date), rules, '', now()
FROM (SELECT jsonb_agg(jsonb_build_object('prefix', legal_basis_prefix, 'difficulty_at_least', difficulty_at_least,
        'urgency_at_least', 1, 'team', team_code, 'reason', reason) ORDER BY position) AS rules
      FROM offices_routingrule) AS old
WHERE rules IS NOT NULL;
"""

LAST_FITS_ALL = """
ALTER TABLE offices_chart ADD CONSTRAINT last_rule_fits_everything CHECK (
    jsonb_typeof(rules) = 'array' AND jsonb_array_length(rules) > 0 AND rules -> -1 ->> 'prefix' = ''
    AND (rules -> -1 ->> 'difficulty_at_least')::int = 1 AND (rules -> -1 ->> 'urgency_at_least')::int = 1
    AND rules -> -1 ->> 'team' <> ''
)
"""

ONLY_GROWS = """
CREATE FUNCTION offices_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was in force on a day never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON offices_chart FOR EACH ROW EXECUTE FUNCTION offices_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON offices_triagerules FOR EACH ROW EXECUTE FUNCTION offices_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_sites_and_counters"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Chart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                (
                    "rules",
                    models.JSONField(
                        help_text="[{prefix, difficulty_at_least, urgency_at_least, team, reason: language → why}], in order"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["-valid_from", "-id"], name="chart_in_force")]},
        ),
        migrations.CreateModel(
            name="TriageRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("content", models.JSONField()),
                ("note", models.TextField(blank=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["-valid_from", "-id"], name="triage_rules_in_force")]},
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("names", models.JSONField(help_text="language → name")),
                ("prefix", models.CharField(blank=True, help_text="Of the title code; empty fits all", max_length=40)),
                ("difficulty_at_least", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("difficulty_at_least__range", (1, 3))), name="skill_difficulty_from_1_to_3"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="StaffSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "skill",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="holders", to="offices.skill"),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("staff", "skill"), name="a_skill_is_held_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="skill_ends_after_it_begins",
                    ),
                ]
            },
        ),
        migrations.RunSQL(LAST_FITS_ALL, migrations.RunSQL.noop),
        migrations.RunSQL(FIRST_CHART, migrations.RunSQL.noop),
        migrations.RunSQL(
            ONLY_GROWS,
            "DROP TRIGGER only_grows ON offices_chart; DROP TRIGGER only_grows ON offices_triagerules; "
            "DROP FUNCTION offices_only_grows",
        ),
        migrations.DeleteModel(name="RoutingRule"),
    ]
