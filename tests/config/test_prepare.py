# SPDX-License-Identifier: AGPL-3.0-or-later
"""Set-up says before anything starts that a town on PostgreSQL needs psycopg."""

import pytest
from tools import prepare


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A house without psycopg, and no settings."""
    monkeypatch.setattr(prepare, "VENV", tmp_path / "venv")
    monkeypatch.chdir(tmp_path)
    for name in ("CONCEJO_DATABASE_URL", "CONCEJO_DATABASE_URL_FILE", "CONCEJO_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_village_needs_nothing_more(bare) -> None:
    prepare.look_for_psycopg()


@pytest.mark.parametrize("how", ["variable", "file of the variable", "concejo.toml", "another file"])
def test_a_town_on_postgresql_learns_which_command_installs_it(bare, monkeypatch, how) -> None:
    url = "postgresql://concejo@db/olivar"
    (bare / "secret").write_text(f"{url}\n")
    match how:
        case "variable":
            monkeypatch.setenv("CONCEJO_DATABASE_URL", url)
        case "file of the variable":
            monkeypatch.setenv("CONCEJO_DATABASE_URL_FILE", str(bare / "secret"))
        case "concejo.toml":
            (bare / "concejo.toml").write_text(f'database_url = "{url}"\n')
        case _:
            (bare / "other.toml").write_text(f'database_url = "{url}"\n')
            monkeypatch.setenv("CONCEJO_CONFIG", "other.toml")
    with pytest.raises(prepare.CannotPrepareError, match=r"\./concejo prepare --for postgres"):
        prepare.look_for_psycopg()
    (bare / "venv" / "lib" / "python3.11" / "site-packages" / "psycopg").mkdir(parents=True)
    (bare / "venv" / "lib" / "python3.11" / "site-packages" / "psycopg" / "__init__.py").touch()
    prepare.look_for_psycopg()


def test_each_way_of_being_prepared_has_its_lock() -> None:
    for profile, lock in prepare.LOCKS.items():
        assert (prepare.ROOT / "requirements" / lock).exists(), profile
        assert any(step.name == f"packages-{profile}" for step in prepare.steps(profile))
    assert "psycopg" in (prepare.ROOT / "requirements" / prepare.LOCKS["postgres"]).read_text()
