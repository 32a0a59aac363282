#include "core/data/prepare/listed_dataset.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/prepare/counted_section.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;
using Counts = std::vector<std::int32_t>;

// Genes g0 to g3; spot 1x0 counts g3 alone.
Dataset section() {
  Dataset d = section_of("x/1", {{5, 0, 2, 1}, {0, 0, 0, 7}});
  d.array_xy.setZero(2, 2);
  d.pixel_xy.setZero(2, 2);
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listed_dataset_test)

BOOST_AUTO_TEST_CASE(genes_stand_as_the_list_has_them_and_spots_stay) {
  const Dataset out =
      listed_dataset(section(), {"g2", "g1", "g0"}, Absent::refuse);
  BOOST_TEST(out.genes == (Names{"g2", "g1", "g0"}), tt::per_element());
  BOOST_TEST(out.spots == section().spots, tt::per_element());
  BOOST_TEST(out.counts.columns_count == 3);
  BOOST_TEST(out.counts.row_starts == (std::vector<std::int64_t>{0, 2, 2}),
             tt::per_element());
  BOOST_TEST(out.counts.columns == (Counts{0, 2}), tt::per_element());
  BOOST_TEST(out.counts.values == (Counts{2, 5}), tt::per_element());
  BOOST_REQUIRE(out.left_out.size() == 1U);
  BOOST_TEST(out.left_out[0].first == "genes that no list names");
  BOOST_TEST(out.left_out[0].second == 1);
  const TempFolder folder;
  out.write(folder / "d");
  BOOST_TEST(Dataset::read(folder / "d").genes == out.genes, tt::per_element());
}

BOOST_AUTO_TEST_CASE(an_absent_gene_is_refused_or_not_counted) {
  const auto refused = [](const std::string& gene) {
    return error_of([&] { listed_dataset(section(), {gene}, Absent::refuse); });
  };
  BOOST_TEST(
      refused("g9") ==
      "listed_dataset: section x/1 has no gene 'g9'; did you mean 'g0'?");
  BOOST_TEST(refused("ERBB2") ==
             "listed_dataset: section x/1 has no gene 'ERBB2'; absent = "
             "\"zero\" takes it as not counted");
  const Dataset out = listed_dataset(section(), {"g9", "g3"}, Absent::zero);
  BOOST_TEST(out.genes == (Names{"g9", "g3"}), tt::per_element());
  BOOST_TEST(out.counts.columns == (Counts{1, 1}), tt::per_element());
  BOOST_TEST(out.counts.values == (Counts{1, 7}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(lists_that_name_no_gene_or_one_twice_are_refused) {
  BOOST_TEST(error_of([&] { listed_dataset(section(), {}, Absent::zero); }) ==
             "listed_dataset: no genes; give genes or gene_list");
  BOOST_TEST(error_of([&] {
               listed_dataset(section(), {"g1", "g1"}, Absent::zero);
             }) == "listed_dataset: gene 'g1' is asked for twice");
}

BOOST_AUTO_TEST_SUITE_END()
