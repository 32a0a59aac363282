#include "core/eval/report/take_away.h"

#include <boost/test/unit_test.hpp>

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(take_away_test)

BOOST_AUTO_TEST_CASE(a_row_is_a_line_and_a_cell_its_text) {
  BOOST_TEST(
      csv_of("<tr><th scope=\"col\">gene</th><th>r</th></tr>"
             "<tr class=\"model\"><th scope=\"row\"><a href=\"#x\">A&amp;B"
             "</a></th><td class=\"num\">0.250<small>4 of 6</small></td>"
             "</tr><tr><td></td><td>undefined</td></tr>") ==
      "gene,r\r\nA&B,0.250 4 of 6\r\n,undefined\r\n");
}

// RFC 4180: what holds a comma, a quote or a line end is quoted.
BOOST_AUTO_TEST_CASE(separators_are_quoted) {
  BOOST_TEST(csv_of("<tr><td>a,b</td><td>say &quot;x&quot;</td><td>a\nb</td>"
                    "</tr>") == "\"a,b\",\"say \"\"x\"\"\",\"a\nb\"\r\n");
}

// A stranger names a gene "=cmd()"; a number with a sign stays one.
BOOST_AUTO_TEST_CASE(no_cell_is_a_formula) {
  BOOST_TEST(csv_of("<tr><td>=cmd()</td><td>@x</td><td>-x</td><td>-0.5</td>"
                    "<td>+1.0e-05</td><td>-</td></tr>") ==
             "'=cmd(),'@x,'-x,-0.5,+1.0e-05,-\r\n");
}

// "a\r\n" is "YQ0K" in base64.
BOOST_AUTO_TEST_CASE(a_link_holds_the_file_and_its_name) {
  BOOST_TEST(csv_link("Every held-out section!", "<tr><td>a</td></tr>") ==
             "<a class=\"take\" download=\"every-held-out-section.csv\" "
             "href=\"data:text/csv;charset=utf-8;base64,YQ0K\">CSV</a>");
  BOOST_TEST(svg_link("../\"<", "<svg/>") ==
             "<a class=\"take\" download=\"page.svg\" "
             "href=\"data:image/svg+xml;base64,PHN2Zy8+\">SVG</a>");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
