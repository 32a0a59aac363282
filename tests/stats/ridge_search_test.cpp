#include "core/stats/ridge_search.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/stats/correlation.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

RidgeSections sections_of(const std::vector<RidgeRows>& rows) {
  return {rows.size(), [rows](std::size_t i) { return rows[i]; }};
}

RidgeChoice chosen(const std::vector<RidgeRows>& rows,
                   const std::vector<std::string>& groups,
                   const std::vector<double>& alphas,
                   const std::vector<std::int64_t>& ranks = {}) {
  const RidgeSections sections = sections_of(rows);
  return choose_ridge(moments_of(sections), sections, groups, {alphas, ranks});
}

// Three features, two genes; the second gene is constant in odd sections.
RidgeRows section(std::int64_t seed, Eigen::Index count = 40) {
  RandomStream random(seed, "ridge_search_test", "rows");
  RidgeRows rows{Matrix(count, 3), Matrix::Zero(count, 2)};
  for (Eigen::Index row = 0; row < count; ++row) {
    for (Eigen::Index i = 0; i < 3; ++i) {
      rows.features(row, i) = static_cast<float>(random.normal());
    }
    rows.targets(row, 0) =
        rows.features(row, 0) + static_cast<float>(random.normal());
    if (seed % 2 == 0) {
      rows.targets(row, 1) =
          rows.features(row, 1) + static_cast<float>(random.normal());
    }
  }
  return rows;
}

RidgeRows stacked(const std::vector<RidgeRows>& parts) {
  Eigen::Index count = 0;
  for (const RidgeRows& part : parts) {
    count += part.features.rows();
  }
  RidgeRows all{Matrix(count, parts[0].features.cols()),
                Matrix(count, parts[0].targets.cols())};
  Eigen::Index row = 0;
  for (const RidgeRows& part : parts) {
    all.features.middleRows(row, part.features.rows()) = part.features;
    all.targets.middleRows(row, part.targets.rows()) = part.targets;
    row += part.features.rows();
  }
  return all;
}

// Mean r of the defined genes of a section by the regression on others.
double mean_r(const std::vector<RidgeRows>& others, const RidgeRows& left_out,
              double alpha) {
  const RidgeRows rows = stacked(others);
  const Eigen::VectorXd r = pearson_by_gene(
      fit_ridge(rows.features, rows.targets, alpha).predict(left_out.features),
      left_out.targets);
  double sum = 0;
  int defined = 0;
  for (const double one : r) {
    if (!std::isnan(one)) {
      sum += one;
      ++defined;
    }
  }
  return sum / defined;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ridge_search_test)

