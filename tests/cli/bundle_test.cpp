// `moonstain bundle`, and what takes a bundle where others take a recipe.

#include "bindings/bundle/bundle.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

/// Two numbers and their sum; one is the size of a file of a manifest.
const std::string kFromData = R"(local ms = require 'moonstain'
local data = ms.manifest 'sheet'
local shared = require 'shared'
local file = data:files('counts', { 'S1' })
return { total = ms.sum { numbers = {
  ms.number { value = 1, from = file }, ms.number { value = shared.two } } } }
)";

const std::string kShared = "return { two = 2 }\n";
const std::string kCounts = "x\ty\n";

std::string sheet() {
  return R"({"name": "sheet", "title": "Sheet", "organism": "",
 "licence": "", "citation": "", "source": "", "layout": "legacy_st",
 "lattice": "square", "um_per_px": 0, "spot_pitch_um": 0,
 "spot_diameter_um": 0,
 "sections": [{"section": "S1", "patient": "P", "site": "",
               "files": {"counts": "deep/S1.tsv"}}],
 "files": [{"path": "deep/S1.tsv", "size": 4, "sha256": ")" +
         sha256(kCounts).hex() + R"("}]})";
}

/// A place with recipe `sum`, and one with its bundle alone, as on another
/// machine.
struct TwoPlaces {
  explicit TwoPlaces(const std::string& recipe = kSum) : packer(recipe) {
    make_folders(packer.root() / "home/recipes/lib");
    packer.write("home/recipes/lib/shared.lua", kShared);
    packer.write("home/recipes/lib/other.lua", kShared);
    make_folders(packer.root() / "home/data_manifests/sheet");
    packer.write("home/data_manifests/sheet/manifest.json", sheet());
    make_folders(packer.root() / "data");
    packer.write("data/counts.tsv", kCounts);
  }

  Said pack(const std::string& arguments = "") const {
    const Said said = packer.run(concat("bundle sum ", arguments));
    BOOST_TEST(said.code == 0, said.err);
    return said;
  }
  std::string bytes() const { return read_file(packer.here() / "sum.moon"); }
  std::string name() const { return sha256(bytes()).hex(); }
  void hand_over() const { taker.write("here/sum.moon", bytes()); }

  Place packer;
  Place taker{Recipes{}};
};

/// A terminal that nobody sits at.
class Terminal {
 public:
  Terminal() : file_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    BOOST_REQUIRE(file_ >= 0);
    BOOST_REQUIRE(::grantpt(file_) == 0);
    BOOST_REQUIRE(::unlockpt(file_) == 0);
  }
  ~Terminal() { ::close(file_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::string name() const { return ::ptsname(file_); }
  void type(const std::string& text) const {
    BOOST_REQUIRE(::write(file_, text.data(), text.size()) ==
                  static_cast<ssize_t>(text.size()));
  }

 private:
  int file_;
};

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bundle_test)

BOOST_AUTO_TEST_CASE(a_recipe_travels_and_its_results_repeat) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("run sum").code == 0);
  const Said packed = at.pack();
  BOOST_TEST(packed.out.starts_with("sum.moon: 1 file, "));
  BOOST_TEST(
      packed.out.ends_with(concat(
          ", sha256 ", at.name(),
          "\nneeds 0 files of data, 0 B, which stay here; expects total\n")),
      packed.out);
  at.hand_over();
  const Said ran = at.taker.run("run sum.moon --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(ran.err.starts_with(concat(
                 "sum.moon: recipe sum, packed by moonstain 0.1.0\n"
                 "  from      sum.moon sha256 ",
                 at.name(),
                 "\n"
                 "  data      none\n"
                 "  steps     2, of the bundle's versions\n"
                 "  programs  none\n"
                 "  numbers   of the bundle's class\n"
                 "  work      4 to run, 0 kept; how long is not known, as here "
                 "never ran number, sum\n"
                 "  expected  total\n")),
             ran.err);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/default/total/number") ==
             "6");
  // Where nothing is left to run nobody is asked.
  BOOST_TEST(at.taker.run("run sum.moon").code == 0);

  const Said checked = at.taker.run("check sum.moon --against sum.moon");
  BOOST_TEST(checked.code == 0, checked.err);
  BOOST_TEST(checked.out ==
             "total: the same\nof 1 result 1 the same to the last byte, 0 "
             "within tolerance, 0 not to be told, 0 others\n");
  // Packed again by who has taken it, it is the same file.
  BOOST_TEST(at.taker.run("bundle sum.moon --output again.moon").code == 0);
  BOOST_TEST((read_file(at.taker.here() / "again.moon") == at.bytes()));
}

