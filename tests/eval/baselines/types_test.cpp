#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/eval/baselines/annotated_types.h"
#include "core/eval/baselines/type_predictions.h"
#include "core/eval/baselines/type_profiles.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Two cells of type a, one of b, one without a type and one of c, of three
// genes.
Targets training() {
  Targets made;
  made.about = "x/1#r1c1of2x1";
  made.unit_kind = ObservedKind::nucleus;
  made.transform = "ln(1 + n)";
  made.names = {"1", "2", "3", "4", "5"};
  made.variables = {"A", "B", "C"};
  made.values = Matrix{{4.F, 0.F, 1.F},
                       {2.F, 2.F, 1.F},
                       {0.F, 5.F, 1.F},
                       {1.F, 1.F, 1.F},
                       {3.F, 2.F, 6.F}};
  return made;
}

// In another order than the targets; type "d" has no cell.
CellTypes types(const std::string& section = "x/1#r1c1of2x1") {
  return {section,
          "by hand",
          {"5", "4", "3", "2", "1"},
          {"d", "c", "b", "a"},
          {1, -1, 2, 3, 3}};
}

// Cells at x = 0, 1, 5 and 7.
Dataset held_out() {
  Dataset d;
  d.section = "x/1#r2c1of2x1";
  d.lattice = Lattice::none;
  d.spots = {"11", "12", "13", "14"};
  d.pixel_xy.resize(4, 2);
  d.pixel_xy << 0, 0, 1, 0, 5, 0, 7, 0;
  return d;
}

CellTypes held_types() {
  return {"x/1#r2c1of2x1",
          "by hand",
          {"11", "12", "13", "14"},
          {"a", "b", "new"},
          {0, 1, -1, 2}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(types_test)

BOOST_AUTO_TEST_CASE(profiles_are_means_of_cells_joined_by_name) {
  const TypeProfiles made = type_profiles({training()}, {types()}, 1, "t");
  BOOST_TEST(made.classes == (std::vector<std::string>{"a", "b", "c"}),
             tt::per_element());
  BOOST_TEST(made.left_out == std::vector<std::string>{"d"}, tt::per_element());
  BOOST_TEST((made.profiles == MatrixD{{3, 1, 1}, {0, 5, 1}, {3, 2, 6}}));
  BOOST_TEST((made.mean == Eigen::RowVector3d(2, 2, 2)));
  BOOST_TEST(made.cells == 5);
  BOOST_TEST(type_profiles({training()}, {types()}, 2, "t").classes ==
                 std::vector<std::string>{"a"},
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(types_that_do_not_fit_are_refused) {
  const auto made = [](const Targets& targets, const CellTypes& of,
                       std::int64_t least) {
    return error_of([&] { type_profiles({targets}, {of}, least, "t"); });
  };
  BOOST_TEST(made(training(), types("x/2"), 1) ==
             "t: section x/1#r1c1of2x1 has targets but no types");
  BOOST_TEST(made(training(), types(), 3) ==
             "t: none of 4 types has 3 training cells or more");
  CellTypes lacking = types();
  lacking.cells[0] = "50";
  BOOST_TEST(made(training(), lacking, 1) ==
             "t: types of x/1#r1c1of2x1: no cell '5' (5 given, as '50')");
}

// Of its own type a, b; none and a new one get the mean of all, 2.
BOOST_AUTO_TEST_CASE(a_cell_gets_the_profile_of_its_type) {
  const Predictions made = type_predictions(
      {training()}, {types()}, held_types(), held_out(), TypeOf::own, "own");
  BOOST_TEST((made.values == Matrix{{3.F, 1.F, 1.F},
                                    {0.F, 5.F, 1.F},
                                    {2.F, 2.F, 2.F},
                                    {2.F, 2.F, 2.F}}));
  BOOST_TEST(made.about == "x/1#r2c1of2x1");
  BOOST_TEST((made.unit_kind == ObservedKind::nucleus));
  BOOST_TEST((made.predictor.kind == PredictorKind::oracle));
}

// 11 and 12 are each other's nearest, 13's is 14 and 14's 13.
BOOST_AUTO_TEST_CASE(a_cell_gets_the_profile_of_its_neighbours_type) {
  const Predictions made =
      type_predictions({training()}, {types()}, held_types(), held_out(),
                       TypeOf::nearest, "near");
  BOOST_TEST((made.values == Matrix{{0.F, 5.F, 1.F},
                                    {3.F, 1.F, 1.F},
                                    {2.F, 2.F, 2.F},
                                    {2.F, 2.F, 2.F}}));
  Dataset one = held_out();
  one.spots.resize(1);
  one.pixel_xy.conservativeResize(1, 2);
  BOOST_TEST(error_of([&] {
               type_predictions({training()}, {types()}, held_types(), one,
                                TypeOf::nearest, "near");
             }) ==
             "type_predictions: x/1#r2c1of2x1 has 1 cell; a nearest other one "
             "needs at least 2");
}

// Like a at another scale; like no type (r with a, b, c: -0.5, 0.19, -0.97);
// constant; like c.
BOOST_AUTO_TEST_CASE(types_are_called_by_correlation) {
  Predictions cells;
  cells.about = "x/1#r2c1of2x1";
  cells.unit_kind = ObservedKind::nucleus;
  cells.names = {"11", "12", "13", "14"};
  cells.variables = {"A", "B", "C"};
  cells.values = Matrix{
      {31.F, 11.F, 11.F}, {1.F, 1.F, 0.F}, {2.F, 2.F, 2.F}, {0.F, 0.F, 1.F}};
  const TypeProfiles profiles = type_profiles({training()}, {types()}, 1, "t");
  const CellTypes called = annotated_types(cells, profiles, 0.9);
  BOOST_TEST(
      called.classes == (std::vector<std::string>{"a", "b", "c", "unassigned"}),
      tt::per_element());
  BOOST_TEST(called.index == (std::vector<std::int32_t>{0, 3, 3, 2}),
             tt::per_element());
  BOOST_TEST(called.how ==
             "called by Pearson correlation with the mean profiles of training "
             "cells' types, unassigned below 0.9");
  // Without a threshold the second is like a, r = 0.5.
  BOOST_TEST(annotated_types(cells, profiles, -1).index ==
                 (std::vector<std::int32_t>{0, 0, 3, 2}),
             tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
