// `export` as a person meets it, on results that have no form but a crate.
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"
#include "tests/support/damage.h"

namespace moonstain {

namespace {

std::string entity_type(const Place& place, const std::string& folder,
                        const std::string& id) {
  const std::string text =
      read_file(place.here() / folder / "ro-crate-metadata.json");
  const Json crate = parse_json(text, "crate");
  for (const Json& entity : crate.at("@graph")) {
    if (entity.at("@id") == id) return entity.at("@type").dump();
  }
  return "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(export_test)

BOOST_AUTO_TEST_CASE(a_run_by_number_recipe_or_none_becomes_a_crate) {
  const Place place(kSum);
  place.run("run sum");
  place.run("run sum --set top=4");
  BOOST_TEST(place.run("export --rocrate a").out ==
             "rocrate: a, of run 0002 of sum: total\n");
  BOOST_TEST(place.run("export 1 --rocrate b").out ==
             "rocrate: b, of run 0001 of sum: total\n");
  BOOST_TEST(place.run("export sum default --rocrate c").out ==
             "rocrate: c, of run 0001 of sum: total\n");
  BOOST_TEST(read_file(place.here() / "a/results/total/number") == "10");
  BOOST_TEST(read_file(place.here() / "b/results/total/number") == "6");
  BOOST_TEST(read_file(place.here() / "b/ro-crate-metadata.json") ==
             read_file(place.here() / "c/ro-crate-metadata.json"));
  BOOST_TEST(
      entity_type(place, "a", "recipe/recipe.lua") ==
      R"(["File","SoftwareSourceCode","ComputationalWorkflow","HowTo"])");
  const Json said = parse_json(place.run("export --rocrate d --json").out, "");
  BOOST_TEST(said.at("run") == "0002");
  BOOST_TEST(said.at("exports")[0].at("results") == Json({"total"}));
}

BOOST_AUTO_TEST_CASE(a_form_that_fails_hides_none_that_was_written) {
  const Place place(kSum);
  place.run("run sum");
  const Said said = place.run("export --rocrate a --mlflow m");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.out == "rocrate: a, of run 0001 of sum: total\n");
  BOOST_TEST(is_folder(place.here() / "a"));
}

// An engine that was killed as it began leaves a folder without a record.
BOOST_AUTO_TEST_CASE(a_run_that_never_began_hides_no_other) {
  const Place place(kSum);
  place.run("run sum");
  make_folders(place.here() / ".moonstain/runs/0002/logs");
  BOOST_TEST(place.run("export --rocrate a").out ==
             "rocrate: a, of run 0001 of sum: total\n");
  BOOST_TEST(place.run("export sum --rocrate b").out ==
             "rocrate: b, of run 0001 of sum: total\n");
  BOOST_TEST(place.run("export 2 --rocrate c").code == 2);
}

BOOST_AUTO_TEST_CASE(a_recipe_that_has_changed_is_not_said_to_have_made_it) {
  const Place place(kSum);
  place.run("run sum");
  place.write("home/recipes/sum/recipe.lua",
              "local ms = require 'moonstain'\n"
              "ms.param { name = 'top', default = 3, 'of no use' }\n"
              "return { total = ms.sum { numbers = { ms.number { value = 9 } "
              "} } }\n");
  BOOST_TEST(place.run("export --rocrate a").out ==
             "rocrate: a, of run 0001 of sum: total\n"
             "  not exported: the recipe, it makes another plan than the run "
             "followed; the plan stands for it\n");
  BOOST_TEST(entity_type(place, "a", "recipe/recipe.lua") == "nothing");
  BOOST_TEST(
      entity_type(place, "a", "plan.json") ==
      R"(["File","SoftwareSourceCode","ComputationalWorkflow","HowTo"])");
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_wrongly_is_said) {
  const Place place(kSum);
  const auto error = [&](const std::string& words) {
    const Said said = place.run("export " + words);
    BOOST_TEST(said.code == 2);
    return said.err;
  };
  BOOST_TEST(error("--csv out") ==
             "moonstain: there is no run in .moonstain; `moonstain run "
             "RECIPE` makes one\n");
  place.run("run sum");
  BOOST_TEST(error("") ==
             "moonstain: export: expected a form: --rocrate DIR, --mlflow DIR, "
             "--spatialdata DIR, --h5ad FILE or --csv DIR\n");
  BOOST_TEST(error("7 --csv out") ==
             "moonstain: no run '0007' in .moonstain; the latest is 0001\n");
  BOOST_TEST(error("sun --csv out") ==
             "moonstain: no run of a recipe 'sun' in .moonstain; did you mean "
             "'sum'?\n");
  BOOST_TEST(error("sum top=4 --csv out") ==
             "moonstain: no run of sum as 'top=4' in .moonstain; there are "
             "default\n");
  BOOST_TEST(error("1 default --csv out") ==
             "moonstain: export: a run by its number has its variant; expected "
             "a recipe before 'default'\n");
  BOOST_TEST(error("--csv out --of total.number[9]") ==
             "moonstain: path total.number[9]: no 'number'; there is "
             "numbers\n");
  for (const std::string form : {"csv", "h5ad", "mlflow", "spatialdata"}) {
    const std::string lacks = form == "csv"      ? "has no table"
                              : form == "h5ad"   ? "is no AnnData"
                              : form == "mlflow" ? "has no metrics of a run"
                                                 : "is no table about a "
                                                   "section's spots";
    BOOST_TEST(error(concat("--", form, " out")) ==
               concat("moonstain: run 0001 of sum has no result for --", form,
                      ": total: files of another program, ", lacks, "\n"));
  }
  BOOST_TEST(!path_exists(place.here() / "out"));
}

BOOST_AUTO_TEST_CASE(a_folder_with_files_is_left_alone) {
  const Place place(kSum);
  place.run("run sum");
  make_folders(place.here() / "mine");
  write_file(place.here() / "mine/a", "x");
  BOOST_TEST(place.run("export --rocrate mine").err ==
             "moonstain: mine is there and holds files; name a folder that is "
             "empty or not there\n");
  BOOST_TEST(list_folder(place.here() / "mine").size() == 1);
}

BOOST_AUTO_TEST_CASE(a_recipe_is_checked_against_somebody_s_crate) {
  const Place place(kSum);
  place.run("run sum");
  place.run("export --rocrate theirs");
  remove_tree(place.here() / ".moonstain");
  remove_tree(place.here() / "results");
  const Said same = place.run("check sum --against theirs");
  BOOST_TEST(same.code == 0, same.err);
  BOOST_TEST(holds(same.out,
                   "total: the same\nof 1 result 1 the same to the last byte, "
                   "0 within tolerance, 0 not to be told, 0 others\n"));
  const Said other = place.run("check sum --against theirs --set top=4");
  BOOST_TEST(other.code == 1);
  BOOST_TEST(holds(other.out,
                   "total: another: other bytes; of it the crate has the "
                   "digest alone\n"));
}

BOOST_AUTO_TEST_CASE(a_crate_without_its_files_is_told_before_anything_runs) {
  const Place place(kSum);
  place.run("run sum");
  place.run("export --rocrate theirs");
  remove_tree(place.here() / ".moonstain");
  const auto error = [&](const std::string& crate) {
    const Said said = place.run("check sum --against " + crate);
    BOOST_TEST(said.code == 2);
    BOOST_TEST(!path_exists(place.here() / ".moonstain/ledger"));
    return said.err;
  };
  const std::string gone =
      " is not there, and its metadata name it: the crate was copied without "
      "its files; copy the whole folder, or export it again\n";
  const fs::path theirs = place.here() / "theirs";
  const fs::path number = theirs / "results/total/number";
  rewrite(number, "7");
  const std::string changed = error("theirs");
  BOOST_TEST(
      changed.starts_with("moonstain: crate theirs: results/total/ has "
                          "changed: its files give "));
  remove_file(number);
  BOOST_TEST(error("theirs").starts_with(
      "moonstain: crate theirs: results/total/ is empty: its files give "));
  remove_tree(theirs / "results");
  BOOST_TEST(error("theirs") ==
             concat("moonstain: crate theirs: results/total/", gone));
  remove_file(theirs / "plan.json");
  BOOST_TEST(error("theirs") ==
             concat("moonstain: crate theirs: plan.json", gone));
  remove_file(theirs / "ro-crate-metadata.json");
  BOOST_TEST(error("theirs") ==
             "moonstain: crate theirs: has no ro-crate-metadata.json; expected "
             "the folder that `moonstain export --rocrate` wrote\n");
}

BOOST_AUTO_TEST_CASE(results_that_are_gone_or_damaged_are_said) {
  const Place place(kSum);
  place.run("run sum");
  const fs::path object =
      fs::canonical(place.here() / "results/sum/default/total");
  unlock(object);
  rewrite(object / "number", "7");
  const std::string said = place.run("export --rocrate a").err;
  BOOST_TEST(
      said.starts_with(concat("moonstain: object ", object.filename().native(),
                              " has changed: its files give ")));
  BOOST_TEST(said.ends_with(
      "; `moonstain verify` sets it aside, then the run makes it again when it "
      "is repeated\n"));
  remove_tree(object);
  BOOST_TEST(place.run("export --rocrate a").err ==
             "moonstain: run 0001: total is no longer in the store; repeat it: "
             "moonstain run sum\n");
  BOOST_TEST(!path_exists(place.here() / "a"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
