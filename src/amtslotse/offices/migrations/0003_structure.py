from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_sites_and_counters")]

    operations: list[object] = []
