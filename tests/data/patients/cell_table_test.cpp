#include "core/data/patients/cell_table.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/base/error.h"
#include "core/data/patients/variable_cell_genes.h"
#include "tests/data/patients/made_cells.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

Predictions predicted() {
  Predictions out;
  out.about = "x/S";
  out.unit_kind = ObservedKind::nucleus;
  out.names = {"4", "1"};
  out.variables = {"KRT8"};
  out.values = Matrix{{0.5F}, {1.5F}};
  return out;
}

auto says(const std::string& text) {
  return [text](const Error& e) {
    BOOST_TEST(std::string(e.what()) == text);
    return true;
  };
}

// 40 cells in a box of 1,000 px by 2,000 px.
CellTable forty() {
  CellTable out;
  out.section = "x/S";
  out.points.resize(40, 2);
  out.values.resize(40, 1);
  for (Eigen::Index i = 0; i < 40; ++i) {
    out.cells.push_back(concat(i));
    out.type.push_back(static_cast<std::int32_t>(i % 2));
    out.points.row(i) << (i == 39 ? 1000.0 : 0.0), 2000.0 * i / 39;
    out.values(i, 0) = static_cast<float>(i);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_table_test)

BOOST_AUTO_TEST_CASE(measured_cells_are_joined_by_name) {
  const CellTable found = cell_table(five_cells(), five_types());
  BOOST_TEST(found.section == "x/S");
  BOOST_TEST(found.patient == "x/P");
  BOOST_TEST(found.cells == (Names{"1", "2", "3", "4", "5"}),
             tt::per_element());
  BOOST_TEST(found.type == (std::vector<std::int32_t>{0, 0, 0, 1, -1}),
             tt::per_element());
  BOOST_TEST(found.of_type(0) == 3);
  BOOST_TEST(found.of_type(2) == 0);
  BOOST_TEST(found.values(2, 0) == ln_1p(3));
  BOOST_TEST(found.values(4, 0) == 0);
  BOOST_TEST(found.values(4, 1) == ln_1p(2));
}

BOOST_AUTO_TEST_CASE(predicted_cells_are_joined_by_name) {
  const Predictions of = predicted();
  const CellTable found = cell_table(five_cells(), five_types(), &of);
  BOOST_TEST(found.cells == (Names{"4", "1"}), tt::per_element());
  BOOST_TEST(found.genes == (Names{"KRT8"}), tt::per_element());
  BOOST_TEST(found.type == (std::vector<std::int32_t>{1, 0}),
             tt::per_element());
  BOOST_TEST(found.points(0, 0) == 100);
  BOOST_TEST(found.points(1, 0) == 0);
  BOOST_TEST(found.values(0, 0) == 0.5F);
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  CellTypes types = five_types();
  types.section = "x/R";
  BOOST_CHECK_EXCEPTION(cell_table(five_cells(), types), Error,
                        says("cells of x/S: the types are of x/R, expected "
                             "those of one section"));
  types = five_types();
  types.cells[3] = "8";
  BOOST_CHECK_EXCEPTION(
      cell_table(five_cells(), types), Error,
      says("cells of x/S: their types: no cell '3' (6 given, as '5')"));
  Predictions of = predicted();
  of.names[1] = "77";
  BOOST_CHECK_EXCEPTION(cell_table(five_cells(), five_types(), &of), Error,
                        says("cells of x/S: the dataset beside its "
                             "predictions: no cell '77' (5 given, as '1')"));
  of.about = "x/R";
  BOOST_CHECK_EXCEPTION(cell_table(five_cells(), five_types(), &of), Error,
                        says("cells of x/S: the predictions are of x/R, "
                             "expected those of one section"));
  of = predicted();
  of.names.clear();
  of.values.resize(0, 1);
  BOOST_CHECK_EXCEPTION(cell_table(five_cells(), five_types(), &of), Error,
                        says("cells of x/S: there is none"));
}

BOOST_AUTO_TEST_CASE(cells_are_drawn_by_number_in_their_order) {
  const CellTable some = thinned(forty(), {Thin::number, 7, 1});
  BOOST_TEST_REQUIRE(some.size() == 7U);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < 7; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    const int cell = std::stoi(some.cells[i]);
    BOOST_TEST((i == 0 || std::stoi(some.cells[i - 1]) < cell));
    BOOST_TEST(some.values(at, 0) == static_cast<float>(cell));
    BOOST_TEST(some.type[i] == cell % 2);
    BOOST_TEST(some.points(at, 1) == 2000.0 * cell / 39);
  }
  BOOST_TEST(some.cells == thinned(forty(), {Thin::number, 7, 1}).cells,
             tt::per_element());
  BOOST_TEST((some.cells != thinned(forty(), {Thin::number, 7, 2}).cells));
  BOOST_TEST(thinned(forty(), {Thin::number, 50, 1}).size() == 40U);
  BOOST_TEST(thinned(forty(), {}).size() == 40U);
}

