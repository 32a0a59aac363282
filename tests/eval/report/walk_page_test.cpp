// The page of a walk: its bars, its stages, both ends.
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/eval/findings/walk.h"
#include "core/eval/report/report.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/report/sample_page.h"

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(walk_page_test)

BOOST_AUTO_TEST_CASE(a_walk_shows_its_bars) {
  const std::string page =
      rendered(walk("HiST, from published to audited"), context("hist_loocv"));
  keep("walk.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "From the published to the audited protocol"));
  BOOST_TEST(holds(page, "ours, published protocol"));
  BOOST_TEST(holds(page, "scoring: cells"));
  BOOST_TEST(holds(page, "size-matched"));
  BOOST_TEST(holds(page, " values by section and gene in both arms"));
  BOOST_TEST(
      holds(page, "A bar compares the values by section and gene that "));
  // Its published end collapsed, its audited one did not.
  BOOST_TEST(holds(page,
                   "hist model predicts almost one value under the published "
                   "protocol; such items count as undefined."));
}

// All that is shown in detail is of one end, and says of which.
BOOST_AUTO_TEST_CASE(what_is_of_one_end_says_of_which) {
  Walk shown = walk("t");
  const auto page_of = [&](WalkEnd end) {
    shown.detailed = end;
    Findings& of = end == WalkEnd::audited ? shown.audited : shown.published;
    of.training.models = {{"A", 1, 9, 3, 0.1, 0.25}};
    return rendered(shown, context("r"));
  };
  const std::string audited = page_of(WalkEnd::audited);
  for (const std::string text :
       {"Every held-out section, audited protocol</h2>",
        "Readings beside baselines, audited protocol</h2>",
        "Every gene, audited protocol</h2>",
        "positive is better; audited protocol",
        "has learned nothing; audited protocol"}) {
    BOOST_TEST(holds(audited, text), text);
  }
  const std::string published = page_of(WalkEnd::published);
  BOOST_TEST(holds(published, "Every gene, published protocol</h2>"));
  BOOST_TEST(!holds(published, ", audited protocol</h2>"));
  const std::string single = rendered(shown.audited, context("r"));
  BOOST_TEST(holds(single, "Every gene</h2>"));
  BOOST_TEST(holds(single, "has learned nothing "));
}

// Of four switches and more an audit leaves out the arms in the middle.
BOOST_AUTO_TEST_CASE(a_stage_that_was_not_run_is_undefined) {
  const Walk ends = make_walk(
      {{"cells", SwitchKind::scoring, "whole_grid", "tissue", "mask"},
       {"unit", SwitchKind::leak, "section", "patient", "sisters"}},
      {"pp", "aa"},
      {findings(0.6, "whole_grid", "t"), findings(1.4, "tissue", "t")});
  const std::string page = rendered(ends, context("hist_loocv"));
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "<td class=\"num warn\">undefined</td>"));
}

// Orders that give 0.1196 and 0.1204 do not differ in what is printed.
BOOST_AUTO_TEST_CASE(a_range_of_one_number_is_not_shown) {
  Walk near = walk("t");
  Bar& bar = near.bars.at(near.predictors.at(0)).bars.at(0);
  bar.estimate.value = 0.12;
  bar.least = 0.1196;
  bar.most = 0.1204;
  BOOST_TEST(!holds(rendered(near, context("r")), "+0.120 to +0.120"));
  bar.most = 0.1306;
  BOOST_TEST(holds(rendered(near, context("r")), "+0.120 to +0.131"));
}

// A baseline may exist at one end alone, so both ends say what the number
// means.
BOOST_AUTO_TEST_CASE(a_walk_says_its_meaning_at_both_ends) {
  Walk both = walk("t");
  both.published.claims[0].meaning = {MeaningVerdict::worse, "than a copy", {}};
  both.audited.claims[0].meaning = {MeaningVerdict::better, "than all", {}};
  const std::string page = rendered(both, context("r"));
  BOOST_TEST(holds(page,
                   "<span class=\"axis\">meaning, as published</span>"
                   "<b>worse</b><span class=\"why\">than a copy</span>"));
  BOOST_TEST(holds(page,
                   "<span class=\"axis\">meaning, audited</span><b>better</b>"
                   "<span class=\"why\">than all</span>"));
  BOOST_TEST(holds(said(both, context("r")),
                   "meaning, as published: worse (than a copy)\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
