"""Where things are, which scenario is loaded, and how files are written."""

import os
from pathlib import Path

import pytest

from casestudy.errors import InputError
from casestudy.files.places import (
    available,
    choose_scenario,
    chosen_scenario,
    copy_scenario,
    data_folder,
    home_folder,
    scenario_path,
    tables_folder,
)
from casestudy.files.reading import replace_values
from casestudy.files.writing import write_atomically, write_together
from casestudy.scenario.case import load_case, load_scenario


@pytest.fixture
def acme(tmp_path) -> Path:
    return copy_scenario("packaging", tmp_path / "acme.yaml")


class TestWhichScenario:
    """Argument, else environment, else the learner's choice, else the default."""

    def test_a_path_is_shown_whole_unless_it_is_too_long_to_be_read(self):
        path = "/".join(["x" * 99] * 3) + "/" + "y" * 95 + ".yaml"
        assert len(path) == 400
        with pytest.raises(InputError, match=f"^{path}: no such scenario file"):
            scenario_path(path)
        with pytest.raises(InputError, match=r"^'xx[^/]+'...: no such scenario file"):
            scenario_path("x" + path)

    def test_the_default_comes_last(self):
        assert scenario_path() == available()["turnaround"]

    def test_the_choice_comes_before_the_default(self):
        assert choose_scenario("packaging") == "packaging"
        assert chosen_scenario() == "packaging"
        assert scenario_path() == available()["packaging"]
        assert load_scenario().name == "packaging"

    def test_the_environment_comes_before_the_choice(self, monkeypatch):
        choose_scenario("packaging")
        monkeypatch.setenv("CASESTUDY_SCENARIO", "turnaround")
        assert scenario_path() == available()["turnaround"]

    def test_the_argument_comes_before_everything(self, monkeypatch, acme):
        choose_scenario("packaging")
        monkeypatch.setenv("CASESTUDY_SCENARIO", "turnaround")
        assert scenario_path(acme) == acme
        assert scenario_path(str(acme)) == acme

    def test_an_empty_environment_variable_is_none(self, monkeypatch):
        monkeypatch.setenv("CASESTUDY_SCENARIO", "")
        assert scenario_path() == available()["turnaround"]

    def test_a_file_may_be_given_in_each_way(self, monkeypatch, acme):
        monkeypatch.setenv("CASESTUDY_SCENARIO", str(acme))
        assert load_scenario().name == "acme"
        monkeypatch.delenv("CASESTUDY_SCENARIO")
        assert choose_scenario(acme) == str(acme.resolve())
        assert load_scenario().name == "acme"

    def test_a_name_means_the_ready_scenario_and_a_path_the_file(self, monkeypatch, tmp_path):
        """A file of a ready scenario's name in the folder at hand does not get in its way."""
        monkeypatch.chdir(tmp_path)
        copy_scenario("packaging", Path("turnaround.yaml"))
        assert scenario_path("turnaround") == available()["turnaround"]
        assert scenario_path("turnaround.yaml") == Path("turnaround.yaml")
        assert choose_scenario("turnaround.yaml") == str(tmp_path.resolve() / "turnaround.yaml")
        assert load_scenario().currency.code == "EUR"

    def test_a_tilde_means_the_home(self, monkeypatch, acme):
        monkeypatch.setenv("HOME", str(acme.parent))
        monkeypatch.setenv("USERPROFILE", str(acme.parent))
        assert scenario_path("~/acme.yaml") == acme

    def test_the_ending_may_be_short_or_large(self, acme):
        for name in ("acme.yml", "acme.YAML"):
            other = acme.with_name(name)
            other.write_bytes(acme.read_bytes())
            assert load_scenario(other).name == "acme"


