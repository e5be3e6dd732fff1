"""What lists rank and count stands in one index; filters under a name; acts on many cases that can be taken back."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_deciding"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="case",
            name="team_by_hand",
            field=models.BooleanField(default=False, help_text="A person chose the team: a new chart leaves the case there"),
        ),
        migrations.RemoveIndex(model_name="case", name="open_cases"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(("status__in", ("closed", "withdrawn", "settled")), _negated=True),
                fields=["status", "team", "received_at"],
                include=(
                    "id",
                    "service",
                    "service_version",
                    "owner",
                    "deputy",
                    "purpose",
                    "difficulty",
                    "urgency_override",
                    "title_expires_on",
                    "needed_on",
                    "court_on",
                    "complete_since",
                    "effect",
                ),
                name="open_cases",
            ),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=400)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "list", "name"), name="a_filter_has_one_name"),
                    models.CheckConstraint(
                        condition=Q(("list__in", ("clearing", "team", "mine", "reviews")), Q(("name", ""), _negated=True)),
                        name="a_saved_filter_is_of_a_list",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("kind__in", ("reroute", "take", "deputy", "suspend"))), name="batch_kind_is_known"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="casework.batch"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="batch_items", to="casework.case"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("batch", "case"), name="a_batch_has_a_case_once")]},
        ),
    ]
