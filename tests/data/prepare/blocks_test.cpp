#include "core/data/prepare/blocks.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

// Columns 2 to 6 of the array, rows 10 to 13; a count a spot, 1 to 6.
Dataset section() {
  Dataset d;
  d.section = "x/S";
  d.patient = "x/P";
  d.spots = {"a", "b", "c", "d", "e", "f"};
  d.genes = {"G"};
  d.counts = {
      6, 1, {0, 1, 2, 3, 4, 5, 6}, {0, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 5, 6}};
  d.array_xy.resize(6, 2);
  d.array_xy << 2, 10, 4, 10, 6, 11, 2, 13, 5, 12, 6, 13;
  d.pixel_xy = d.array_xy.cast<double>();
  return d;
}

Names spots_in(const Names& blocks) {
  return in_blocks(section(), blocks).spots;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocks_test)

// Five columns in two parts: 2 to 4, and 5 and 6; four rows: 10, 11 and 12, 13.
BOOST_AUTO_TEST_CASE(each_spot_lies_in_one_block) {
  BOOST_TEST(spots_in({"S#r1c1of2x2"}) == (Names{"a", "b"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r1c2of2x2"}) == (Names{"c"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r2c1of2x2"}) == (Names{"d"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r2c2of2x2"}) == (Names{"e", "f"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r1c1of1x1"}).size() == 6U);
}

BOOST_AUTO_TEST_CASE(spots_keep_their_counts_and_the_section_says_its_blocks) {
  const Dataset one = in_blocks(section(), {"x/S#r2c2of2x2+0.5"});
  BOOST_TEST(one.section == "x/S#r2c2of2x2+0.5");
  BOOST_TEST(one.patient == "x/P");
  BOOST_TEST(one.counts.values == (std::vector<std::int32_t>{5, 6}),
             tt::per_element());
  const Dataset two = in_blocks(section(), {"S#r2c1of2x2", "S#r1c1of2x2"});
  BOOST_TEST(two.section == "x/S#r2c1of2x2,r1c1of2x2");
  BOOST_TEST(two.spots == (Names{"a", "b", "d"}), tt::per_element());
  const TempFolder folder;
  two.write(folder / "two");
  BOOST_TEST(Dataset::read(folder / "two").section == two.section);
}

BOOST_AUTO_TEST_CASE(what_is_no_block_of_the_section_is_named) {
  const auto error = [](const Names& blocks) {
    return error_of([&] { spots_in(blocks); });
  };
  BOOST_TEST(error({"T#r1c1of2x2"}) ==
             "blocks: 'T#r1c1of2x2' is no block of section x/S; expected a "
             "name such as 'x/S#r1c2of2x2', as ms.regions gives them");
  BOOST_TEST(error({"S#r1c1of2x2", "x/S#r1c1of2x2"}) ==
             "blocks: 'x/S#r1c1of2x2' is named twice");
  BOOST_TEST(error({"S#r1c2of4x5"}) ==
             "blocks: no spot of section x/S lies in S#r1c2of4x5; its 6 spots "
             "span columns 2 to 6 and rows 10 to 13 of the array");
}

BOOST_AUTO_TEST_SUITE_END()
