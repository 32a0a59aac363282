#include "core/base/table.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"
#include "core/base/gzip.h"
#include "core/base/text.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(table_test)

BOOST_AUTO_TEST_CASE(fields_are_found_by_name) {
  const Table table =
      Table::parse("x\ty\tlabel\r\n1\t2.5\ta b\n-3\t1e2\t", "spots.tsv");
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
  const Table table = Table::parse("ACTB\tGNAS\n10x14\t0\t2\n", "B4.tsv",
                                   /*index_without_name=*/true);
  BOOST_TEST(table.columns().size() == 3);
  BOOST_TEST(table.field(0, 0) == "10x14");
  BOOST_TEST(table.integer(0, table.column("GNAS")) == 2);
}

BOOST_AUTO_TEST_CASE(without_a_header_the_first_line_is_a_row) {
  const Table table =
      Table::without_header("AAAC-1,1\nAAAG-1,x\n", "list.csv", {"name", "n"});
  BOOST_TEST(table.rows() == 2);
  BOOST_TEST(table.field(0, table.column("name")) == "AAAC-1");
  BOOST_TEST(error_of([&] { table.integer(1, 1); }) ==
             "list.csv: line 2, column 'n': expected an integer, found 'x'");
  BOOST_TEST(error_of([&] {
               Table::without_header("a\tb\tc\n", "list.tsv", {"x", "y"});
             }) == "list.tsv: line 1: has 3 field(s), expected 2");
  BOOST_TEST(Table::without_header("", "none.tsv", {"x"}).rows() == 0);
}

BOOST_AUTO_TEST_CASE(bad_tables_are_refused_with_the_place) {
  BOOST_TEST(error_of([&] { Table::parse("", "a.tsv"); }) ==
             "a.tsv: is empty, expected a header line");
  BOOST_TEST(error_of([&] { Table::parse("x\ty\n1\t2\n3\n", "a.tsv"); }) ==
             "a.tsv: line 3: has 1 field(s), the header has 2");
  BOOST_TEST(error_of([&] { Table::parse("x\tx\n", "a.tsv"); }) ==
             "a.tsv: columns 1 and 2 are both named 'x'; add them up, or give "
             "each a name of its own");
  BOOST_TEST(error_of([&] { Table::parse("x\n\n1\n", "a.tsv"); }) ==
             "a.tsv: line 2: is empty");
  const Table table = Table::parse("x\n2.5\nNaNa\n", "a.tsv");
  BOOST_TEST(error_of([&] { table.column("y"); }) ==
             "a.tsv: no column 'y'; there are: x");
  BOOST_TEST(error_of([&] { table.integer(0, 0); }) ==
             "a.tsv: line 2, column 'x': expected an integer, found '2.5'");
  BOOST_TEST(error_of([&] { table.number(1, 0); }) ==
             "a.tsv: line 3, column 'x': expected a number, found 'NaNa'");
}

BOOST_AUTO_TEST_CASE(fields_are_separated_by_tabs_else_by_commas) {
  BOOST_TEST(Table::parse("x\ty,z\n1\t2,3\n", "a").field(0, 1) == "2,3");
  BOOST_TEST(Table::parse("x,y\n1\t1,2\n", "a").field(0, 0) == "1\t1");
  // A header of one gene, as R writes it: the next line tells.
  const Table one = Table::parse("ACTB\n10x14,7\n", "a", true);
  BOOST_TEST(one.integer(0, one.column("ACTB")) == 7);
  const auto refused = [](const std::string& text) {
    return error_of([&] { Table::parse(text, "a.csv"); });
  };
  BOOST_TEST(refused("x;new x\n1;2,5\n") ==
             "a.csv: line 1 has semicolons between fields, expected tabs or "
             "commas: x;new x; save it with tabs");
  BOOST_TEST(refused("\"x\" \"y\"\n1 2\n") ==
             "a.csv: line 1 has spaces between fields, expected tabs or "
             "commas: \"x\" \"y\"; save it with tabs");
}

// As R's write.table and spreadsheets quote (RFC 4180).
BOOST_AUTO_TEST_CASE(quoted_fields_lose_their_quotes) {
  for (const char separator : {'\t', ','}) {
    const std::string s(1, separator);
    const Table table =
        Table::parse("\"x\"" + s + "\"a" + s + "b\"\r\n\"1\"" + s +
                         "\"say \"\"no\"\"\"\r\n\"\"" + s + "6\" by 7\"\r\n",
                     "a");
    BOOST_TEST(table.columns()[1] == "a" + s + "b");
    BOOST_TEST(table.integer(0, 0) == 1);
    BOOST_TEST(table.field(0, 1) == "say \"no\"");
    BOOST_TEST(table.field(1, 0) == "");
    BOOST_TEST(table.field(1, 1) == "6\" by 7\"");
  }
}

BOOST_AUTO_TEST_CASE(quotes_that_do_not_close_are_text_only_beside_tabs) {
  BOOST_TEST(Table::parse("x\ty\n\"5 cm\t2\n", "a").field(0, 0) == "\"5 cm");
  BOOST_TEST(Table::parse("x\ty\n\"a\" b\t2\n", "a").field(0, 0) == "\"a\" b");
  for (const std::string field : {"\"5 cm", "\"a\" b", "\"a\"\"", "\""}) {
    BOOST_TEST(error_of([&] {
                 Table::parse("x,y\n1,2\n3," + field + "\n\"", "a.csv");
               }) ==
               "a.csv: line 3: field 2 begins with a quote and does not end "
               "with one; a quote in a quoted field is written twice, and the "
               "field ends on its line");
  }
}

BOOST_AUTO_TEST_CASE(a_table_is_read_from_a_file_as_people_have_it) {
  const Table table = Table::parse(gzip("\xef\xbb\xbfx,y\r1,2\r"), "a.csv.gz");
  BOOST_TEST(table.integer(0, table.column("x")) == 1);
  BOOST_TEST(error_of([&] { Table::parse("RDX3\n", "a.csv"); }) ==
             "a.csv: is a file of R, expected text; write what it holds as "
             "text with tabs");
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_near_or_none) {
  const std::vector<std::string> names = {"size_px", "edge", "jpeg_quality"};
  BOOST_TEST(nearest_name("size", names) == "size_px");
  BOOST_TEST(nearest_name("egde", names) == "edge");
  BOOST_TEST(nearest_name("jpeg_qualty", names) == "jpeg_quality");
  BOOST_TEST(nearest_name("learning_rate", names) == "");
  // One spelling is nearer than few letters; of nothing nothing is near.
  BOOST_TEST(nearest_name("gapdh", {"gapd", "ACTB", "GAPDH"}) == "GAPDH");
  BOOST_TEST(nearest_name("", names) == "");
  BOOST_TEST(listed(names_seen({"section", " patient", "b ", ""})) ==
             "section, ' patient', 'b ', ");
}

BOOST_AUTO_TEST_SUITE_END()
