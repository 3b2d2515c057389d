"""What ``make`` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify
from trustpub.recipes.make.arguments import read_arguments

UPLOAD = "\ttwine upload dist/*\n"

RUNS = [
    Case("one line", "make publish", {"Makefile": f"publish:\n{UPLOAD}"}, ("twine upload dist/*",)),
    Case("the first target is the default", "make", {"Makefile": "a:\n\techo a\nb:\n\techo b\n"}, ("echo a",)),
    Case("special targets are no default", "make", {"Makefile": ".PHONY: b\na:\n\techo a\n"}, ("echo a",)),
    Case("default goal", "make", {"Makefile": ".DEFAULT_GOAL := b\na:\n\techo a\nb:\n\techo b\n"}, ("echo b",)),
    Case("several targets", "make b a", {"Makefile": "a:\n\techo a\nb:\n\techo b\n"}, ("echo b", "echo a")),
    Case("GNUmakefile comes first", "make a", {"Makefile": "a:\n\tx\n", "GNUmakefile": "a:\n\ty\n"}, ("y",)),
    Case("makefile comes before Makefile", "make a", {"Makefile": "a:\n\tx\n", "makefile": "a:\n\ty\n"}, ("y",)),
    Case("-f", "make -f build.mk a", {"Makefile": "a:\n\tx\n", "build.mk": "a:\n\ty\n"}, ("y",)),
    Case("--makefile=", "make --makefile=build.mk a", {"build.mk": "a:\n\ty\n"}, ("y",)),
    Case("-C", "make -C pkg a", {"pkg/Makefile": "a:\n\tx\n"}, ("x @pkg",)),
    Case("-C attached", "make -Cpkg a", {"pkg/Makefile": "a:\n\tx\n"}, ("x @pkg",)),
    Case("--directory twice", "make --directory=p -C q a", {"p/q/Makefile": "a:\n\tx\n"}, ("x @p/q",)),
    Case("up and down", "make -C ../b a", {"b/Makefile": "a:\n\tx\n"}, ("x @b",), folder="a"),
    Case("jobs", "make -j 4 a", {"Makefile": "a:\n\tx\n4:\n\ty\n"}, ("x",)),
    Case("-i ignores every failure", "make -i a", {"Makefile": "a:\n\tx\n"}, ("x (ignored)",)),
    Case("-n runs nothing", "make -n a", {"Makefile": "a:\n\tx\n"}),
    Case(
        "prerequisites first, each once",
        "make publish",
        {
            "Makefile": f"publish: check build\n{UPLOAD}build: clean\n\tpython -m build\ncheck: build\n\ttwine check "
            "dist/*\nclean:\n\trm -rf dist\n"
        },
        ("rm -rf dist", "python -m build", "twine check dist/*", "twine upload dist/*"),
    ),
    Case("order-only prerequisites", "make a", {"Makefile": "a: b | c\n\tx\nb:\n\ty\nc:\n\tz\n"}, ("y", "z", "x")),
    Case("a target without a recipe", "make all", {"Makefile": "all: a\na:\n\tx\n"}, ("x",)),
    Case("prerequisites in two rules", "make a", {"Makefile": "a: b\na: c\n\tx\nb:\n\ty\nc:\n\tz\n"}, ("y", "z", "x")),
    Case("several targets of one rule", "make b", {"Makefile": "a b:\n\tx $@\n"}, ("x b",)),
    Case("a recipe behind a semicolon", "make a", {"Makefile": "a: b; x\nb: ; y\n"}, ("y", "x")),
    Case("a file that is there is no problem", "make a", {"Makefile": "a: setup.py\n\tx\n", "setup.py": ""}, ("x",)),
    Case("a file that is there is not made", "make a", {"Makefile": "a: b\n\tx\nb:\n\ty\n", "b": ""}, ("x",)),
    Case(
        "a phony target is made although a folder has its name",
        "make build",
        {"Makefile": ".PHONY: build\nbuild:\n\tpython -m build\n", "build/x": ""},
        ("python -m build",),
    ),
    Case(
        "pattern rule",
        "make upload-testpypi",
        {"Makefile": "upload-%:\n\ttwine upload -r $* dist/*\n"},
        ("twine upload -r testpypi dist/*",),
    ),
    Case(
        "pattern with prerequisite", "make up-x", {"Makefile": "up-%: pre-%\n\ta $*\npre-%:\n\tb $*\n"}, ("b x", "a x")
    ),
    Case("own rule before pattern", "make up-x", {"Makefile": "up-%:\n\ta\nup-x:\n\tb\n"}, ("b",)),
    Case(
        "continuation in a recipe",
        "make a",
        {"Makefile": "a:\n\ttwine upload \\\n\t  dist/*\n"},
        ("twine upload dist/*",),
    ),
    Case("continuation of a rule", "make a", {"Makefile": "a: \\\n  b\n\tx\nb:\n\ty\n"}, ("y", "x")),
    Case("signs", "make a", {"Makefile": "a:\n\t@x\n\t-y\n\t+z\n\t@-w\n"}, ("x", "y (ignored)", "z", "w (ignored)")),
    Case(".IGNORE", "make a", {"Makefile": ".IGNORE:\na:\n\tx\n"}, ("x (ignored)",)),
    Case("each line has its own folder", "make a", {"Makefile": "a:\n\tcd b && x\n\ty\n"}, ("cd b", "x @b", "y")),
    Case("one shell", "make a", {"Makefile": ".ONESHELL:\na:\n\t@cd b\n\tx\n"}, ("cd b", "x @b")),
    Case("comments", "make a", {"Makefile": "# a\na: b # c\n\t# d\n\tx # e\nb:\n"}, ("x",)),
    Case("no recipe after a variable", "make a", {"Makefile": "a:\n\tx\nV = 1\n\nb:\n\ty\n"}, ("x",)),
    Case("other recipe prefix", "make a", {"Makefile": ".RECIPEPREFIX = >\na:\n>x\n"}, ("x",)),
    Case("CRLF", "make a", {"Makefile": "V = 1\r\na:\r\n\tx $(V)\r\n"}, ("x 1",)),
    Case("recursion", "make a", {"Makefile": "a:\n\t$(MAKE) b V=1\nb:\n\tx $(V)\n"}, ("x 1",)),
    Case(
        "recursion into a folder",
        "make a",
        {"Makefile": "a:\n\t$(MAKE) -C p b\n", "p/Makefile": "b:\n\tx\n"},
        ("x @p",),
    ),
    Case(
        "cd before make", "make a", {"Makefile": "a:\n\tcd p && make b\n", "p/Makefile": "b:\n\tx\n"}, ("cd p", "x @p")
    ),
    Case("include", "make a", {"Makefile": "include mk/*.mk\n-include no.mk\n", "mk/r.mk": "a:\n\tx\n"}, ("x",)),
    Case("static pattern", "make a.o", {"Makefile": "a.o b.o: %.o: %.c\n\tcc $<\n", "a.c": ""}, ("cc a.c",)),
    Case("a shell list", "make a", {"Makefile": "a:\n\tx; y && z\n"}, ("x", "y", "z")),
    Case(
        "what ignores failure",
        "make a",
        {"Makefile": "a:\n\tx || true\n\ty || :\n"},
        ("x (ignored)", "true (maybe)", "y (ignored)", ": (maybe)"),
    ),
    Case("dollars for the shell", "make a", {"Makefile": "a:\n\tx $$HOME $${A} $$(date)\n"}, ("x $HOME ${A} $(date)",)),
    Case("a script", "make a", {"Makefile": "a:\n\t./r.sh 1\n", "r.sh": "echo $1\n"}, ("echo 1",)),
]

VARIABLES = [
    ("recursive", "B = 1\nA = $(B)\nB = 2\n", "$(A)", "2"),
    ("simple", "B = 1\nA := $(B)\nB = 2\n", "$(A)", "1"),
    ("conditional sets", "A ?= 1\n", "$(A)", "1"),
    ("conditional keeps", "A = 0\nA ?= 1\n", "$(A)", "0"),
    ("append", "A = 1\nA += 2\n", "$(A)", "1 2"),
    ("append to nothing", "A += 2\n", "$(A)", "2"),
    ("braces", "A = 1\n", "${A}", "1"),
    ("one letter", "A = 1\n", "$A", "1"),
    ("nested name", "B = A\nA = 1\n", "$($(B))", "1"),
    ("comment after a value", "A = 1 # one\n", "$(A)", "1"),
    ("number sign", "A = 1\\#2\n", "'$(A)'", "'1#2'"),
    ("continuation", "A = 1 \\\n   2\n", "$(A)", "1 2"),
    ("define", "define A\n1 2\nendef\n", "$(A)", "1 2"),
    ("override", "override A = 1\n", "$(A)", "1"),
    ("what the environment may hold", "", "$(TOKEN)", "${TOKEN}"),
    ("what the shell says", "A := $(shell git describe)\n", "$(A)", "$(git describe)"),
    ("assignment of output", "A != git describe\n", "$(A)", "$(git describe)"),
    ("wildcard", "", "$(wildcard dist/*)", "dist/*"),
    ("strip", "A =  1\n", "$(strip $(A) )", "1"),
    ("or", "A =\n", "$(or $(A),2)", "2"),
    ("if", "A = 1\n", "$(if $(A),y,n)", "y"),
    ("addprefix", "", "$(addprefix d/,a b)", "d/a d/b"),
    ("notdir and dir", "", "$(notdir a/b) $(dir a/b)", "b a/"),
    ("subst", "", "$(subst a,b,aa)", "bb"),
    ("suffixes", "A = x.c y.c\n", "$(A:.c=.o)", "x.o y.o"),
    ("unknown function", "", "$(call f,1)", "$(...)"),
    ("folder", "", "$(CURDIR)/dist", "dist"),
    ("rm", "", "$(RM)", "rm -f"),
    ("ifdef holds", "A = 1\nifdef A\nB = y\nelse\nB = n\nendif\n", "$(B)", "y"),
    ("ifeq does not hold", "A = 1\nifeq ($(A),2)\nB = y\nelse\nB = n\nendif\n", "$(B)", "n"),
    ("ifneq with quotes", "A = 1\nifneq \"$(A)\" '2'\nB = y\nendif\n", "$(B)", "y"),
    ("else ifeq", "A = 1\nifeq ($(A),0)\nB = a\nelse ifeq ($(A),1)\nB = b\nelse\nB = c\nendif\n", "$(B)", "b"),
    ("nested conditionals", "ifdef A\nifdef B\nC = 1\nendif\nelse\nendif\nC = 2\n", "$(C)", "2"),
    ("known in every step", "ifdef CI\nA = y\nelse\nA = n\nendif\n", "$(A)", "y"),
    ("target's own", "a: A = 1\n", "$(A)", "1"),
]


@pytest.mark.parametrize("case", RUNS, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The commands of a goal, in the order in which make runs them."""
    check(tmp_path, case)


