#include "core/eval/export/csv.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(csv_test)

BOOST_AUTO_TEST_CASE(fields_are_quoted_where_the_standard_asks_for_it) {
  CsvText table({"gene", "a,b", "note"});
  table.field("C3").field("say \"x\"").field("two\r\nlines").end_row();
  BOOST_TEST(table.text() ==
             "gene,\"a,b\",note\r\n"
             "C3,\"say \"\"x\"\"\",\"two\r\nlines\"\r\n");
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_and_those_that_are_none_are_empty) {
  CsvText table({"a", "b", "c", "d", "e"});
  table.field(0.1)
      .field(0.1F)
      .field(-0.0)
      .field(std::numeric_limits<double>::quiet_NaN())
      .field(std::numeric_limits<std::int64_t>::min())
      .end_row();
  table.field(1.0 / 3)
      .field(16777216.0F)
      .field(std::numeric_limits<double>::infinity())
      .field(5e-324)
      .field(-7)
      .end_row();
  BOOST_TEST(table.text() ==
             "a,b,c,d,e\r\n"
             "0.1,0.1,-0,,-9223372036854775808\r\n"
             "0.3333333333333333,16777216,inf,5e-324,-7\r\n");
}

BOOST_AUTO_TEST_CASE(a_row_with_a_field_too_few_is_refused) {
  CsvText table({"a", "b"});
  BOOST_TEST(error_of([&] { table.field("x").end_row(); }) ==
             "a row of 1 fields in a table of 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
