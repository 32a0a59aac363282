#include "core/eval/panels/stored_columns.h"

#include <boost/test/unit_test.hpp>

#include "core/base/folder.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/targets.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 12 MB: three chunks and more.
Targets targets() {
  Targets made;
  made.about = "s/A";
  made.transform = "ln(1 + n)";
  made.values.resize(3000, 1000);
  for (Eigen::Index i = 0; i < made.values.size(); ++i) {
    made.values.data()[i] = static_cast<float>(i % 9973);
  }
  made.values.col(1).array() += 20'000.F;
  made.values.col(998).array() += 10'000.F;
  for (int spot = 0; spot < 3000; ++spot) {
    made.names.push_back(concat("spot", spot));
  }
  for (int gene = 0; gene < 1000; ++gene) {
    made.variables.push_back(concat("G", gene));
  }
  made.total_all = made.total_chosen = Eigen::VectorXd::Ones(3000);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stored_columns_test)

BOOST_AUTO_TEST_CASE(columns_are_those_of_the_table) {
  const TempFolder folder;
  const Targets whole = targets();
  whole.write(folder / "t");
  const StoredColumns read = read_columns(folder / "t", {"G998", "G0", "G1"});
  BOOST_TEST(read.about == "s/A");
  BOOST_TEST(read.row == "spot");
  BOOST_TEST(read.column == "gene");
  BOOST_TEST(read.transform == "ln(1 + n)");
  BOOST_TEST((read.rows == whole.names));
  BOOST_TEST((read.values.col(0) == whole.values.col(998)));
  BOOST_TEST((read.values.col(1) == whole.values.col(0)));
  BOOST_TEST((read.values.col(2) == whole.values.col(1)));
  BOOST_TEST(highest_columns(folder / "t", 2) ==
                 (std::vector<std::string>{"G1", "G998"}),
             tt::per_element());
  BOOST_TEST(
      error_of([&] { read_columns(folder / "t", {"WISH"}); }, folder.path) ==
      "t: no gene 'WISH' (1000 given, as 'G0')");
}

// Nouns that a table says of itself are those of its panel.
BOOST_AUTO_TEST_CASE(a_table_names_its_rows_and_columns) {
  const TempFolder folder;
  AnnDataWriter out(folder / "t", "Targets", 1);
  out.dense("X", Matrix{{1.F, 2.F}});
  out.frame("obs", {.index = {"n1"}});
  out.frame("var", {.index = {"tumour", "stroma"}});
  out.text("uns/section", "s/A");
  out.text("uns/unit_kind", "nucleus");
  out.text("uns/variable_axis", "class");
  const StoredColumns read = read_columns(folder / "t", {"stroma"});
  BOOST_TEST(read.row == "nucleus");
  BOOST_TEST(read.column == "class");
  BOOST_TEST(read.transform == "");
  BOOST_TEST(read.values(0, 0) == 2.F);
  BOOST_TEST(
      error_of([&] { read_columns(folder / "t", {"fat"}); }, folder.path) ==
      "t: no class 'fat' (2 given, as 'tumour')");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
