#include "core/data/prepare/side_by_side.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Features narrow() {
  return {"s/A",
          "colour/mean",
          {"a", "b"},
          Matrix{{1.F, 2.F}, {3.F, 4.F}},
          Eigen::VectorXf{{9.F, 8.F}},
          {1.5, 0}};
}

// The spots in another order.
Features wide() {
  return {"s/A",
          "net/block8",
          {"b", "a"},
          Matrix{{6.F}, {5.F}},
          Eigen::VectorXf{{7.F}},
          {3.0, 0}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(side_by_side_test)

BOOST_AUTO_TEST_CASE(columns_follow_each_other_rows_join_by_spot) {
  const Features both = side_by_side(narrow(), wide());
  BOOST_TEST(both.section == "s/A");
  BOOST_TEST(both.encoder == "colour/mean + net/block8");
  BOOST_TEST((both.spots == std::vector<std::string>{"a", "b"}));
  BOOST_TEST((both.values == Matrix{{1.F, 2.F, 5.F}, {3.F, 4.F, 6.F}}));
  BOOST_TEST((both.blank == Eigen::VectorXf{{9.F, 8.F, 7.F}}));
  BOOST_TEST(both.tiles.pitches == 1.5);
}

BOOST_AUTO_TEST_CASE(without_a_blank_in_one_there_is_none) {
  Features none = wide();
  none.blank.resize(0);
  BOOST_TEST(side_by_side(narrow(), none).blank.size() == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  const auto error = [](const Features& beside) {
    return error_of([&] { side_by_side(narrow(), beside); });
  };
  Features other = wide();
  other.section = "s/B";
  BOOST_TEST(error(other) ==
             "side_by_side: features of section s/B beside those of s/A; give "
             "the features of one section");
  Features fewer = wide();
  fewer.spots.pop_back();
  BOOST_TEST(error(fewer) ==
             "side_by_side: net/block8 has 1 spot of section s/A, colour/mean "
             "has 2; both must have the same");
  Features renamed = wide();
  renamed.spots[1] = "c";
  BOOST_TEST(error(renamed) ==
             "side_by_side: net/block8 of s/A: no spot 'a' (2 given, as 'b')");
}

BOOST_AUTO_TEST_CASE(the_step_reads_them_in_their_order) {
  const TempFolder folder;
  narrow().write(folder.path / "1");
  wide().write(folder.path / "2");
  make_folders(folder.path / "out");
  side_by_side_step().run(
      Inputs("side_by_side", {{"features", {{folder.path / "1", "", "s/A"}}},
                              {"beside", {{folder.path / "2", "", "s/A"}}}}),
      Json::object(), folder.path / "out");
  BOOST_TEST((Features::read(folder.path / "out").values ==
              side_by_side(narrow(), wide()).values));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
