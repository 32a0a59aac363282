#include "core/data/prepare/block_types.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

CellTypes types() {
  return {"d/x", "by hand", {"1", "2", "3"}, {"a", "b"}, {1, -1, 0}};
}

Dataset cells(const std::string& section,
              const std::vector<std::string>& names) {
  Dataset d;
  d.section = section;
  d.spots = names;
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(block_types_test)

BOOST_AUTO_TEST_CASE(types_of_the_blocks_cells_are_left) {
  const CellTypes left =
      types_in_blocks(types(), cells("d/x#r1c1of5x1,r3c1of5x1", {"3", "1"}),
                      {"x#r3c1of5x1", "d/x#r1c1of5x1"});
  BOOST_TEST(left.section == "d/x#r1c1of5x1,r3c1of5x1");
  BOOST_TEST(left.cells == (std::vector<std::string>{"3", "1"}),
             tt::per_element());
  BOOST_TEST(left.index == (std::vector<std::int32_t>{0, 1}),
             tt::per_element());
  BOOST_TEST(left.classes.size() == 2U);
}

// What is named is what the planner believes the types to be of.
BOOST_AUTO_TEST_CASE(other_blocks_than_those_named_are_refused) {
  BOOST_TEST(error_of([] {
               types_in_blocks(types(), cells("d/x#r1c1of5x1", {"1"}),
                               {"x#r2c1of5x1"});
             }) ==
             "block_types: blocks x#r2c1of5x1 are named, the cells are those "
             "of d/x#r1c1of5x1; expected the section narrowed to these blocks "
             "(ms.rows)");
  BOOST_TEST(error_of([] {
               types_in_blocks(types(), cells("d/x", {"1"}), {"x#r2c1of5x1"});
             })
                 .ends_with("the cells are those of d/x; expected the section "
                            "narrowed to these blocks (ms.rows)"));
  BOOST_TEST(error_of([] {
               types_in_blocks(types(), cells("d/x", {"1"}), {"x#left"});
             }) ==
             "block_types: blocks x#left are named, the cells are those of "
             "d/x; expected the section narrowed to these blocks (ms.rows)");
  BOOST_TEST(error_of([] {
               types_in_blocks(types(), cells("d/y#r2c1of5x1", {"1"}),
                               {"y#r2c1of5x1"});
             }) ==
             "block_types: types of d/x, cells of d/y#r2c1of5x1; expected "
             "blocks of that section");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
