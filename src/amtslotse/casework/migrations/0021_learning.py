"""Who learns a kind of case, and since when it is hers alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_imports_go_on")]

    operations = []
