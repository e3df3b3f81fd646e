"""Nothing is half-written and nothing foreign is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import InvalidInputError
from solver.workspace import replace_file, replace_folder, write_document, write_folder
from solver.workspace.reading import read_document


def entries(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_a_new_folder_with_its_parents(tmp_path: Path) -> None:
    with replace_folder(tmp_path / "out" / "demo") as fresh:
        (fresh / "plan.json").write_text("1")
        assert not (tmp_path / "out" / "demo").exists()
    assert entries(tmp_path) == {"out/demo/plan.json": "1"}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with replace_folder(tmp_path / "out") as fresh:
        (fresh / "plan.json").write_text("1")
    assert entries(tmp_path) == {"out/plan.json": "1"}


def test_an_earlier_output_is_replaced_and_foreign_entries_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "calendars").mkdir(parents=True)
    (out / "photos").mkdir()
    for name in ("plan.json", "schedule.csv", "calendars/gone.ics", "photos/a", "notes.txt"):
        (out / name).write_text("old")
    with replace_folder(out) as fresh:
        (fresh / "plan.json").write_text("new")
    assert entries(tmp_path) == {
        "out/plan.json": "new",
        "out/notes.txt": "old",
        "out/photos/a": "old",
    }


def test_a_foreign_folder_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InvalidInputError) as caught, replace_folder(tmp_path):
        raise AssertionError("the block must not run")
    assert "holds other files" in caught.value.issues[0].message
    assert caught.value.issues[0].file == str(tmp_path)
    assert entries(tmp_path) == {"thesis.txt": "mine"}


def test_a_failing_block_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "plan.json").write_text("old")

    def fail() -> None:
        with replace_folder(out) as fresh:
            (fresh / "plan.json").write_text("half")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert entries(out) == {"plan.json": "old"}


def test_errors_of_the_block_about_other_files_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_folder(tmp_path / "out"):
        (tmp_path / "input.csv").read_text()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_place_that_cannot_be_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInputError) as caught, replace_folder(tmp_path / name):
        pass
    (issue,) = caught.value.issues
    assert issue.file == str(tmp_path / name)
    assert entries(tmp_path) == {"file": "x"}


def test_a_place_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    message = "cannot be written: Permission denied"
    with pytest.raises(InvalidInputError, match=message), replace_folder(tmp_path / "out"):
        pass


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.json"
    with replace_file(target) as fresh:
        fresh.write_text("1")
    with pytest.raises(ZeroDivisionError), replace_file(target) as fresh:
        fresh.write_text(str(1 / 0))
    assert entries(tmp_path) == {"deep/a.json": "1"}


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path, tmp_path / "file" / "a.json"):
        with pytest.raises(InvalidInputError) as caught, replace_file(target) as fresh:
            fresh.write_text("1")
        assert caught.value.issues[0].file == str(target)


def test_planning_folder_drops_stale_tables_and_keeps_other_files(tmp_path: Path) -> None:
    document = {
        "center": {"name": "A", "time_zone": "UTC"},
        "queues": [{"queue": "q", "channel": "voice", "skill": "s", "asa_s": 20}],
        "sites": [{"site": "v", "kind": "bpo", "time_zone": "UTC"}],
        "contracts": [{"site": "v", "rate_per_hour": 10, "queues": ["q"]}],
        "scenarios": [{"scenario": "peak", "volume_factor": 2}],
    }
    folder = tmp_path / "folder"
    write_folder(read_document(document, needs_history=False), folder)
    (folder / "params.toml").write_text("")
    write_folder(read_document({**document, "scenarios": []}, needs_history=False), folder)
    assert sorted(entries(folder)) == [
        "center.toml",
        "contracts.toml",
        "params.toml",
        "queues.csv",
        "sites.csv",
    ]
    with pytest.raises(InvalidInputError):
        write_document(read_document(document, needs_history=False), folder)
