"""An open suit keeps its case as a hold does, whatever code runs."""

from importlib import import_module

from django.db import migrations

_RECORDS = import_module("amtslotse.casework.migrations.0012_records")


def _only_function(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").split("CREATE TRIGGER")[0]


HOLD_KEEPS, LEAVES = _only_function(_RECORDS.HOLD_KEEPS), _only_function(_RECORDS.LEAVES_WHEN_IT_MAY)
_HOLD = "IF EXISTS (SELECT 1 FROM casework_legalhold h WHERE h.case_id = {case} AND h.lifted_at IS NULL) THEN"
_SUIT = """IF EXISTS (SELECT 1 FROM casework_suit s WHERE s.case_id = {case} AND s.outcome = '') THEN
        RAISE EXCEPTION 'an open suit keeps the case' USING ERRCODE = 'restrict_violation';
    END IF;
    """


def _with_suits(function: str, case: str) -> str:
    hold = _HOLD.format(case=case)
    if function.count(hold) != 1:
        raise RuntimeError("0012 reads otherwise than this migration expects")
    return function.replace(hold, _SUIT.format(case=case) + hold)


class Migration(migrations.Migration):
    dependencies = [("casework", "0017_what_stays")]

    operations = [
        migrations.RunSQL(_with_suits(HOLD_KEEPS, "kept"), HOLD_KEEPS),
        migrations.RunSQL(_with_suits(LEAVES, "NEW.case_id"), LEAVES),
    ]
