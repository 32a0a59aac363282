#include "core/eval/report/sheet.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(sheet_test)

BOOST_AUTO_TEST_CASE(a_run_without_a_sheet_shows_none) {
  BOOST_TEST(sheet_html(Context()) == "");
}

// Evidence of many nodes is cut, what a stranger's recipe says is escaped, and
// a leak that no switch removes stands out.
BOOST_AUTO_TEST_CASE(a_row_a_kind_of_leakage) {
  Context context;
  context.sheet = {
      {"L1.1",
       "no test set",
       "found",
       "m: section <b>.",
       {"a", "b", "c", "d", "e", "f", "g", "h"},
       ""},
      {"L3.1", "temporal leakage", "not known here", "", {}, "Later?"}};
  const std::string html = sheet_html(context);
  BOOST_TEST(html.starts_with("<h2 id=\"sheet\">Model info sheet</h2>"));
  const auto holds = [&](const std::string& part) {
    return html.find(part) != std::string::npos;
  };
  BOOST_TEST(
      holds("<th scope=\"row\">L1.1 no test set</th><td "
            "class=\"warn\">found</td><td class=\"long\">m: section "
            "&lt;b&gt;.<br><small class=\"path\">a<br>b<br>c<br>d<br>e"
            "<br>f<br>and 2 more</small></td>"));
  BOOST_TEST(
      holds("<td class=\"\">not known here</td><td class=\"long\"></td>"
            "<td class=\"long\">Later?</td>"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
