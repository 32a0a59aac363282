#include "core/data/stored/cohort.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/anndata/writer.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

Cohort small() {
  Cohort out{"tcga/BRCA", {"P1", "P2", "P3"}};
  out.clinical = {
      {"age", std::vector<double>{50, kNaN, 61.5}},
      {"stage", std::vector<std::string>{"Stage II", "", "Stage I"}},
      {"nothing", std::vector<std::string>{"", "", ""}}};
  out.measured = {
      {"cnv", {"ERBB2"}, Matrix{{2.F}, {-1.F}, {0.F}}},
      {"rna", {"ESR1", "GRB7"}, Matrix{{1.F, 2.F}, {3.F, 4.F}, {5.F, 6.F}}}};
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cohort_test)

BOOST_AUTO_TEST_CASE(a_cohort_comes_back_as_it_was_written) {
  const Cohort back = there_and_back(small());
  BOOST_TEST(back.about == "tcga/BRCA");
  BOOST_TEST(back.patients == small().patients, tt::per_element());
  BOOST_TEST(back.numbers("age")[0] == 50.0);
  BOOST_TEST(std::isnan(back.numbers("age")[1]));
  BOOST_TEST(back.texts("stage") == small().texts("stage"), tt::per_element());
  BOOST_TEST(back.texts("nothing") == small().texts("nothing"),
             tt::per_element());
  BOOST_TEST(back.matrix("cnv").variables[0] == "ERBB2");
  BOOST_TEST((back.matrix("rna").values == small().matrix("rna").values));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_or_of_another_kind_is_named) {
  const Cohort cohort = small();
  BOOST_TEST(error_of([&] { cohort.numbers("aeg"); }) ==
             "cohort tcga/BRCA: no column 'aeg'; did you mean 'age'?");
  BOOST_TEST(error_of([&] { cohort.numbers("stage"); }) ==
             "cohort tcga/BRCA: column 'stage' holds texts, expected numbers");
  BOOST_TEST(error_of([&] { cohort.texts("age"); }) ==
             "cohort tcga/BRCA: column 'age' holds numbers, expected texts");
  BOOST_TEST(error_of([&] { cohort.matrix("protein"); }) ==
             "cohort tcga/BRCA: no matrix 'protein'; there are cnv, rna");
}

BOOST_AUTO_TEST_CASE(some_patients_come_in_the_order_they_are_named) {
  const Cohort some = narrowed(small(), {"P3", "P1"});
  BOOST_TEST(some.about == "tcga/BRCA");
  BOOST_TEST(some.patients == (std::vector<std::string>{"P3", "P1"}),
             tt::per_element());
  BOOST_TEST(some.numbers("age") == (std::vector<double>{61.5, 50}),
             tt::per_element());
  BOOST_TEST(some.texts("stage")[1] == "Stage II");
  BOOST_TEST((some.matrix("rna").values == Matrix{{5.F, 6.F}, {1.F, 2.F}}));
  BOOST_TEST(error_of([] { narrowed(small(), {"P1", "P4"}); }) ==
             "rows: cohort tcga/BRCA has no patient 'P4'; did you mean 'P1'?");
  BOOST_TEST(error_of([] { narrowed(small(), {"P1", "P1"}); }) ==
             "rows: patient 'P1' is there twice (0 and 1, counted from 0), "
             "expected once");
  BOOST_TEST(error_of([] { narrowed(small(), {}); }) ==
             "rows: no patient of cohort tcga/BRCA is named, expected at least "
             "one");
}

BOOST_AUTO_TEST_CASE(a_matrix_of_another_shape_is_refused) {
  const TempFolder folder;
  Cohort cohort = small();
  cohort.measured[1].values.resize(3, 1);
  BOOST_TEST(error_of([&] { cohort.write(folder / "o"); }) ==
             "cohort tcga/BRCA: matrix 'rna' is [3, 1] for 3 patients and 2 "
             "variables");
  cohort.measured[1].name = "cnv";
  BOOST_TEST(error_of([&] { cohort.write(folder / "p"); }) ==
             "cohort tcga/BRCA: matrix 'cnv' is there twice (0 and 1, counted "
             "from 0), expected once");
}

// As another program writes one: integers, float32, truth values, plain texts.
BOOST_AUTO_TEST_CASE(columns_of_every_stored_kind_are_numbers_or_texts) {
  const TempFolder folder;
  {
    AnnDataWriter out(folder / "o", Cohort::kType, 1);
    out.text("uns/about", "x");
    out.group("uns/variables");
    out.frame("obs",
              {.index = {"a", "b"},
               .columns = {{"count", std::vector<std::int32_t>{3, 4}},
                           {"share", std::vector<float>{0.5F, 0.25F}},
                           {"dead", std::vector<zarr::Bool>{zarr::Bool::yes,
                                                            zarr::Bool::no}},
                           {"note", std::vector<std::string>{"x", ""}}}});
    out.frame("var", {});
    out.dense("obsm/rna", Matrix{{1.F}});
    out.strings("uns/variables/rna", {"g"});
  }
  BOOST_TEST(error_of([&] { Cohort::read(folder / "o"); }, folder.path) ==
             "o: obsm/rna is [1, 1], expected [2, 1] ([patients, variables])");
  remove_tree(folder / "o" / "obsm" / "rna");
  const Cohort cohort = Cohort::read(folder / "o");
  BOOST_TEST(cohort.numbers("count")[1] == 4.0);
  BOOST_TEST(cohort.numbers("share")[1] == 0.25);
  BOOST_TEST(cohort.numbers("dead")[0] == 1.0);
  BOOST_TEST(cohort.texts("note")[0] == "x");
}

BOOST_AUTO_TEST_SUITE_END()