@pytest.mark.parametrize(("makefile", "text", "value"), [v[1:] for v in VARIABLES], ids=[v[0] for v in VARIABLES])
def test_variables(makefile: str, text: str, value: str, tmp_path: Path) -> None:
    """Variables of the makefile are filled in as make would; those of the environment stay."""
    case = Case("", "make a", {"Makefile": f"{makefile}a:\n\techo {text}\n"}, (f"echo {value}",))
    check(tmp_path, case)


def test_command_line(tmp_path: Path) -> None:
    """Variables of the command line win, keep ``${{ }}``, and are in the environment of the recipe."""
    case = Case(
        "",
        "make a 'T=${{ secrets.X }}' R:=testpypi",
        {"Makefile": "T = none\nR ?= pypi\na:\n\ttwine upload -r $(R) -p $(T) dist/*\n"},
        ("twine upload -r testpypi -p ${{ secrets.X }} dist/*",),
    )
    recipe = check(tmp_path, case)
    assert recipe.commands[0].variables == (("T", "${{ secrets.X }}"), ("R", "testpypi"))


def test_environment(tmp_path: Path) -> None:
    """``?=`` leaves a variable of the step's environment alone, ``=`` and ``export`` put one into it."""
    makefile = "A ?= 1\nB = 2\nexport C = 3\nD = 4\na:\n\techo $(A) $(B) $(D)\n"
    case = Case("", "make a", {"Makefile": makefile}, ("echo ${A} 2 4",), variables={"A": "x", "B": "y"})
    recipe = check(tmp_path, case)
    assert recipe.commands[0].variables == (("B", "2"), ("C", "3"))