// Two squares of 1,000 px: 8 cells in each are 16.
BOOST_AUTO_TEST_CASE(cells_are_drawn_by_density) {
  BOOST_TEST(thinned(forty(), {Thin::density, 8, 1}).size() == 16U);
  BOOST_TEST(thinned(forty(), {Thin::density, 20, 1}).size() == 40U);
  BOOST_CHECK_EXCEPTION(
      thinned(forty(), {Thin::density, 20.5, 1}), Error,
      says("cells of x/S: thin_to is 20.5 cells in 1,000 px by 1,000 px, there "
           "are 20; take the least density of all patients"));
  BOOST_CHECK_EXCEPTION(
      thinned(forty(), {Thin::number, 0, 1}), Error,
      says("cells of x/S: thin_to is 0, expected a number above 0"));
}

// Of 12 cells of type 0 and 4 of type 1 gene "c" varies most, "b" within type 0
// alone more than "a"; "a" varies between the types. "flat" never does.
BOOST_AUTO_TEST_CASE(the_genes_that_vary_most_are_chosen) {
  CellTable cells;
  cells.section = "x/S";
  cells.genes = {"flat", "c", "b", "a"};
  cells.classes = {"T", "B"};
  cells.values.resize(16, 4);
  for (Eigen::Index i = 0; i < 16; ++i) {
    const bool other = i >= 12;
    cells.cells.push_back(concat(i));
    cells.type.push_back(other ? 1 : 0);
    cells.values.row(i) << 0.1F, (i % 2 == 0 ? 9.F : -9.F),
        (i % 2 == 0 ? 1.F : 2.F),
        (other    ? 5.F
         : i == 0 ? 0.5F
                  : 0.F);
  }
  const auto chosen = [&](VariableCellGenesOptions options) {
    VariableCellGenes genes(options);
    genes.add(cells);
    return genes.chosen().genes;
  };
  BOOST_TEST(chosen({1, false}) == (Names{"c"}), tt::per_element());
  BOOST_TEST(chosen({2, false}) == (Names{"a", "c"}), tt::per_element());
  BOOST_TEST(chosen({2, true}) == (Names{"a", "b", "c"}), tt::per_element());
  // Type 0 has no more than 12 cells.
  BOOST_TEST(chosen({2, true, 12}) == (Names{"a", "c"}), tt::per_element());
  BOOST_TEST(chosen({9, true}) == (Names{"a", "b", "c"}), tt::per_element());

  // A second section adds what varies there.
  VariableCellGenes genes({1, false});
  genes.add(cells);
  cells.section = "x/R";
  cells.values.col(1).setZero();
  genes.add(cells);
  BOOST_TEST(genes.chosen().genes == (Names{"a", "c"}), tt::per_element());
  BOOST_TEST(genes.chosen().rule ==
             "of each of 2 sections the 1 that vary most between all cells");
  cells.values.setZero();
  VariableCellGenes none({1, true});
  none.add(cells);
  BOOST_CHECK_EXCEPTION(none.chosen(), Error,
                        says("variable_cell_genes: no gene varies between the "
                             "cells of x/R"));
}

BOOST_AUTO_TEST_SUITE_END()
