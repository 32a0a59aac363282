#include "core/stats/nearest_rows.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/random.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

using Groups = std::vector<std::int64_t>;

std::vector<std::int64_t> listed(const RowNumbers& rows) {
  return {rows.data(), rows.data() + rows.size()};
}

Matrix random_rows(Eigen::Index rows, Eigen::Index columns, const char* name) {
  RandomStream stream({1, ""}, "nearest_rows_test", name);
  Matrix made(rows, columns);
  for (Eigen::Index i = 0; i < made.size(); ++i) {
    made.data()[i] = static_cast<float>(stream.uniform());
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nearest_rows_test)

// By L1 (1, 1) is 2 from (0, 0) and (2, 0) is 2 too: the first comes first. By
// L2 they are sqrt 2 and 2, and (0, 1.5) lies between.
BOOST_AUTO_TEST_CASE(the_distance_decides_and_of_equal_ones_the_order) {
  const Matrix query{{0.F, 0.F}};
  const Matrix pool{{2.F, 0.F}, {1.F, 1.F}, {0.F, 1.5F}, {5.F, 5.F}};
  const Groups none{-1}, groups{0, 0, 0, 0};
  BOOST_TEST(listed(nearest_rows(query, none, pool, groups, 3,
                                 RowDistance::l1)) == (Groups{2, 0, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(listed(nearest_rows(query, none, pool, groups, 3,
                                 RowDistance::l2)) == (Groups{1, 2, 0}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_row_is_not_compared_with_its_own_group) {
  const Matrix pool{{0.F}, {1.F}, {3.F}};
  const Groups sections{4, 4, 7};
  BOOST_TEST(listed(nearest_rows(pool, sections, pool, sections, 1,
                                 RowDistance::l2)) == (Groups{2, 2, 1}),
             boost::test_tools::per_element());
}

// All 200 distances sorted, of 150 columns, so that a last part is shorter.
BOOST_AUTO_TEST_CASE(a_search_that_leaves_early_finds_what_sorting_finds) {
  const Matrix queries = random_rows(21, 150, "queries");
  const Matrix pool = random_rows(200, 150, "pool");
  Groups query_groups(21), pool_groups(200);
  for (int i = 0; i < 21; ++i) query_groups[i] = i % 3;
  for (int i = 0; i < 200; ++i) pool_groups[i] = i % 4;
  for (const RowDistance kind : {RowDistance::l1, RowDistance::l2}) {
    const RowNumbers found =
        nearest_rows(queries, query_groups, pool, pool_groups, 6, kind);
    for (int query = 0; query < 21; ++query) {
      std::vector<std::pair<double, std::int64_t>> all;
      for (int row = 0; row < 200; ++row) {
        if (pool_groups[row] == query_groups[query]) continue;
        const Eigen::ArrayXd difference =
            (queries.row(query) - pool.row(row)).cast<double>();
        all.emplace_back(kind == RowDistance::l1 ? difference.abs().sum()
                                                 : difference.square().sum(),
                         row);
      }
      std::sort(all.begin(), all.end());
      for (int k = 0; k < 6; ++k) BOOST_TEST(found(query, k) == all[k].second);
    }
  }
}

// EGN's own choice of four of ten by their distances; it lists the farthest of
// them first.
BOOST_AUTO_TEST_CASE(the_published_exemplars_are_chosen) {
  const Json published =
      read_golden("learn/egnv1").at("functions").at("exemplar_selection");
  const auto distances = published.at("distances").get<std::vector<float>>();
  const Eigen::Map<const Matrix> pool(distances.data(), std::ssize(distances),
                                      1);
  const Groups own{-1}, groups(distances.size(), 0);
  const RowNumbers found =
      nearest_rows(Matrix::Zero(1, 1), own, pool, groups, 4, RowDistance::l1);
  BOOST_TEST(listed(found) == published.at("four_nearest").get<Groups>(),
             boost::test_tools::per_element());
  auto listed_by_them = published.at("chosen_in_order").get<Groups>();
  std::reverse(listed_by_them.begin(), listed_by_them.end());
  BOOST_TEST(listed(found) == listed_by_them, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fewer_rows_than_are_asked_for_are_named) {
  const Matrix pool{{0.F}, {1.F}, {3.F}};
  const Groups sections{4, 4, 7};
  BOOST_TEST(error_of([&] {
               nearest_rows(pool, sections, pool, sections, 2, RowDistance::l1);
             }) ==
             "nearest_rows: row 0 has 1 rows of other groups, 2 are asked for");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_is_refused) {
  const Matrix pool{{0.F}, {std::numeric_limits<float>::quiet_NaN()}};
  const Groups each{0, 1};
  BOOST_TEST(error_of([&] {
               nearest_rows(pool, each, pool, each, 1, RowDistance::l1);
             }) == "nearest_rows: a value is not finite");
}

// 4 has 5 beside it, then 0 and 8 as near, of which 0 comes first.
BOOST_AUTO_TEST_CASE(others_on_a_line_are_found_as_by_hand) {
  const Matrix line{{0.F}, {4.F}, {5.F}, {8.F}};
  BOOST_TEST(listed(nearest_others(line, 2, RowDistance::l1)) ==
                 (Groups{1, 2, 2, 0, 1, 3, 2, 1}),
             boost::test_tools::per_element());
}

// Values 0, 1 and 2 in 70 columns: distances are exact, many are equal, and 45
// rows are more than one block.
BOOST_AUTO_TEST_CASE(others_are_what_sorting_finds_among_equal_ones_too) {
  Matrix rows = (random_rows(45, 70, "others").array() * 3).floor();
  rows.row(30) = rows.row(7);
  for (const RowDistance kind : {RowDistance::l1, RowDistance::l2}) {
    const RowNumbers found = nearest_others(rows, 5, kind);
    for (int row = 0; row < 45; ++row) {
      std::vector<std::pair<double, std::int64_t>> all;
      for (int other = 0; other < 45; ++other) {
        if (other == row) continue;
        const Eigen::ArrayXd difference =
            (rows.row(row) - rows.row(other)).cast<double>();
        all.emplace_back(kind == RowDistance::l1 ? difference.abs().sum()
                                                 : difference.square().sum(),
                         other);
      }
      std::sort(all.begin(), all.end());
      for (int k = 0; k < 5; ++k) BOOST_TEST(found(row, k) == all[k].second);
    }
  }
}

BOOST_AUTO_TEST_CASE(as_many_others_as_rows_are_refused) {
  BOOST_TEST(
      error_of(
          [] { nearest_others(Matrix::Zero(3, 2), 3, RowDistance::l1); }) ==
      "nearest_others: the nearest 3 of 3 rows of 2 columns; expected at least "
      "1 column, and 1 to one fewer than there are rows");
}

BOOST_AUTO_TEST_CASE(squares_beyond_float32_are_refused) {
  const Matrix far{{0.F}, {3e19F}};
  BOOST_TEST(error_of([&] { nearest_others(far, 1, RowDistance::l2); }) ==
             "nearest_others: distances that are too large for float32; scale "
             "the values");
  BOOST_TEST(listed(nearest_others(far, 1, RowDistance::l1)) == (Groups{1, 0}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
