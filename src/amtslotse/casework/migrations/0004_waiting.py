from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_ways_a_case_goes")]

    operations: list[object] = []
