#include "core/eval/report/summary.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <regex>
#include <string>

#include "core/base/text.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/report/sample_page.h"

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(summary_test)

BOOST_AUTO_TEST_CASE(the_first_screen_fits_a_terminal) {
  const std::string text = said(walk("HiST, expression, one section held out"),
                                context("hist_loocv"));
  keep("walk.txt", text);
  keep("findings.txt", said(findings(1.4, "tissue", "HiST, expression"),
                            context("hist_loocv")));
  BOOST_TEST(
      holds(text, "published 0.450 +- 0.04, mean Pearson r over genes\n"));
  BOOST_TEST(holds(text, "number: inconclusive"));
  BOOST_TEST(holds(text, "meaning, audited: inconclusive"));
  BOOST_TEST(holds(text,
                   "leak: patient her2st/C on both sides of 5 folds "
                   "(label)"));
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    BOOST_TEST(end - begin <= 120U, text.substr(begin, end - begin));
    begin = end + 1;
  }
}

// No number is broken in two: what does not fit in columns is stacked.
BOOST_AUTO_TEST_CASE(a_narrow_terminal_gets_its_tables_stacked) {
  for (const std::string& text :
       {said(walk("HiST"), context("r"), 40),
        said(findings(1.4, "tissue", "HiST"), context("r"), 40)}) {
    std::size_t begin = 0;
    while (begin < text.size()) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string line = text.substr(begin, end - begin);
      // A word alone may be longer.
      BOOST_TEST(
          (width_of(line) <= 40U ||
           line.find(' ', line.find_first_not_of(' ')) == std::string::npos),
          line);
      begin = end + 1;
    }
    BOOST_TEST(std::regex_search(
        text, std::regex("\\n    ridge features +-?[0-9]\\.[0-9]{3}\\n")));
  }
  const std::string text =
      said(findings(1.4, "tissue", "HiST"), context("r"), 40);
  BOOST_TEST(holds(text, "\n  pearson.mean:\n  whole grid\n    "));
  BOOST_TEST(holds(text, "\n  only cells with tissue, headline\n    "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
