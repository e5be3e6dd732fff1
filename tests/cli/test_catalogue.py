"""``amtslotse catalogue load``."""

import shutil
from pathlib import Path

import pytest

from amtslotse.catalogue.models import ServiceVersion
from amtslotse.catalogue.rules import DATA, InvalidCatalogue
from amtslotse.cli.main import parser
from amtslotse.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> int:
    args = parser().parse_args(["catalogue", "load", *arguments])
    code: int = args.run(args)
    return code


def test_a_folder_is_published_and_checking_publishes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(DATA / "study-16b.toml", tmp_path)
    for arguments, said, count in (
        ([str(tmp_path), "--check"], "Would be published: study-16b\n", 0),
        ([str(tmp_path)], "Published: study-16b\n", 1),
        ([str(tmp_path)], "Nothing is new.\n", 1),
    ):
        assert _run(*arguments) == 0
        assert capsys.readouterr().out == said
        assert ServiceVersion.objects.count() == count


def test_a_fault_is_named_and_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("key")
    with pytest.raises(InvalidCatalogue, match=r"bad\.toml: the file: is not TOML"):
        _run(str(tmp_path))
    with pytest.raises(NotFound, match="there is no folder"):
        _run(str(tmp_path / "nowhere"))
