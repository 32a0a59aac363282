#include "core/data/steps.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/catalog.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const StepKind& step(const std::vector<StepKind>& steps,
                     std::string_view name) {
  for (const StepKind& kind : steps) {
    if (kind.decl().name == name) return kind;
  }
  fail("no step ", name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steps_test)

// The sections that ship, through the four steps.
BOOST_AUTO_TEST_CASE(the_olfactory_bulb_goes_through_all_steps) {
  const TempFolder folder;
  const fs::path mob = "data_manifests/samples/mob";
  const auto steps = data_steps();
  const auto run = [&](std::string_view name, const Json& options,
                       std::map<std::string, std::vector<Inputs::Item>> items) {
    const StepKind& kind = step(steps, name);
    kind.run(Inputs(std::string(name), std::move(items)),
             complete_options(kind.decl(), options),
             folder / std::string(name));
  };
  const Inputs::Item picture{mob / "MOB1.jpg", "MOB1.jpg", ""};
  run("dataset",
      {{"section", "mob/MOB1"},
       {"patient", "mob/mouse1"},
       {"lattice", "hexagonal"}},
      {{"counts", {{mob / "MOB1.tsv.gz", "MOB1.tsv.gz", ""}}},
       {"spots",
        {{mob / "alignment_table_MOB1.tsv.gz", "alignment_table_MOB1.tsv.gz",
          ""}}},
       {"picture", {picture}},
       {"gene_names", {{mob / "gene_names.tsv.gz", "gene_names.tsv.gz", ""}}}});
  const Inputs::Item dataset{folder / "dataset", "", "mob/MOB1"};
  run("grid", Json::object(), {{"dataset", {dataset}}});
  run("targets", Json::object(), {{"dataset", {dataset}}});
  run("patches", {{"crop_px", 64}, {"tile_px", 32}, {"jpeg_quality", 75}},
      {{"dataset", {dataset}}, {"picture", {picture}}});

  const Dataset d = Dataset::read(folder / "dataset");
  BOOST_TEST(d.spots.size() == 379U);
  BOOST_TEST(d.picture_width_px == 1905);
  BOOST_TEST(d.genes[0].starts_with("mt-"));
  BOOST_TEST(GridMap::read(folder / "grid").spots.size() == 379U);
  BOOST_TEST(Targets::read(folder / "targets").variables.size() == 1000U);
  BOOST_TEST(Patches::read(folder / "patches").tiles() == 380);
}

BOOST_AUTO_TEST_CASE(a_gene_list_chooses_and_orders) {
  const TempFolder folder;
  const auto steps = data_steps();
  const StepKind& make = step(steps, "synthetic_dataset");
  make.run(Inputs("synthetic_dataset", {}),
           complete_options(make.decl(), {{"section", "synthetic/S1"},
                                          {"patient", "synthetic/P1"},
                                          {"side", 4}}),
           folder / "dataset");
  write_file(folder / "genes.txt", "gene3\ngene1\n");
  const StepKind& targets = step(steps, "targets");
  targets.run(
      Inputs("targets", {{"dataset", {{folder / "dataset", "", "s"}}},
                         {"genes", {{folder / "genes.txt", "genes.txt", ""}}}}),
      complete_options(targets.decl(),
                       {{"total", "chosen"}, {"log", "log10_1p"}}),
      folder / "targets");
  const Targets t = Targets::read(folder / "targets");
  BOOST_TEST(t.variables[0] == "gene3");
  BOOST_TEST(t.variables[1] == "gene1");

  GeneList{{"gene2"}, "by hand"}.write(folder / "list");
  const Inputs::Item dataset{folder / "dataset", "", "s"};
  const Inputs::Item list{folder / "list", "", ""};
  const Inputs::Item file{folder / "genes.txt", "genes.txt", ""};
  const auto run = [&](std::map<std::string, std::vector<Inputs::Item>> items) {
    const std::string out = items.contains("genes") ? "both" : "chosen";
    targets.run(Inputs("targets", std::move(items)),
                complete_options(targets.decl(), Json::object()), folder / out);
  };
  run({{"dataset", {dataset}}, {"gene_list", {list}}});
  BOOST_TEST(Targets::read(folder / "chosen").variables ==
             std::vector<std::string>{"gene2"});
  BOOST_TEST(
      error_of([&] {
        run({{"dataset", {dataset}}, {"gene_list", {list}}, {"genes", {file}}});
      }) ==
      "targets: both genes and gene_list are given, expected one of them");
  BOOST_TEST(error_of([&] {
               targets.run(
                   Inputs("targets", {{"dataset", {dataset}}}),
                   complete_options(targets.decl(),
                                    {{"total", "none"}, {"scale_to", 5.0}}),
                   folder / "counts");
             }) ==
             "targets: scale_to is 5, but total is \"none\", where nothing is "
             "scaled; leave it out");
}

// 100 MB of counts: 128 MiB and four times that for chosen genes, twenty times
// for all.
BOOST_AUTO_TEST_CASE(targets_need_room_for_their_genes) {
  const auto steps = data_steps();
  const StepKind& targets = step(steps, "targets");
  const Json options = complete_options(targets.decl(), Json::object());
  InputSizes sizes;
  sizes.add("dataset", 100'000'000);
  BOOST_TEST(targets.needs_of(options, sizes).memory_bytes == 2'134'217'728U);
  sizes.add("genes", 5000);
  BOOST_TEST(targets.needs_of(options, sizes).memory_bytes == 534'217'728U);
}

BOOST_AUTO_TEST_CASE(a_cohort_is_joined_and_narrowed) {
  const TempFolder folder;
  const auto steps = data_steps();
  write_file(folder / "c.tsv", "id\tage\nP1\t50\nP2\t60\n");
  write_file(folder / "rna.csv", "patient,A\nP2,7\n");
  const Inputs::Item clinical{folder / "c.tsv", "c.tsv", ""};
  const Inputs::Item rna{folder / "rna.csv", "rna.csv", ""};
  const StepKind& cohort = step(steps, "cohort");
  const auto join = [&](const Json& names) {
    cohort.run(Inputs("cohort", {{"table", {clinical}}, {"matrices", {rna}}}),
               complete_options(
                   cohort.decl(),
                   {{"about", "x/all"}, {"id", "id"}, {"matrix_names", names}}),
               folder / "cohort");
  };
  BOOST_TEST(
      error_of([&] { join({"rna", "cnv"}); }) ==
      "cohort: matrices holds 1 file(s), matrix_names 2 name(s); expected "
      "a name for each file");
  join(Json::array({"rna"}));
  const StepKind& rows = step(steps, "rows");
  rows.run(Inputs("rows", {{"cohort", {{folder / "cohort", "", ""}}}}),
           complete_options(rows.decl(), {{"patients", {"P2"}}}),
           folder / "some");
  const Cohort some = Cohort::read(folder / "some");
  BOOST_TEST(some.patients == std::vector<std::string>{"P2"});
  BOOST_TEST(some.numbers("age")[0] == 60.0);
  BOOST_TEST(some.matrix("rna").values(0, 0) == 7.F);
}

// What a list was chosen by is learned from, as a selection.
BOOST_AUTO_TEST_CASE(a_choice_of_genes_learns_from_all_that_it_looks_at) {
  const auto steps = data_steps();
  for (const InputDecl& input : step(steps, "gene_choice").decl().inputs) {
    BOOST_TEST((input.role == Role::learns), input.name);
    BOOST_TEST((input.learned == Learned::selection), input.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
