#include "core/data/source/profile_table.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(profile_table_test)

// As pandas writes an index without a name.
BOOST_AUTO_TEST_CASE(rows_are_profiles_and_columns_genes) {
  const Profiles read =
      read_profiles(",CD3E,MS4A1\r\n0,1.5,0\r\n1,0.25,2\r\n", "r.csv");
  BOOST_TEST(read.names == (std::vector<std::string>{"0", "1"}),
             tt::per_element());
  BOOST_TEST(read.genes == (std::vector<std::string>{"CD3E", "MS4A1"}),
             tt::per_element());
  BOOST_TEST(read.values(1, 0) == 0.25F);
  BOOST_TEST(read.how == "as r.csv gives them");
}

BOOST_AUTO_TEST_CASE(what_is_no_table_of_profiles_is_refused) {
  BOOST_TEST(error_of([] { read_profiles("name,A\n", "r.csv"); }) ==
             "r.csv: 0 rows of 2 columns; expected a profile a row: a name, "
             "then a value of each gene");
  BOOST_TEST(error_of([] { read_profiles("name,A\nT,inf\n", "r.csv"); }) !=
             "no error");
}

BOOST_AUTO_TEST_SUITE_END()