def test_prefix_of_a_program(tmp_path: Path) -> None:
    """A variable that only says where a program lies does no harm, even when a condition decides it."""
    makefile = "ifdef X\nBIN = v/\nelse\nBIN =\nendif\na:\n\t$(BIN)twine upload dist/*\n"
    check(tmp_path, Case("", "make a", {"Makefile": makefile}, ("twine upload dist/*",)))


def test_chain(tmp_path: Path) -> None:
    """The chain leads from the step's command through every recipe to the upload."""
    files = {"Makefile": "release:\n\t./r.sh\n", "r.sh": "twine check dist/*\ntwine upload dist/*\n"}
    recipe = check(tmp_path, Case("", "make release", files, ("twine check dist/*", "twine upload dist/*")))
    assert recipe.chain == ("make release", "./r.sh", "twine upload dist/*")
    assert [command.origin for command in recipe.commands] == ["r.sh:1", "r.sh:2"]
    assert recipe.commands[0].through == ("make release", "./r.sh")


def test_chain_without_upload(tmp_path: Path) -> None:
    """Without an upload the chain is the step's command."""
    recipe = check(tmp_path, Case("", "make a", {"Makefile": "a:\n\techo\n"}, ("echo",)))
    assert recipe.chain == ("make a",)
    assert (recipe.isolated, recipe.passes, recipe.tools) == (False, None, ())


