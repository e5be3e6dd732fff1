"""Blind second judgements of urgency and difficulty, and test cases for decisions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_open_suits_keep")]

    operations = []
