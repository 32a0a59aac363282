#!/usr/bin/env python3
"""What a comment or a page names is in the repository.

In comments of sources and in whole Markdown files: every page (NAME.md), and the
sections of it by number (recipes/NAME/METHOD.md 7.3) or heading (NAME.md, "Words");
every path below core/, models/, bindings/, recipes/, tools/ or tests/; every target
(tests/FOLDER:NAME). In a README, names of C++ files in backquotes lie below its
folder.

Words in capitals stand for any name (recipes/NAME/METHOD.md), as does a star;
at least one file must fit. A path without its ending names a pair of sources.
"""

import io
import os
import pathlib
import re
import tokenize

from checkout import root, tracked

ROOMS = "core|models|bindings|recipes|tools|tests"
NAME = r"[\w.*<>{},-]*[\w*}]"
PATH = re.compile(rf"(?<![\w/.$@~:*-])(?://)?((?:{ROOMS})(?:/{NAME})+)(:[\w./+-]*\w)?")
ROOM_TARGET = re.compile(rf"(?<![\w/.$@~:*-])//((?:{ROOMS}))(:[\w./+-]*\w)")
PAGE = re.compile(r"(?<![\w/.$@~*:-])((?:\.\./)*(?:[\w*-]+/)*[\w-]+\.md)\b`?")
# What may follow a page: ` 7.3`, ` 5.1 to 5.4`, ` 3.1 (the norm) and 3.3`; `, "Words"`.
NUMBERS = re.compile(r",?\s+\d+(?:\.\d+)*(?:(?: \([^()]*\))?(?:,| and| to)\s+\d+\.\d+)*")
HEADING = re.compile(r',?\s+"([^"]+)"')
# A page without its ending: `NOTES section 2`.
UNNAMED_PAGE = re.compile(r"(?<![\w.-])([A-Z][A-Z_]{3,})\s+sections?\s+\d")
CPP_NAME = re.compile(r"`([\w/]+\.(?:h|cpp))`")
CAPITALS = re.compile(r"(?<![a-z])[A-Z]{2,}(?:_[A-Z]+)*(?![a-z])")
REAL_NAMES = {"README.md", "METHOD.md", "THIRD_PARTY.md", "LICENSE", "BUILD", "WORKSPACE"}
# Inputs that tests feed to a reader.
SKIPPED = ("tests/fuzz/corpus/", "tests/bindings/hostile/")