def test_real_upload_before_test_upload(tmp_path: Path) -> None:
    """Of several uploads the chain leads to the first that does not speak of a test."""
    makefile = "a:\n\ttwine upload -r testpypi dist/*\n\ttwine upload latest/*\n"
    case = Case("", "make a", {"Makefile": makefile}, ("twine upload -r testpypi dist/*", "twine upload latest/*"))
    assert check(tmp_path, case).chain[-1] == "twine upload latest/*"


WINDOWS = "ifeq ($(OS),Windows_NT)\nRM_ALL = del\nelse\nRM_ALL = rm -rf\nendif\na:\n\t$(RM_ALL) dist\n"
PYTHONS = "ifdef X\nP = venv/bin/python\nB = venv/bin\nelse\nP = python3\nB = venv/Scripts\nendif\n"


def test_harmless_choices(tmp_path: Path) -> None:
    """Windows is not assumed; which Python, or folder of programs, does not matter."""
    check(tmp_path, Case("", "make a", {"Makefile": WINDOWS}, ("rm -rf dist",)))
    check(tmp_path, Case("", "make a", {"Makefile": WINDOWS}, ("del dist",), variables={"OS": "Windows_NT"}))
    makefile = f"{PYTHONS}a:\n\t$(P) -m x\n\t$(B)/y\n"
    check(tmp_path, Case("", "make a", {"Makefile": makefile}, ("python -m x", "venv/bin/y")))


