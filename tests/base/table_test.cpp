#include "core/base/table.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"
#include "core/base/text.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(table_test)

BOOST_AUTO_TEST_CASE(fields_are_found_by_name) {
  const Table table =
      Table::parse("x\ty\tlabel\r\n1\t2.5\ta b\n-3\t1e2\t", '\t', "spots.tsv");
  BOOST_TEST(table.rows() == 2);
  BOOST_TEST(table.has("label"));
  BOOST_TEST(!table.has("z"));
  BOOST_TEST(table.integer(1, table.column("x")) == -3);
  BOOST_TEST(table.number(0, table.column("y")) == 2.5);
  BOOST_TEST(table.number(1, table.column("y")) == 100.0);
  BOOST_TEST(table.field(0, 2) == "a b");
  BOOST_TEST(table.field(1, 2) == "");
  BOOST_TEST(table.place(1) == "spots.tsv: line 3");
}

BOOST_AUTO_TEST_CASE(the_index_may_go_without_a_name) {
  const Table table = Table::parse("ACTB\tGNAS\n10x14\t0\t2\n", '\t', "B4.tsv",
                                   /*index_without_name=*/true);
  BOOST_TEST(table.columns().size() == 3);
  BOOST_TEST(table.field(0, 0) == "10x14");
  BOOST_TEST(table.integer(0, table.column("GNAS")) == 2);
}

BOOST_AUTO_TEST_CASE(bad_tables_are_refused_with_the_place) {
  BOOST_TEST(error_of([&] { Table::parse("", '\t', "a.tsv"); }) ==
             "a.tsv: is empty, expected a header line");
  BOOST_TEST(error_of([&] {
               Table::parse("x\ty\n1\t2\n3\n", '\t', "a.tsv");
             }) == "a.tsv: line 3: has 1 field(s), the header has 2");
  BOOST_TEST(error_of([&] { Table::parse("x\tx\n", '\t', "a.tsv"); }) ==
             "a.tsv: column 'x' is named twice");
  BOOST_TEST(error_of([&] { Table::parse("x\n\n1\n", '\t', "a.tsv"); }) ==
             "a.tsv: line 2: is empty");
  const Table table = Table::parse("x\n2.5\nNaNa\n", '\t', "a.tsv");
  BOOST_TEST(error_of([&] { table.column("y"); }) ==
             "a.tsv: no column 'y'; there are: x");
  BOOST_TEST(error_of([&] { table.integer(0, 0); }) ==
             "a.tsv: line 2, column 'x': expected an integer, found '2.5'");
  BOOST_TEST(error_of([&] { table.number(1, 0); }) ==
             "a.tsv: line 3, column 'x': expected a number, found 'NaNa'");
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_near_or_none) {
  const std::vector<std::string> names = {"size_px", "edge", "jpeg_quality"};
  BOOST_TEST(nearest_name("size", names) == "size_px");
  BOOST_TEST(nearest_name("egde", names) == "edge");
  BOOST_TEST(nearest_name("jpeg_qualty", names) == "jpeg_quality");
  BOOST_TEST(nearest_name("learning_rate", names) == "");
}

BOOST_AUTO_TEST_SUITE_END()
