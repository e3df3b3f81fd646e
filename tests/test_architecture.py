"""The house's laws, read off the sources: who may import whom, parity, sizes, public names."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = {
    "allocation",
    "capacity",
    "forecast",
    "intraday",
    "requirements",
    "scheduling",
    "simulation",
}
BELOW = {"domain", "timegrid", "queueing", "status", "errors", "fanout", "progress"}
SOLVERS = {"ortools", "highspy", "pulp"}
MAX_LINES = 350
SOURCES = sorted(
    path for package in ("solver", "api", "instances") for path in (ROOT / package).rglob("*.py")
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in SOURCES}


@cache
def imports_of(module: str) -> frozenset[str]:
    """Every module that a source names, inside functions and TYPE_CHECKING blocks too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module is not None
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                found.add(deeper if deeper in MODULES else node.module)
    return frozenset(found)


def stage_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "solver" and len(parts) > 1 and parts[1] in STAGES else None


def rule_names() -> list[str]:
    from solver.scheduling.rules import RULES

    return [rule.name for rule in RULES]


@pytest.mark.parametrize("module", [name for name in MODULES if stage_of(name)])
def test_a_stage_imports_only_itself_and_what_lies_below_all_stages(module: str) -> None:
    for imported in imports_of(module):
        parts = imported.split(".")
        if parts[0] in ("api", "instances"):
            pytest.fail(f"{module} imports {imported}")
        if parts[0] == "solver":
            assert parts[1] in BELOW | {stage_of(module)}, f"{module} imports {imported}"


@pytest.mark.parametrize(
    "module", [n for n in MODULES if n.split(".")[1:2] and n.split(".")[1] in BELOW]
)
def test_what_lies_below_knows_no_stage(module: str) -> None:
    if not module.startswith("solver."):
        return
    for imported in imports_of(module):
        parts = imported.split(".")
        if parts[0] == "solver":
            assert parts[1] in BELOW, f"{module} imports {imported}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("solver")])
def test_the_library_never_imports_its_users(module: str) -> None:
    users = ("api", "instances")
    assert not [name for name in imports_of(module) if name.split(".")[0] in users]


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("instances")])
def test_instances_do_not_know_the_service(module: str) -> None:
    assert not [name for name in imports_of(module) if name.split(".")[0] == "api"]


def test_only_the_walk_and_its_edges_see_several_stages() -> None:
    allowed = re.compile(
        r"solver|solver\.(plan|handover|pools|coverage|publishing|plan_result|params_file)"
        r"|solver\.(cli|report)(\..+)?|(api|instances)(\..+)?"
    )
    for module in MODULES:
        stages = {stage_of(name) for name in imports_of(module)} - {None, stage_of(module)}
        if len(stages) > 1:
            assert allowed.fullmatch(module), f"{module} sees {sorted(map(str, stages))}"


def test_every_rule_has_its_file_its_check_and_their_test() -> None:
    scheduling, tests = ROOT / "solver/scheduling", ROOT / "tests/scheduling"
    names = rule_names()
    assert len(set(names)) == len(names)
    for name in names:
        assert (scheduling / f"rules/{name}.py").is_file(), f"rule {name}"
        assert (scheduling / f"checks/{name}.py").is_file(), f"check of {name}"
        wanted = (tests / f"test_rule_{name}.py", tests / f"checks/test_check_{name}.py")
        assert any(path.is_file() for path in wanted), f"no test of rule {name}"


def test_every_rule_is_exact_and_limits_days_in_the_guide_too() -> None:
    from solver.scheduling.rules import RULES

    limits_days = {"availability", "time_off", "weekly_paid_time", "weekly_days",
                   "consecutive_days", "weekends", "period_limits", "days_off_runs"}  # fmt: skip
    assert limits_days <= {rule.name for rule in RULES}
    for rule in RULES:
        assert callable(rule.exact), rule.name
        if rule.name in limits_days:
            assert callable(rule.guide), rule.name