def test_environment_wins(tmp_path: Path) -> None:
    """With ``-e`` the environment wins over the makefile."""
    makefile = "A = 1\nB = 2\na:\n\tx $(A) $(B)\n"
    check(tmp_path, Case("", "make -e a", {"Makefile": makefile}, ("x ${A} 2",), variables={"A": "0"}))


PROBLEMS = [
    Case("no makefile", "make a", {}, problems=("no makefile",)),
    Case("no target", "make b", {"Makefile": "a:\n\tx\n"}, problems=("no target b",)),
    Case("no target at all", "make", {"Makefile": "A = 1\n"}, problems=("has no target",)),
    Case("no prerequisite", "make a", {"Makefile": "a: b\n\tx\n"}, ("x",), ("no target b",)),
    Case("prerequisite of the run", "make a", {"Makefile": "a: $(B)\n\tx\n"}, ("x",), ("target ${B} cannot be told",)),
    Case("cycle", "make a", {"Makefile": "a: b\n\tx\nb: a\n\ty\n"}, ("y", "x"), ("depends on itself",)),
    Case("calls itself", "make a", {"Makefile": "a:\n\tx\n\tmake a\n"}, ("x", "make a"), ("leads back to itself",)),
    Case(
        "undecided recipe",
        "make a",
        {"Makefile": "a:\nifdef X\n\tx\nelse\n\ty\nendif\n\tz\n"},
        ("z",),
        ("recipe of a",),
    ),
    Case("undecided rule", "make a", {"Makefile": "ifdef X\na:\n\tx\nendif\n"}, (), ("decides the target a",)),
    Case(
        "undecided value",
        "make a",
        {"Makefile": "ifdef X\nR=a\nelse\nR=b\nendif\na:\n\tup $(R)\n"},
        ("up ${R}",),
        ("variable R",),
    ),
    Case("missing include", "make a", {"Makefile": "include x.mk\na:\n\tx\n"}, ("x",), ("x.mk",)),
    Case("include outside", "make a", {"Makefile": "include ../x.mk\na:\n\tx\n"}, ("x",), ("../x.mk",)),
    Case("folder outside", "make -C ../.. a", {"Makefile": "a:\n\tx\n"}, (), ("lies elsewhere",)),
    Case("folder of the run", "make -C $D a", {"Makefile": "a:\n\tx\n"}, (), ("cannot be told",)),
    Case(
        "other shell",
        "make a",
        {"Makefile": "SHELL = python\na:\n\tx\n"},
        ("x",),
        ("shell that is read",),
    ),
    Case("eval", "make a", {"Makefile": "$(eval b: c)\na:\n\tx\n"}, ("x",), ("$(eval)",)),
    Case("--eval", "make --eval=x a", {"Makefile": "a:\n\tx\n"}, ("x",), ("--eval",)),
    Case(
        "newer than a file", "make a", {"Makefile": "a: b\n\tx\nb:\n", "a": ""}, ("x (maybe)",), ("decided by the run",)
    ),
    Case("missing script", "make a", {"Makefile": "a:\n\t./x.sh\n"}, ("./x.sh",), ("no file x.sh",)),
    Case("program of the run", "make a", {"Makefile": "a:\n\t$(shell x) y\n"}, ("$(x) y",), ("cannot be told",)),
]


@pytest.mark.parametrize("case", PROBLEMS, ids=identify)
def test_problems(case: Case, tmp_path: Path) -> None:
    """What only a run can tell, or is missing, makes the recipe incomplete, with the reason."""
    check(tmp_path, case)


def test_arguments() -> None:
    """Options of make with and without values are told from goals and variables."""
    found = read_arguments(["-kj8", "-s", "A=1", "-I", "inc", "--no-print-directory", "a", "--", "-b"])
    assert found.goals == ("a", "-b")
    assert found.variables == {"A": "1"}
    assert found.include_folders == ("inc",)
    assert not found.is_dry