BOOST_AUTO_TEST_CASE(a_result_that_is_another_fails_the_check) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("run sum").code == 0);
  at.pack();
  const Said other = at.packer.run("check sum --against sum.moon --set top=4");
  BOOST_TEST(other.code == 1);
  BOOST_TEST(holds(other.out,
                   "total: another: other bytes; of it the bundle has the "
                   "digest alone\nof 1 result 0 the same to the last byte, 0 "
                   "within tolerance, 0 not to be told, 1 another\n"),
             other.out);
}

BOOST_AUTO_TEST_CASE(a_bundle_without_results_expects_none) {
  const TwoPlaces at;
  const Said packed = at.pack();
  BOOST_TEST(packed.out.ends_with(
      "which stay here; expects no results, as the workspace has none; "
      "`moonstain run sum` makes them\n"));
  BOOST_TEST(at.packer.run("check sum --against sum.moon").err ==
             "moonstain: sum.moon: expects no results: it was packed where "
             "there were none; `moonstain bundle` packs them once its recipe "
             "has run\n");
}

BOOST_AUTO_TEST_CASE(nothing_runs_that_nobody_has_agreed_to) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  for (const std::string command : {"run", "check"}) {
    const Said said = at.taker.run(concat(command, " sum.moon </dev/null"));
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.err.ends_with(
        "moonstain: sum.moon: is somebody else's recipe, and there is nobody "
        "to ask whether it may run; say --yes after a look at what it needs "
        "(`moonstain plan sum.moon`)\n"));
  }
  BOOST_TEST(!path_exists(at.taker.here() / ".moonstain/store"));
  BOOST_TEST(at.packer.run("run sum --yes").err ==
             "moonstain: --yes answers what is asked about a bundle; sum is "
             "none and runs without being asked\n");
}

BOOST_AUTO_TEST_CASE(on_a_terminal_it_asks) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  const auto answered = [&](const std::string& answer) {
    const Terminal terminal;
    terminal.type(answer + "\n");
    return at.taker.run(concat("run sum.moon <", terminal.name()));
  };
  for (const std::string answer : {"n", "", "yesterday"}) {
    const Said no = answered(answer);
    BOOST_TEST(no.code == 2);
    BOOST_TEST(no.err.ends_with("run it? [y/N]\nmoonstain: sum.moon: nothing "
                                "was run\n"),
               no.err);
  }
  BOOST_TEST(!path_exists(at.taker.here() / "results"));
  BOOST_TEST(answered("y").code == 0);
  BOOST_TEST(path_exists(at.taker.here() / "results/sum/default"));
}

BOOST_AUTO_TEST_CASE(settings_travel_and_give_way_to_those_of_the_line) {
  const TwoPlaces at;
  at.pack("--set top=4");
  at.hand_over();
  const Said packed = at.taker.run("run sum.moon --yes");
  BOOST_TEST(holds(packed.err, "  settings  top=4\n"), packed.err);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/top=4/total/number") ==
             "10");
  BOOST_TEST(at.taker.run("run sum.moon --yes --set top=2").code == 0);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/top=2/total/number") ==
             "3");
}

