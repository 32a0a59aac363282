#include "core/data/prepare/mean_profiles.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Targets targets(const std::string& section, std::vector<std::string> names,
                std::vector<float> values) {
  Targets out;
  out.about = section;
  out.names = std::move(names);
  out.variables = {"A", "B"};
  out.transform = "ln(1 + n)";
  out.values = Eigen::Map<Matrix>(values.data(), std::ssize(out.names), 2);
  return out;
}

// Cells 1 and 2 of one section and 1 of another are T; 3 is B, 4 is of no type.
struct Given {
  std::vector<Targets> values = {
      targets("x/S#r1c1of5x1", {"1", "2", "3", "4"}, {1, 0, 2, 3, 5, 5, 9, 9}),
      targets("x/U", {"1"}, {6, 0})};
  std::vector<CellTypes> types = {
      {"x/S", "", {"4", "3", "2", "1"}, {"B", "T", "NK"}, {-1, 0, 1, 1}},
      {"x/U", "", {"1"}, {"B", "T", "NK"}, {1}}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mean_profiles_test)

// (1 + 2 + 6) / 3 and (0 + 3 + 0) / 3.
BOOST_AUTO_TEST_CASE(a_profile_is_the_mean_over_the_cells_of_a_type) {
  const Given given;
  const Profiles made = mean_profiles(given.values, given.types, 1);
  BOOST_TEST(made.names == (std::vector<std::string>{"B", "T"}),
             tt::per_element());
  BOOST_TEST(made.values(0, 0) == 5);
  BOOST_TEST(made.values(1, 0) == 3);
  BOOST_TEST(made.values(1, 1) == 1);
  BOOST_TEST(made.how ==
             "means of ln(1 + n) over the cells of a type in x/S#r1c1of5x1, "
             "x/U");
}

BOOST_AUTO_TEST_CASE(types_of_few_cells_are_left_out) {
  const Given given;
  BOOST_TEST(mean_profiles(given.values, given.types, 2).names ==
                 (std::vector<std::string>{"T"}),
             tt::per_element());
  BOOST_TEST(error_of([&] { mean_profiles(given.values, given.types, 4); }) ==
             "mean_profiles: none of the 3 types has least_cells = 4 cells in "
             "x/S#r1c1of5x1, x/U");
}

BOOST_AUTO_TEST_CASE(targets_and_types_of_other_sections_are_refused) {
  Given given;
  std::swap(given.types[0], given.types[1]);
  BOOST_TEST(error_of([&] { mean_profiles(given.values, given.types, 1); }) ==
             "mean_profiles: targets are of x/S#r1c1of5x1, the types beside "
             "them of x/U");
}

BOOST_AUTO_TEST_SUITE_END()
