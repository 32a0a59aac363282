#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// Prints what the sheet says, and needs no step.
const std::string kPrint = R"(local ms = require 'moonstain'
local data = ms.manifest 'lab'
for _, section in ipairs(data.sections) do
  print(section, data:patient_of(section), data.rows[section].layout)
end
return { one = ms.number { value = 1 } }
)";

/// A place with two tables of counts, positions, and a sheet beside them.
struct Lab {
  Place place{kPrint};

  Lab() {
    make_folders(place.root() / "lab");
    for (const char* name : {"c1.tsv", "c2.tsv", "s.tsv"}) {
      place_file(concat("lab/", name), name);
    }
    sheet("A,P,legacy_st,c1.tsv,s.tsv\nB,P,legacy_st,c2.tsv,s.tsv\n");
  }
  void place_file(const std::string& path, const std::string& text) const {
    write_file(place.root() / path, text);
  }
  void sheet(const std::string& rows) const {
    const fs::path path = place.root() / "lab/samples.csv";
    if (path_exists(path)) remove_file(path);
    write_file(path, "section,patient,platform,path,spots\n" + rows);
  }
  Said add(const std::string& more = "") const {
    return place.run(concat("data add ../lab/samples.csv --output '",
                            (place.root() / "home/recipes/sum").string(), "' ",
                            more));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(data_test)

BOOST_AUTO_TEST_CASE(a_sheet_becomes_a_manifest_that_the_recipe_finds) {
  const Lab lab;
  const Said said = lab.add();
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.err == "");
  BOOST_TEST(
      without_folder(said.out, lab.place.root()) ==
      "home/recipes/sum/data_manifests/lab/manifest.json: 2 sections of 1 "
      "patient (legacy_st), 3 files, 17 B: counts of 2, spots of 2\n"
      "in the recipe of home/recipes/sum: ms.manifest \"lab\"\n"
      "run it: moonstain run home/recipes/sum --data lab\n");
  const Said plan = lab.place.run("plan sum");
  BOOST_TEST(plan.code == 0);
  BOOST_TEST(holds(plan.err, "A\tP\tlegacy_st\nB\tP\tlegacy_st\n"));
  // Its files are verified and brought by the manifest's path.
  const Said fetched = lab.place.run(
      "fetch ../home/recipes/sum/data_manifests/lab --from ../lab");
  BOOST_TEST(fetched.code == 0);
  BOOST_TEST(fetched.out ==
             "lab: 3 files copied, 17 B; 0 were there; all verified, in "
             ".moonstain/data/lab\n");
}

// A changed sheet takes the place of the one before; what no sheet has made
// stays.
BOOST_AUTO_TEST_CASE(a_manifest_is_made_again_and_no_other_is_lost) {
  const Lab lab;
  BOOST_TEST(lab.add().code == 0);
  lab.sheet("A,P,legacy_st,c1.tsv,s.tsv\n");
  const Said said = lab.add("--json");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(parse_json(said.out, "said")["sections"] == 1);
  const fs::path manifest =
      lab.place.root() / "home/recipes/sum/data_manifests/lab/manifest.json";
  std::string text = read_file(manifest);
  text.replace(text.find("Written by"), 10, "Checked by");
  lab.place.write("home/recipes/sum/data_manifests/lab/manifest.json", text);
  const Said kept = lab.add();
  BOOST_TEST(kept.code == 2);
  BOOST_TEST(without_folder(kept.err, lab.place.root()) ==
             "moonstain: data add: "
             "home/recipes/sum/data_manifests/lab/manifest.json is there and "
             "was not made of a sheet; give --name NAME, or remove it\n");
  BOOST_TEST(read_file(manifest) == text);
}

// What is missing for the command that is printed, and the platform as the
// sheet has it: files of h5ad are read as those of HEST are.
BOOST_AUTO_TEST_CASE(what_stands_between_a_manifest_and_its_run_is_told) {
  const Lab lab;
  lab.place_file("lab/a.h5ad", "a");
  lab.place.write("lab/h.csv",
                  "section,patient,platform,path,lattice\n"
                  "A,P,h5ad,a.h5ad,square\n");
  const Said said = lab.place.run("data add ../lab/h.csv --output new");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(without_folder(said.out, lab.place.root()) ==
             "new/data_manifests/lab/manifest.json: 1 section of 1 patient "
             "(h5ad), 1 file, 1 B: counts of 1\n"
             "there is no recipe in new yet: write new/recipe.lua, or give "
             "--output of a recipe's folder, such as `moonstain init` makes\n"
             "in the recipe of new: ms.manifest \"lab\"\n"
             "then run it: moonstain run new --data lab\n");
}

BOOST_AUTO_TEST_CASE(a_recipe_for_any_data_set_takes_its_name) {
  const Lab lab;
  lab.place.write("home/recipes/sum/recipe.lua",
                  "local ms = require 'moonstain'\n"
                  "local data = ms.param {\n"
                  "  name = \"dataset\", default = \"her2st\",\n"
                  "  \"name of a manifest\" }\n");
  BOOST_TEST(without_folder(lab.add().out, lab.place.root())
                 .ends_with("spots of 2\nrun it: moonstain run "
                            "home/recipes/sum --set dataset=lab --data "
                            "lab\n"));
}

BOOST_AUTO_TEST_CASE(one_specimen_under_two_names_is_told) {
  const Lab lab;
  lab.place_file("lab/copy.tsv", "c1.tsv");
  lab.sheet("A,P,legacy_st,c1.tsv,s.tsv\nB,Q,legacy_st,copy.tsv,s.tsv\n");
  const Said said = lab.add();
  BOOST_TEST(said.code == 0);
  BOOST_TEST(holds(said.out,
                   "note: lab/B is lab/A under another name: B/copy.tsv is the "
                   "same file\n"));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_or_taken_is_refused) {
  const Lab lab;
  BOOST_TEST(lab.add("--name a/b").err ==
             "moonstain: data add: --name is 'a/b'; expected letters, digits, "
             "_ . -\n");
  make_folders(lab.place.root() / "home/data_manifests/her2st");
  lab.place.write("home/data_manifests/her2st/manifest.json", "{}");
  BOOST_TEST(lab.add("--name her2st").err ==
             "moonstain: data add: Moonstain has a data set 'her2st' of its "
             "own; give another name: --name NAME\n");
  BOOST_TEST(lab.place.run("data list x").code == 2);
  const Said none = lab.place.run("data add none.csv");
  BOOST_TEST(none.code == 2);
  // A sheet that cannot be read leaves nothing.
  lab.sheet("A,P,legacy_st,c1.tsv,\n");
  BOOST_TEST(lab.add().err ==
             "moonstain: samples.csv: line 2: section 'A' has no spots: "
             "legacy_st needs a column spots, with the table of positions\n");
  BOOST_TEST(
      !path_exists(lab.place.root() / "home/recipes/sum/data_manifests/lab"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