BOOST_AUTO_TEST_CASE(missing_data_are_named_fetched_and_then_it_runs) {
  const TwoPlaces at(kFromData);
  at.pack();
  at.hand_over();
  make_folders(at.taker.root() / "other");
  const Said missing = at.taker.run("run sum.moon --yes");
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(
      holds(missing.err, "  data      sheet: 1 file, 4 B, 1 missing, 4 B\n"),
      missing.err);
  BOOST_TEST(missing.err.ends_with(
      "moonstain: sum.moon: 1 file is missing: deep/S1.tsv of sheet; "
      "`moonstain fetch sum.moon --from DIR` copies what its lock names, "
      "--data DIR names a folder that has them\n"));

  BOOST_TEST(at.taker.run("fetch sum.moon").err ==
             "moonstain: fetch sum.moon: say where the files are: --from "
             "DIR\n");
  const Said not_there = at.taker.run("fetch sum.moon --from ../other");
  BOOST_TEST(not_there.err ==
             "moonstain: manifest sheet: deep/S1.tsv is missing: neither "
             "../other/deep/S1.tsv nor a file of its size and sha256 below "
             "that folder is there\n");
  at.taker.write("other/any_name", kCounts);
  const Said fetched = at.taker.run("fetch sum.moon --from ../other");
  BOOST_TEST(fetched.out ==
             "sheet: 1 files copied, 4 B; 0 were there; all verified, in "
             ".moonstain/data/sheet\n");
  BOOST_TEST(at.taker.run("fetch sum.moon --from ../other").out ==
             "sheet: all that sum.moon needs is at hand\n");
  const Said ran = at.taker.run("run sum.moon --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(holds(ran.err, "  data      sheet: 1 file, 4 B, all at hand\n"));
  BOOST_TEST(read_file(at.taker.here() / "results/sum/default/total/number") ==
             "7");
}

BOOST_AUTO_TEST_CASE(weights_that_were_named_stay_and_are_asked_for) {
  const TwoPlaces at(R"(local ms = require 'moonstain'
return { total = ms.number { value = 1, from = ms.weights {
  'four letters', learned_from = 'nothing' } } }
)");
  at.packer.write("w.bin", kCounts);
  BOOST_TEST(at.packer.run("bundle sum --weights ../w.bin").code == 0);
  BOOST_TEST(!holds(at.bytes(), kCounts));
  at.hand_over();
  const Said missing = at.taker.run("run sum.moon --yes");
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(holds(missing.err, "  weights   w.bin, 4 B, missing\n"),
             missing.err);
  BOOST_TEST(missing.err.ends_with(
      "moonstain: sum.moon: 1 file is missing: w.bin (--weights FILE names "
      "it); `moonstain fetch sum.moon --from DIR` copies what its lock names, "
      "--data DIR names a folder that has them\n"));
  at.taker.write("any_name", kCounts);
  const Said named = at.taker.run("run sum.moon --yes --weights ../any_name");
  BOOST_TEST(named.code == 0, named.err);
  BOOST_TEST(holds(named.err, "  weights   any_name, 4 B, at hand\n"),
             named.err);
  BOOST_TEST(at.taker.run("fetch sum.moon --from ..").out ==
             "weights: 1 files copied, 4 B; 0 were there; all verified, in "
             ".moonstain/data/weights\n");
  // Under the name that the lock has, which is part of what is made.
  for (const char* said : {"1 run, 0 kept, ", "0 run, 1 kept, "}) {
    BOOST_TEST(at.taker.run("run sum.moon --yes").out.starts_with(said));
  }
}

// Only what it asks for, and nothing of the machine.
BOOST_AUTO_TEST_CASE(what_is_packed_is_what_the_recipe_asks_for) {
  const TwoPlaces at(kFromData);
  at.pack();
  const Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  std::vector<std::string> names;
  for (const auto& [path, text] : bundle.files) names.push_back(path);
  BOOST_TEST(names == (std::vector<std::string>{
                          "data_manifests/sheet/manifest.json",
                          "recipes/lib/shared.lua", "recipes/sum/recipe.lua"}),
             boost::test_tools::per_element());
  BOOST_TEST(!holds(at.bytes(), at.packer.root().string()));
  const std::string first = at.bytes();
  at.pack();
  BOOST_TEST((at.bytes() == first));
}

BOOST_AUTO_TEST_CASE(plan_lint_and_why_take_a_bundle) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  const Said planned = at.taker.run("plan sum.moon");
  BOOST_TEST(planned.code == 0);
  BOOST_TEST(planned.out.starts_with(
      "sum.moon: recipe sum, packed by moonstain 0.1.0\n"));
  BOOST_TEST(holds(planned.out, "0 kept, 3 will run, 1 may be kept"));
  BOOST_TEST(at.taker.run("lint sum.moon").code == 0);
  BOOST_TEST(at.taker.run("run sum.moon --yes").code == 0);
  const Said why = at.taker.run("why sum.moon total --set top=2");
  BOOST_TEST(why.code == 0, why.err);
}

BOOST_AUTO_TEST_CASE(a_damaged_or_foreign_bundle_is_refused) {
  const TwoPlaces at;
  at.pack();
  const auto refused = [&](const std::string& bytes) {
    at.taker.write("here/sum.moon", bytes);
    const Said said = at.taker.run("run sum.moon --yes");
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.out == "");
    return said.err;
  };
  const std::string bytes = at.bytes();
  BOOST_TEST(refused(replaced(bytes, "default = 3", "default = 9")) ==
             "moonstain: sum.moon: file 'recipes/sum/recipe.lua' of its zip "
             "archive is damaged: its checksum or size is another\n");
  BOOST_TEST(refused(bytes.substr(0, bytes.size() / 2)) ==
             "moonstain: sum.moon: is a zip archive without its list of "
             "files; the file is damaged or cut off\n");
  BOOST_TEST(
      refused(replaced(bytes, "moonstain bundle 1", "moonstain bundle 2")) ==
      "moonstain: sum.moon: is a bundle of format 2, this moonstain reads "
      "format 1; a later one reads it\n");
  BOOST_TEST(refused("return {}") ==
             "moonstain: sum.moon: is no bundle; `moonstain bundle RECIPE` "
             "makes one\n");
  BOOST_TEST(!path_exists(at.taker.here() / ".moonstain"));
  BOOST_TEST(at.taker.run("run gone.moon").err ==
             "moonstain: no bundle 'gone.moon': there is no such file; "
             "`moonstain bundle RECIPE` makes one\n");
}

