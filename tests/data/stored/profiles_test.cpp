#include "core/data/stored/profiles.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(profiles_test)

BOOST_AUTO_TEST_CASE(profiles_come_back_as_they_were_written) {
  Profiles profiles{{"T", "B"}, {"CD3E", "MS4A1"}, Matrix(2, 2), "made up"};
  profiles.values << 1.5F, 0, 0.25F, 2;
  const TempFolder folder;
  profiles.write(folder / "p");
  const Profiles read = Profiles::read(folder / "p");
  BOOST_TEST(read.names == profiles.names, tt::per_element());
  BOOST_TEST(read.genes == profiles.genes, tt::per_element());
  BOOST_TEST((read.values == profiles.values));
  BOOST_TEST(read.how == "made up");
}

BOOST_AUTO_TEST_CASE(a_name_twice_and_a_row_too_few_are_refused) {
  const TempFolder folder;
  Profiles profiles{{"T", "T"}, {"CD3E"}, Matrix::Zero(2, 1), ""};
  BOOST_TEST(error_of([&] { profiles.write(folder / "p"); }) != "no error");
  profiles.names = {"T", "B", "NK"};
  BOOST_TEST(error_of([&] { profiles.write(folder / "p"); }) ==
             "Profiles: 3 profiles of 1 genes, values are [2, 1]");
}

BOOST_AUTO_TEST_SUITE_END()
