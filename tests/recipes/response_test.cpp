// A recipe that scores patients of two cohorts, and no gene of a section.

#include <boost/test/unit_test.hpp>
#include <regex>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(response_test)

// The AUC of a rising line on one marker is that of the marker: pairs of a
// patient who responded and one who did not, 187.5 of 14 x 16 ranked rightly in
// the one table (one pair is tied) and 186 of 17 x 13 in the other.
BOOST_AUTO_TEST_CASE(a_cohort_makes_a_page_in_which_every_word_fits) {
  const PlainProgram program;
  program.run("tests/recipes/response");
  const fs::path results = program.results("response");
  const Findings findings = Findings::read(results / "findings");
  BOOST_TEST(findings.data.unit == "cohort");
  BOOST_TEST(findings.data.item == "class");
  BOOST_TEST(findings.headline_value("marker_model") ==
                 (187.5 / 224 + 186.0 / 221) / 2,
             boost::test_tools::tolerance(1e-9));
  const std::string page = read_file(results / "report.html");
  const std::size_t begin = page.find("<main>");
  const std::string shown =
      page.substr(begin, page.find("id=\"methods\"") - begin);
  BOOST_TEST(shown.find("area under the ROC curve") != std::string::npos);
  BOOST_TEST(shown.find("Every held-out cohort") != std::string::npos);
  BOOST_TEST(shown.find("Called by marker_model where its score is 0.5 or "
                        "more.") != std::string::npos);
  BOOST_TEST(shown.find("AUC 0.837; 14 yes, 16 not") != std::string::npos);
  // The headline is of a single item, and no column beside itself.
  BOOST_TEST(shown.find("held-out patients (headline)</th>") !=
             std::string::npos);
  BOOST_TEST(shown.find("area under the ROC curve, held-out patients</th>") ==
             std::string::npos);
  const std::string text =
      std::regex_replace(shown, std::regex("<[^>]*>"), " ");
  for (const std::string word : {"gene", "genes", "section", "sections",
                                 "tissue", "spot", "spots", "mask", "grid"}) {
    BOOST_TEST(!std::regex_search(text, std::regex("\\b" + word + "\\b")),
               word);
  }
}

BOOST_AUTO_TEST_SUITE_END()
