"""Facts behind more figures: first checks, visits and contacts of cases, letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_promises")]

    operations = [
        migrations.CreateModel(
            name="CaseContactFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream_id", models.BigIntegerField(help_text="Of the case")),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("channel", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=20)),
                ("settled", models.BooleanField(help_text="Without a specialist")),
            ],
            options={
                "verbose_name_plural": "case contact facts",
                "indexes": [models.Index(fields=["day"], name="reporting_case_contacts_by_day")],
                "constraints": [models.UniqueConstraint(fields=("stream_id", "seq"), name="one_row_per_case_contact")],
            },
        ),
        migrations.CreateModel(
            name="LetterFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream_id", models.BigIntegerField(help_text="Of the case")),
                ("seq", models.BigIntegerField()),
                ("day", models.DateField()),
                ("template", models.CharField(help_text="Template of a notice; else the kind of letter", max_length=60)),
                ("is_notice", models.BooleanField(help_text="Written from one of the office's templates")),
            ],
            options={
                "verbose_name_plural": "letter facts",
                "indexes": [models.Index(fields=["day"], name="reporting_letters_by_day")],
                "constraints": [models.UniqueConstraint(fields=("stream_id", "seq"), name="one_row_per_letter")],
            },
        ),
        migrations.AddField(
            model_name="processfacts",
            name="checked_at",
            field=models.DateTimeField(help_text="Clearing first looked at it", null=True),
        ),
        migrations.AddField(
            model_name="processfacts",
            name="confirm_workdays",
            field=models.IntegerField(help_text="From then to the confirmation, in working days of the Land", null=True),
        ),
        migrations.AddField(
            model_name="processfacts",
            name="visits",
            field=models.IntegerField(default=0, help_text="Days on which she came to the office about it"),
        ),
        migrations.AddField(
            model_name="processfacts",
            name="whole_at",
            field=models.DateTimeField(help_text="The last document before completeness was confirmed came", null=True),
        ),
        migrations.AddField(
            model_name="visitfacts",
            name="of_case",
            field=models.CharField(
                blank=True, default="", help_text="case | none; empty: nobody said which case it was about", max_length=8
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="processfacts",
            index=models.Index(fields=["checked_at"], name="reporting_by_first_check"),
        ),
        # Everything is read anew, so that what was journaled before is counted too.
        migrations.RunSQL("UPDATE reporting_readstate SET cluster = ''", migrations.RunSQL.noop),
    ]
