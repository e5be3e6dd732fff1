"""No rule that clusters cases can look at a person: the schema of rules, weights, chart and skills is read, field by field."""

from __future__ import annotations

import ast
from dataclasses import fields
from inspect import getsource

import pytest

from amtslotse.casework.queries import clusters, ranking, triage
from amtslotse.engines.triage import DEFAULT, RULES, Facts, Weights, as_content
from amtslotse.offices.rules import NeededSkill, Rule

#: Art. 3 Abs. 3 GG and § 1 AGG, and by what they would be called or guessed from.
PROTECTED = (
    *("nation", "citizen", "origin", "ethnic", "race", "country", "birth", "age_of", "sex", "gender", "religio", "belief"),
    *("disab", "politic", "language", "name_key", "family_name", "given_name", "surname", "applicant", "person", "street"),
    *("postcode", "city", "email", "phone", "marital", "orientation"),
)


def protected(names: object) -> list[str]:
    return [name for name in names if any(word in name for word in PROTECTED)]  # type: ignore[attr-defined]


def names_in(module: object) -> set[str]:
    """Every attribute, variable and text that the source of a module names; its docstrings apart."""
    tree = ast.parse(getsource(module))  # type: ignore[arg-type]
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return found | {node.value for node in texts if isinstance(node.value, str)}


@pytest.mark.parametrize(
    "schema",
    [
        [field.name for field in fields(Facts)],
        [field.name for field in fields(Weights)],
        [field.name for field in fields(Rule)],
        [field.name for field in fields(NeededSkill)],
        list(as_content(DEFAULT)),
        list(RULES),
        list(ranking.COLUMNS),
        list(triage._COLUMNS),
    ],
    ids=["facts", "weights", "chart", "skills", "stored", "rules", "ranking", "preview"],
)
def test_the_schema_holds_no_protected_attribute(schema: list[str]) -> None:
    assert schema
    assert protected(schema) == []


@pytest.mark.parametrize("module", [ranking, clusters], ids=["ranking", "clusters"])
def test_what_ranks_and_counts_names_none(module: object) -> None:
    assert protected(names_in(module)) == []


def test_the_control_finds_one() -> None:
    assert protected(["received_on", "nationality"]) == ["nationality"]
    assert protected({"applicant__birth_year", "effect"}) == ["applicant__birth_year"]