def test_every_rule_file_stands_in_the_table_of_contents() -> None:
    files = {path.stem for path in (ROOT / "solver/scheduling/rules").glob("[!_]*.py")}
    assert files - {"base"} == set(rule_names())


def test_every_check_file_stands_in_the_audit() -> None:
    from solver.scheduling.checks import CHECKS

    files = {path.stem for path in (ROOT / "solver/scheduling/checks").glob("[!_]*.py")}
    assert {function.__module__.split(".")[-1] for _, function in CHECKS} == files
    assert set(rule_names()) <= {name for name, _ in CHECKS}


def test_the_audit_reaches_neither_the_engine_nor_a_solver() -> None:
    engine = re.compile(r"solver\.scheduling\.(?!check\b|checks\b|audit_report\b|params\b).+")
    waiting, seen = {"solver.scheduling.check"}, set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for imported in imports_of(module):
            assert imported.split(".")[0] not in SOLVERS, f"{module} imports {imported}"
            assert not engine.fullmatch(imported), f"{module} imports {imported}"
            if imported in MODULES and imported not in seen:
                waiting.add(imported)
    assert any(module.startswith("solver.scheduling.checks.") for module in seen)


@pytest.mark.parametrize(
    "package", [n for n, path in MODULES.items() if path.name == "__init__.py" and n != "solver"]
)
def test_public_names_are_complete_and_there(package: str) -> None:
    loaded = importlib.import_module(package)
    names = list(getattr(loaded, "__all__", ()))
    assert len(set(names)) == len(names)
    for name in names:
        assert hasattr(loaded, name), f"{package}.{name}"
    tree = ast.parse(MODULES[package].read_text(encoding="utf-8"))
    own = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    own -= {name for name in own if name.startswith("_")}
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}.")
        for alias in node.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    modules = {name.rpartition(".")[2] for name in MODULES if name.startswith(f"{package}.")}
    if names:
        missing = (own | (imported - used)) - set(names) - modules
        assert missing <= {"root"}, f"{package}.__all__ lacks {sorted(missing)}"


def test_every_public_name_of_the_library_is_there() -> None:
    import solver

    assert sorted(solver.__all__) == list(solver.__all__)
    assert set(solver.__all__) == set(solver._HOME_OF)
    for name in solver.__all__:
        assert getattr(solver, name).__name__ == name
    tree = ast.parse(MODULES["solver"].read_text(encoding="utf-8"))
    typed = {
        alias.name
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == set(solver.__all__)


def test_a_verb_keeps_its_name_beside_the_module_of_that_name() -> None:
    program = (
        "import solver.plan, solver.forecast\n"
        "from solver import forecast, plan\n"
        "assert callable(plan) and callable(forecast)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_importing_the_audit_loads_no_solver() -> None:
    program = (
        "import sys, solver.scheduling.check\n"
        f"assert not {SOLVERS} & set(sys.modules), {SOLVERS} & set(sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT
    )
    assert found.returncode == 0, found.stderr


def test_importing_the_library_or_the_command_line_loads_nothing_heavy() -> None:
    program = (
        "import sys, solver, solver.cli\n"
        "heavy = {'numpy', 'ortools', 'highspy', 'pulp', 'pandas', 'numba', 'pydantic', 'plotly'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT
    )
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    limit = 79 if path == ROOT / "solver/plan.py" else MAX_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def test_test_files_have_distinct_names() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)


def test_no_machine_paths_or_addresses_are_committed() -> None:
    hits = []
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    forbidden = re.compile(
        r"/(?:work|home|root|Users|tmp)/[a-z]|https?://(?:localhost|10\.|192\.168\.)"
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".yml", ".txt", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            hits += [f"{name}: {match[0]}" for match in forbidden.finditer(text)]
    assert not [hit for hit in hits if not hit.startswith("tests/test_architecture.py")]