CPP = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|(?P<comment>//[^\n]*(?:\n[ \t]*//[^\n]*)*|/\*.*?\*/)",
    re.S,
)
LUA = re.compile(
    r"(?P<comment>--\[\[.*?\]\]|--[^\n]*(?:\n[ \t]*--[^\n]*)*)|\[\[.*?\]\]"
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""",
    re.S,
)
SHELL = re.compile(r"(?:^|(?<=\s))(?P<comment>#[^\n]*(?:\n[ \t]*#[^\n]*)*)", re.M)
LANGUAGES = {".h": CPP, ".cpp": CPP, ".c": CPP, ".lua": LUA, ".sh": SHELL, "": SHELL}
LINE_START = re.compile(r"\n[ \t]*(?:///?<?|--|#+|\*)?")


def python_comments(text):
    """(line, text) of comments, one below the other together, and of strings that are statements."""
    before, block, begin, end = tokenize.NEWLINE, "", 0, 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.start[0] == end + 1:
            block, end = block + "\n" + token.string, token.start[0]
        elif token.type == tokenize.COMMENT:
            if block:
                yield begin, block
            block, begin, end = token.string, token.start[0], token.start[0]
        elif token.type == tokenize.STRING and before in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            yield token.start[0], token.string
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type
    if block:
        yield begin, block


def comments(name, text):
    """(line, text) of what `name` says to its reader; nothing of other kinds of files."""
    base, suffix = os.path.basename(name), os.path.splitext(name)[1]
    if suffix == ".md":
        yield 1, text
    elif suffix in (".py", ".bzl", ".BUILD") or base in ("BUILD", "WORKSPACE"):
        yield from python_comments(text)
    elif suffix in LANGUAGES:
        for found in LANGUAGES[suffix].finditer(text):
            if found["comment"]:
                yield text.count("\n", 0, found.start()) + 1, found["comment"]


def pattern_of(path):
    """The path with a star for each word in capitals or <brackets>."""
    parts = [part if part in REAL_NAMES else CAPITALS.sub("*", part) for part in path.split("/")]
    return re.sub(r"<\w+>", "*", "/".join(parts))


def spread(path):
    """`a.{h,cpp}` as `a.h` and `a.cpp`."""
    found = re.search(r"\{([\w,]+)\}", path)
    if not found:
        return [path]
    return [path[: found.start()] + one + path[found.end() :] for one in found[1].split(",")]


def lacking(page, after):
    """Section numbers and headings that `after`, which follows a page's name, names and `page` lacks."""
    numbers, heading = NUMBERS.match(after), HEADING.match(after)
    for number in re.findall(r"\d+(?:\.\d+)*", re.sub(r"\([^()]*\)", "", numbers[0])) if numbers else []:
        if not re.search(rf"^#+ {re.escape(number)} ", page, re.M):
            yield number
    if heading:
        title = " ".join(heading[1].split())
        if not re.search(rf"^#+ {re.escape(title)}$", page, re.M):
            yield f'"{title}"'


class Checkout:
    def __init__(self, names, new_targets=()):
        self.files = set(names)
        self.new_targets = set(new_targets)
        folders = {str(folder) for name in names for folder in pathlib.PurePath(name).parents}
        self.everything = self.files | folders
        self.stems = {os.path.splitext(name)[0] for name in names}

    def has(self, path):
        if "*" not in path:
            return path in self.everything or path in self.stems
        form = re.compile(re.escape(path).replace(r"\*", "[^/]*") + r"(\.\w+)?")
        return any(form.fullmatch(one) for one in self.everything)

    def has_below(self, folder, form):
        last = re.compile("(?:.*/)?" + re.escape(form).replace(r"\*", "[^/]*"))
        start = folder + "/" if folder else ""
        return any(one.startswith(start) and last.fullmatch(one[len(start) :]) for one in self.files)

    def has_target(self, folder, target):
        """Whether the folder's BUILD file makes or exports `target`; names that a list makes count."""
        if "*" in pattern_of(f"{folder}/{target}"):
            return self.has(pattern_of(folder))
        if f"{folder}/{target}" in self.files | self.new_targets or target == "all":
            return True
        if f"{folder}/BUILD" not in self.files:
            return False
        text = (root / folder / "BUILD").read_text()
        if f'"{target}"' in text:
            return True
        return any(
            f'"{target[: -len(ending)]}"' in text
            for made in re.findall(r'name \+ "(\w+)"', text)
            for ending in (made, made + "_long", made + "_clang")
            if target.endswith(ending)
        )

    def page_of(self, page, name):
        """The page that is meant: by its path, beside the file or further up; nothing if there is none."""
        folder = pathlib.PurePath(name).parent
        paths = [folder / page] if page.startswith("../") else [one / page for one in (folder, *folder.parents)]
        found = (pattern_of(os.path.normpath(path)) for path in paths)
        return next((path for path in found if self.has(path)), None)

    def missing_pages(self, name, text):
        for found in PAGE.finditer(text):
            page = self.page_of(found[1], name)
            if not page:
                yield found.start(), found[1]
            elif (root / page).is_file():
                for what in lacking((root / page).read_text(), text[found.end() : found.end() + 200]):
                    yield found.start(), f"{page} {what}"
        for found in UNNAMED_PAGE.finditer(text):
            if not self.page_of(found[1] + ".md", name):
                yield found.start(), found[1]

    def missing_paths(self, text):
        for found in PATH.finditer(text):
            path, target = found[1], (found[2] or "")[1:]
            if target and not target.isdigit():
                if not self.has_target(path, target):
                    yield found.start(), f"{path}:{target}"
            elif not path.endswith(".md") and not all(self.has(pattern_of(one)) for one in spread(path)):
                yield found.start(), path
        for found in ROOM_TARGET.finditer(text):
            if not self.has_target(found[1], found[2][1:]):
                yield found.start(), found[1] + found[2]

    def missing(self, name, text):
        yield from self.missing_pages(name, text)
        yield from self.missing_paths(text)
        if os.path.basename(name) == "README.md":
            for found in CPP_NAME.finditer(text):
                form = pattern_of(found[1])
                if not self.has(form) and not self.has_below(os.path.dirname(name), form):
                    yield found.start(), found[1]

    def with_new(self, text):
        """The checkout with the files that a page has its reader make: `PATH`, new."""
        new = re.findall(r"^`([\w/.]+)`, new:$", text, re.M)
        return Checkout(self.files | set(new), [os.path.splitext(name)[0] for name in new]) if new else self

    def findings(self, name, text):
        for line, comment in comments(name, text):
            # A comment as one line, every letter in its place.
            plain = comment if name.endswith(".md") else LINE_START.sub(lambda m: " " * len(m[0]), comment)
            for at, what in self.missing(name, plain):
                yield f"{name}:{line + comment.count(chr(10), 0, at)}: {what}"


def check_itself():
    """What is missing is seen, in each language, and nothing else."""
    small = Checkout(["core/a.h", "core/README.md", "core/deep/b.cpp", "recipes/one/METHOD.md"])
    page, path, notes = "no" + "thing.md", "core" + "/absent.h", "NO" + "TES"
    for name, text in [
        ("a.cpp", f'x("core/q");  // see {page},\n/* {path} */'),
        ("a.lua", f"x('-- core/q')  -- see {page}\n--[[ {path} ]]"),
        ("a.py", f"'''{page}'''\nx = 'core/q'\n# {path}\n"),
        ("a.sh", f"x=core/q  # {page}\n# {path}"),
        ("a.md", f"see `{page}`\n({path})."),
    ]:
        found = [one.split(": ")[1] for one in small.findings(name, text)]
        assert found == [page, path], (name, found)
    assert list(small.findings("a.h", f"\n// a,\n/// b of {notes}\n/// section 2")) == [f"a.h:3: {notes}"]
    good = "core/a.h, `core/a.{h}` core/deep/b recipes/NAME/METHOD.md core/*.h (core/README.md) core/a.h:12"
    assert not list(small.missing("core/x.h", good)), list(small.missing("core/x.h", good))
    assert [what for _, what in small.missing("core/README.md", "`c.h` `b.cpp` `a.h` `NAME.cpp`")] == ["c.h"]
    assert list(lacking("## 2.1 One\n# Words\n", " 2.1 (as it is), 2.2 and 3.4 there")) == ["2.2", "3.4"]
    assert list(lacking("## 2.1 One\n# Words\n", ', "No such"')) == ['"No such"']
    made = "`core/new.h`, new:"
    assert list(small.with_new(made).missing("core/x.md", "core/new.h, core/newer.h"))[0][1] == "core/newer.h"
    assert not list(lacking("## 2.1 One\n# Words\n", ', "Words" 5')) + list(lacking("", "; 2.2"))


def main():
    check_itself()
    checkout = Checkout(tracked())
    found, seen = [], 0
    for name in sorted(checkout.files):
        if name.startswith(SKIPPED):
            continue
        try:
            text = (root / name).read_text()
        except UnicodeDecodeError:
            continue
        seen += 1
        found += checkout.with_new(text).findings(name, text)
    shown = re.search(r"```lua\n(.*?)```", (root / "README.md").read_text(), re.S)
    if not shown or shown[1] != (root / "recipes/first/recipe.lua").read_text():
        found.append("README.md: its recipe is not recipes/first/recipe.lua")
    assert seen > 100, f"only {seen} files seen below the checkout"
    assert not found, "named, but not in the repository:\n" + "\n".join(found)


main()