// Patient X has sections 1 and 3, Y has 2, Z has 4: the scores are those of
// regressions fitted anew on the sections of the others.
BOOST_AUTO_TEST_CASE(groups_are_left_out_together) {
  const RidgeRows x1 = section(1), y = section(2), x3 = section(3, 25),
                  z = section(4);
  const RidgeChoice choice =
      chosen({x1, y, x3, z}, {"X", "Y", "X", "Z"}, {1.0, 1e3});
  BOOST_TEST((choice.unit == SearchUnit::group));
  BOOST_TEST(choice.count == 3U);
  for (std::size_t i = 0; i < 2; ++i) {
    const double alpha = i == 0 ? 1.0 : 1e3;
    const double of_x =
        (mean_r({y, z}, x1, alpha) + mean_r({y, z}, x3, alpha)) / 2;
    const double expected =
        (of_x + mean_r({x1, x3, z}, y, alpha) + mean_r({x1, y, x3}, z, alpha)) /
        3;
    BOOST_TEST(choice.scores[i] == expected, tt::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(without_groups_each_section_is_left_out) {
  const RidgeRows a = section(2), b = section(4);
  const double expected = (mean_r({a}, b, 5.0) + mean_r({b}, a, 5.0)) / 2;
  for (const auto& groups :
       {std::vector<std::string>{}, std::vector<std::string>{"X", "X"}}) {
    const RidgeChoice choice = chosen({a, b}, groups, {5.0});
    BOOST_TEST((choice.unit == SearchUnit::section));
    BOOST_TEST(choice.count == 2U);
    BOOST_TEST(choice.scores[0] == expected, tt::tolerance(1e-6));
  }
}

// Of 12 rows: 2, 2, 3, 2, 3.
BOOST_AUTO_TEST_CASE(one_section_is_cut_into_runs_of_rows) {
  const RidgeRows one = section(2, 12);
  const RidgeChoice choice = chosen({one}, {"X"}, {5.0});
  BOOST_TEST((choice.unit == SearchUnit::block));
  BOOST_TEST(choice.count == 5U);
  const std::vector<Eigen::Index> begins{0, 2, 4, 7, 9, 12};
  std::vector<RidgeRows> blocks;
  for (std::size_t i = 0; i < 5; ++i) {
    const Eigen::Index size = begins[i + 1] - begins[i];
    blocks.push_back({one.features.middleRows(begins[i], size),
                      one.targets.middleRows(begins[i], size)});
  }
  double expected = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    std::vector<RidgeRows> others = blocks;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    expected += mean_r(others, blocks[i], 5.0) / 5;
  }
  BOOST_TEST(choice.scores[0] == expected, tt::tolerance(1e-6));
  BOOST_TEST(chosen({section(2, 5)}, {}, {1.0}).count == 2U);
}

// A gene that only the section left out expresses is predicted as constant:
// it counts as undefined, and the rounding of the sums as nothing.
BOOST_AUTO_TEST_CASE(a_gene_constant_in_the_others_is_undefined) {
  const RidgeRows even = section(2);
  const double expected = (mean_r({section(1), section(3)}, even, 1.0) +
                           mean_r({even, section(3)}, section(1), 1.0) +
                           mean_r({even, section(1)}, section(3), 1.0)) /
                          3;
  const RidgeChoice choice = chosen({section(1), even, section(3)}, {}, {1.0});
  BOOST_TEST(choice.scores[0] == expected, tt::tolerance(1e-6));
}

// A target that is constant in each section has no correlation at any penalty.
BOOST_AUTO_TEST_CASE(every_penalty_is_tried_with_every_rank) {
  const std::vector<RidgeRows> rows{section(1), section(2), section(4)};
  const RidgeChoice both = chosen(rows, {}, {5.0, 500.0}, {1, 0});
  std::vector<double> alone;
  for (const double alpha : {5.0, 500.0}) {
    for (const std::int64_t rank : {1, 0}) {
      alone.push_back(chosen(rows, {}, {alpha}, {rank}).scores[0]);
    }
  }
  BOOST_TEST(both.scores == alone, tt::per_element());
  BOOST_TEST(both.scores[0] != both.scores[1]);
  const auto best = std::max_element(alone.begin(), alone.end());
  const std::ptrdiff_t place = best - alone.begin();
  BOOST_TEST(both.alpha == (place < 2 ? 5.0 : 500.0));
  BOOST_TEST(both.rank == (place % 2 == 0 ? 1 : 0));
}

// Two genes have no more than two directions: a bound of 2 is none.
BOOST_AUTO_TEST_CASE(of_equal_ranks_the_first_is_taken) {
  const std::vector<RidgeRows> rows{section(1), section(2)};
  BOOST_TEST(chosen(rows, {}, {5.0}, {2, 0}).rank == 2);
  BOOST_TEST(chosen(rows, {}, {5.0}, {0, 2}).rank == 0);
}

BOOST_AUTO_TEST_CASE(undefined_scores_go_to_the_larger_penalty) {
  const RidgeRows flat{Matrix{{0.F}, {1.F}, {2.F}}, Matrix::Ones(3, 1)};
  const RidgeChoice choice = chosen({flat, flat}, {}, {1.0, 100.0, 10.0});
  BOOST_TEST(choice.alpha == 100.0);
  BOOST_TEST(std::isnan(choice.scores[0]));
}

// One section rises where the other falls: each predicts the other's opposite.
BOOST_AUTO_TEST_CASE(a_section_left_out_is_scored_by_the_others) {
  const Matrix x{{0.F}, {1.F}, {2.F}};
  const RidgeChoice choice =
      chosen({{x, x}, {x, Matrix{{2.F}, {1.F}, {0.F}}}}, {}, {1.0});
  BOOST_TEST(choice.scores[0] == -1.0, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_TEST(error_of([] { chosen({section(1)}, {}, {}); }) ==
             "choose_ridge: no penalties to choose from");
  BOOST_TEST(error_of([] { chosen({section(1)}, {"X", "Y"}, {1.0}); }) ==
             "choose_ridge: 2 names of groups for 1 training section(s); each "
             "section has one");
  BOOST_TEST(error_of([] { chosen({section(1, 3)}, {}, {1.0}); }) ==
             "choose_ridge: the one training section has 3 row(s); leaving "
             "out a part needs at least 4. Give one penalty");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