class TestFolders:
    def test_the_home_is_the_one_that_is_set(self, monkeypatch, tmp_path):
        monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
        assert home_folder() == tmp_path
        monkeypatch.delenv("CASESTUDY_HOME")
        assert home_folder().name == "casestudy"

    def test_tables_stand_beside_the_folder_of_scenarios_or_beside_the_file(self):
        for name, path in available().items():
            assert tables_folder(path) == data_folder() / name
        assert tables_folder(Path("mine/acme.yaml")) == Path("mine/acme")
        assert tables_folder(Path("mine/scenarios/acme.yaml")) == Path("mine/acme")

    def test_a_case_is_loaded_anew_when_a_file_changed(self, acme):
        from casestudy.scenario.synthesis import write_tables

        write_tables(acme)
        first = load_case(acme)
        assert load_case(acme) is first
        text = acme.read_text(encoding="utf-8").replace("Tornby Packaging", "Acme")
        write_atomically(acme, text)
        os.utime(acme, ns=(1, 1))
        assert load_case(acme).scenario.company.name == "Acme"
        path = tables_folder(acme) / "skus.csv"
        write_atomically(path, path.read_text(encoding="utf-8").replace("P0001", "-0001"))
        with pytest.raises(InputError, match=r"skus\.csv: line 2: column 'sku'"):
            load_case(acme)


class TestWriting:
    def test_a_new_file_and_its_folder_are_made(self, tmp_path):
        path = tmp_path / "a" / "b" / "c.txt"
        write_atomically(path, "é\r\n")
        assert path.read_bytes() == "é\r\n".encode()
        assert [p.name for p in path.parent.iterdir()] == ["c.txt"]

    @pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
    @pytest.mark.parametrize("umask", [0o022, 0o027, 0o077, 0o002])
    def test_permissions_stay_and_a_new_file_follows_the_umask(self, tmp_path, umask):
        path, other = tmp_path / "c.txt", tmp_path / "set" / "d.txt"
        before = os.umask(umask)
        try:
            write_atomically(path, "1")
            write_together(other.parent, {other.name: "1"})
            assert path.stat().st_mode & 0o777 == 0o666 & ~umask
            assert other.stat().st_mode & 0o777 == 0o666 & ~umask
            for file in (path, other):
                file.chmod(0o640)
            write_atomically(path, "2")
            write_together(other.parent, {other.name: "2"})
        finally:
            os.umask(before)
        assert path.stat().st_mode & 0o777 == other.stat().st_mode & 0o777 == 0o640

    @pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
    def test_a_link_stays_one(self, tmp_path):
        target, link = tmp_path / "target.txt", tmp_path / "link.txt"
        target.write_text("1", encoding="utf-8")
        link.symlink_to(target)
        write_atomically(link, "2")
        assert link.is_symlink()
        assert target.read_text(encoding="utf-8") == "2"

    def test_one_bad_place_keeps_all_of_them(self, tmp_path):
        (tmp_path / "good.txt").write_text("old", encoding="utf-8")
        (tmp_path / "bad.txt").mkdir()
        with pytest.raises(InputError, match=r"bad\.txt: cannot be written"):
            write_together(tmp_path, {"good.txt": "1", "new.txt": "2", "bad.txt": "3"})
        assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.txt", "good.txt"]
        assert (tmp_path / "good.txt").read_text(encoding="utf-8") == "old"
        with pytest.raises(InputError, match=r"a\.txt: cannot be written"):
            write_together(tmp_path / "good.txt", {"a.txt": "1"})

    def test_values_are_replaced_where_they_stand(self, tmp_path):
        path = tmp_path / "a.yaml"
        path.write_text("a: {b: 1, c: 'x'} # one\nd: 2   # two\n", encoding="utf-8")
        changes = {("d",): "3", ("a", "b"): "10.5", ("a", "c"): "y"}
        assert replace_values(path, changes) == "a: {b: 10.5, c: y} # one\nd: 3   # two\n"
        with pytest.raises(InputError, match=r"a\.e is not in the file"):
            replace_values(path, {("a", "e"): "1"})