BOOST_AUTO_TEST_CASE(
    a_step_that_is_not_here_is_named_and_another_version_said) {
  const TwoPlaces at;
  at.pack();
  Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  bundle.lock.steps["sum"] = 2;
  bundle.lock.moonstain = "0.9.0";
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  BOOST_TEST(holds(at.taker.run("plan sum.moon").out,
                   "  steps     2; sum is of version 1 here, 2 in the bundle; "
                   "its numbers may be others\n"));
  bundle.lock.steps["spot_ring"] = 1;
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  BOOST_TEST(at.taker.run("run sum.moon --yes").err ==
             "moonstain: sum.moon: needs a step that this moonstain, 0.1.0, "
             "has not: spot_ring; it was packed by moonstain 0.9.0, take that "
             "one\n");
}

BOOST_AUTO_TEST_CASE(a_shelf_pins_its_bundles) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("bundle sum --shelf lab").code == 0);
  const std::string digest =
      sha256(read_file(at.packer.here() / "lab/sum.moon")).hex();
  BOOST_TEST(holds(read_file(at.packer.here() / "lab/shelf.json"), digest));
  make_folders(at.packer.here() / "lab/.git");
  at.packer.write("here/lab/.git/HEAD", std::string(40, 'c') + "\n");
  const Said ran = at.packer.run("run lab/sum --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  const std::string origin =
      concat("sum.moon sha256 ", digest, ", shelf lab at commit ",
             std::string(40, 'c'));
  BOOST_TEST(holds(ran.err, concat("  from      ", origin, "\n")), ran.err);
  const Json runs = Json::parse(at.packer.run("runs --json").out);
  BOOST_TEST(runs["runs"][0]["origin"].get<std::string>() == origin);
  BOOST_TEST(at.packer.run("run lab/som").err ==
             "moonstain: no recipe 'som' on the shelf lab; did you mean "
             "'sum'?\n");

  const Said packed = at.packer.run(
      "bundle sum --set top=5 --output "
      "lab/sum.moon");
  BOOST_TEST(packed.code == 0);
  const std::string other =
      sha256(read_file(at.packer.here() / "lab/sum.moon")).hex();
  BOOST_TEST(at.packer.run("plan lab/sum").err ==
             concat("moonstain: lab/sum.moon has sha256 ", other,
                    ", the shelf's index says ", digest,
                    "; it is not the bundle that was put there: ask who keeps "
                    "the shelf, or name the file itself\n"));
}

BOOST_AUTO_TEST_CASE(a_folder_of_a_shelf_has_the_shelfs_library) {
  const TwoPlaces at;
  make_folders(at.packer.here() / "lab/own");
  make_folders(at.packer.here() / "lab/lib");
  at.packer.write("here/lab/shelf.json",
                  R"({"shelf": 1, "recipes": {"mine": {"folder": "own"}}})");
  at.packer.write("here/lab/lib/shared.lua", "return { two = 20 }\n");
  at.packer.write("here/lab/own/recipe.lua",
                  "local ms = require 'moonstain'\n"
                  "return { total = ms.number { value = require('shared').two "
                  "} }\n");
  const Said ran = at.packer.run("run lab/mine");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(read_file(at.packer.here() / "results/own/default/total/number") ==
             "20");
}

BOOST_AUTO_TEST_CASE(programs_are_listed_and_one_that_is_not_here_is_named) {
  const TwoPlaces at;
  at.pack();
  Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  bundle.files["recipes/sum/recipe.lua"] =
      "local ms = require 'moonstain'\n"
      "local p = ms.program { name = 'p', version = 1, sentence = 'x',\n"
      "  interpreter = { name = 'sh' }, arguments = {},\n"
      "  program = ms.source { 'p.txt', learned_from = 'nothing' },\n"
      "  makes = 'Files' }\n"
      "return { total = p {} }\n";
  bundle.files["recipes/sum/p.txt"] = "x\n";
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  const std::string planned = at.taker.run("plan sum.moon").out;
  BOOST_TEST(holds(planned, "\n  programs  p: sh sha256 "), planned);
  BOOST_TEST(holds(planned, ", confined, at most 2.0 GB and 60 min a task\n"));
  bundle.files["recipes/sum/recipe.lua"] = replaced(
      bundle.files["recipes/sum/recipe.lua"], "'sh'", "'no_such_program'");
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  const Said said = at.taker.run("run sum.moon --yes");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: recipe.lua:2: ms.program: p: no program "
             "'no_such_program' on this machine, looked for in "
             "/usr/local/bin:/usr/bin:/bin\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_bundle_by_name_is_not_written) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("bundle sum --output sum.zip").err ==
             "moonstain: bundle: --output sum.zip: expected a file that ends "
             "in .moon, by which `run` knows it\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
