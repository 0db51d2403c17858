# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import contracts of pyproject.toml hold, and each of them finds the fault it is there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.house import CONTRACTS, FLOORS, ROOMS, ROOT, SOURCE

IN_A_ROOM = [layer.strip("()").split(") | (") for layer in CONTRACTS["rooms"]["layers"]]
BUILT = [[room for room in floor if room in ROOMS] for floor in FLOORS]


def lint(source: Path, *contracts: str) -> tuple[bool, str]:
    """Whether the contracts hold for this source, and what import-linter says."""
    limit = [word for contract in contracts for word in ("--contract", contract)]
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo", *limit],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """The house, to break things in."""

    def only_python(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if not (Path(folder) / name).is_dir() and not name.endswith(".py")]

    shutil.copytree(SOURCE, tmp_path / "concejo", ignore=only_python)
    return tmp_path


def plant(source: Path, module: str, line: str) -> None:
    """Write a module with one import; its packages are made where they are not there yet."""
    path = source.joinpath(*module.split(".")).with_suffix(".py")
    for folder in reversed(path.relative_to(source).parents[:-1]):
        (source / folder).mkdir(exist_ok=True)
        (source / folder / "__init__.py").touch()
    path.write_text(f"{line}\n")


def assert_found(said: str, contract: str, *modules: str) -> None:
    assert f"{CONTRACTS[contract]['name']} BROKEN" in said, said
    for module in modules:
        assert module in said, said


def test_all_contracts_hold():
    kept, said = lint(SOURCE.parent)
    assert kept, said


def test_no_room_imports_the_floor_above(copy):
    pairs = [
        (lower, upper)
        for number, floor in enumerate(BUILT)
        for lower in floor
        for upper in [room for higher in BUILT[:number] for room in higher][-1:]
    ]
    for lower, upper in pairs:
        plant(copy, f"concejo.{lower}.planted", f"import concejo.{upper}")
    kept, said = lint(copy, "floors")
    assert not kept
    assert_found(said, "floors", *(f"concejo.{lower}.planted -> concejo.{upper}" for lower, upper in pairs))


def test_rooms_of_one_floor_do_not_import_each_other(copy):
    plant(copy, "concejo.council.planted", "import concejo.cases")
    kept, said = lint(copy, "floors")
    assert not kept
    assert_found(said, "floors", "concejo.council.planted -> concejo.cases")


def test_a_room_without_a_floor_is_found(copy):
    plant(copy, "concejo.attic.planted", "")
    kept, said = lint(copy, "floors")
    assert not kept
    assert_found(said, "floors", "concejo.attic")


def test_inside_a_room_nothing_lower_imports_higher(copy):
    pairs = [
        (lower, upper)
        for number, layer in enumerate(IN_A_ROOM)
        for lower in layer
        for upper in [part for higher in IN_A_ROOM[:number] for part in higher]
    ]
    for number, (lower, upper) in enumerate(pairs):
        plant(copy, f"concejo.attic{number}.{upper}", "")
        plant(copy, f"concejo.attic{number}.{lower}", f"import concejo.attic{number}.{upper}")
    kept, said = lint(copy, "rooms")
    assert not kept
    wanted = [f"concejo.attic{n}.{lower} -> concejo.attic{n}.{upper}" for n, (lower, upper) in enumerate(pairs)]
    assert_found(said, "rooms", *wanted)


def test_the_order_inside_a_room_is_found_through_a_third_file(copy):
    plant(copy, "concejo.attic.actions", "")
    plant(copy, "concejo.attic.wording", "import concejo.attic.actions")
    plant(copy, "concejo.attic.models", "import concejo.attic.wording")
    kept, said = lint(copy, "rooms")
    assert not kept
    assert_found(said, "rooms", "concejo.attic.models -> concejo.attic.wording")


@pytest.mark.parametrize("target", ["concejo.square", "concejo.people.planted", "concejo.channels.planted"])
def test_a_driver_imports_no_room(copy, target):
    plant(copy, "concejo.people.planted", "")
    plant(copy, "concejo.channels.planted", "")
    plant(copy, "concejo.square.planted", "")
    plant(copy, "concejo.channels.kinds.pigeon.driver", f"import {target}")
    kept, said = lint(copy, "drivers-know-no-room")
    assert not kept
    assert_found(said, "drivers-know-no-room", f"concejo.channels.kinds.pigeon.driver -> {target}")


def test_a_driver_may_import_the_contract_and_core(copy):
    plant(copy, "concejo.core.planted", "")
    lines = "import concejo.channels.contract\nimport concejo.core.planted\nimport socket"
    plant(copy, "concejo.channels.kinds.pigeon.driver", lines)
    _, said = lint(copy, "drivers-know-no-room", "drivers-apart", "network")
    assert "pigeon" not in said, said


def test_drivers_do_not_import_each_other(copy):
    plant(copy, "concejo.channels.kinds.pigeon.driver", "")
    plant(copy, "concejo.channels.kinds.drum.driver", "import concejo.channels.kinds.pigeon.driver")
    kept, said = lint(copy, "drivers-apart")
    assert not kept
    assert_found(said, "drivers-apart", "concejo.channels.kinds.drum.driver -> concejo.channels.kinds.pigeon.driver")


def test_a_room_does_not_touch_the_network(copy):
    modules = CONTRACTS["network"]["forbidden_modules"]
    plant(copy, "concejo.core.planted", "\n".join(f"import {module}" for module in modules))
    kept, said = lint(copy, "network")
    assert not kept
    assert_found(said, "network", *(f"concejo.core.planted -> {module} " for module in modules))


def test_production_needs_no_development_tool(copy):
    plant(copy, "concejo.core.planted", "import pytest")
    kept, said = lint(copy, "production")
    assert not kept
    assert_found(said, "production", "concejo.core.planted -> pytest")


def test_every_contract_has_its_planted_violation():
    proved = {"floors", "rooms", "drivers-know-no-room", "drivers-apart", "network", "production"}
    assert set(CONTRACTS) == proved
