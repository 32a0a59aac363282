#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/eval/metrics/scores.h"
#include "core/eval/panels/own_best_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Scores scored(const std::string& predictor, const std::string& section,
              const std::vector<double>& pearson) {
  Scores made;
  made.predictor.name = predictor;
  made.unit = section;
  made.places = {{"tissue", 9}};
  Eigen::VectorXd values(static_cast<Eigen::Index>(pearson.size()));
  for (std::size_t i = 0; i < pearson.size(); ++i) {
    made.items.push_back(concat("G", i));
    values[static_cast<Eigen::Index>(i)] = pearson[i];
  }
  made.columns = {{"tissue", "pearson", values}, {"tissue", "mae", values}};
  return made;
}

// Ranks of G0 to G3 in s/A are 1, 2, 3 and 4, in s/B 4 (no value), 1, 3 and 2:
// sums 5, 3, 6, 6. G0 has the highest mean, and G1 the best rank.
std::vector<Scores> scores() {
  return {scored("ours", "s/A", {0.9, 0.3, 0.2, 0.1}),
          scored("ours", "s/B", {kNone, 0.3, 0.1, 0.2}),
          scored("other", "s/A", {0.0, 0.1, 0.2, 0.3}),
          scored("other", "s/B", {0.0, 0.1, 0.2, 0.3})};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_best_panel_test)

BOOST_AUTO_TEST_CASE(items_of_best_mean_rank_come_first) {
  const std::vector<Scores> ours{scores()[0], scores()[1]};
  const ItemScores by_r = item_scores(ours, "tissue", "pearson");
  BOOST_TEST(own_best(by_r, 2) == (Names{"G1", "G0"}), tt::per_element());
  // G2 and G3 have one rank: the first item comes first.
  BOOST_TEST(own_best(by_r, 50) == (Names{"G1", "G0", "G2", "G3"}),
             tt::per_element());
  // Of errors the least is best: ranks 4, 3, 2, 1 and 4, 3, 1, 2.
  BOOST_TEST(
      own_best(item_scores(ours, "tissue", "mae"), 2) == (Names{"G2", "G3"}),
      tt::per_element());
  const ItemScores none =
      item_scores({scored("x", "s/A", {kNone, 0.1})}, "tissue", "pearson");
  BOOST_TEST(own_best(none, 2) == Names{"G1"}, tt::per_element());
}

// Ours over all: (1.5 / 4 + 0.6 / 3) / 2; over G1 and G0: (0.6 + 0.3) / 2,
// since G0 has no value in s/B. The other's best are G3 and G2: none of ours.
BOOST_AUTO_TEST_CASE(each_predictor_is_read_over_its_own) {
  const TempFolder folder;
  Items items;
  for (const Scores& one : scores()) {
    const fs::path at = folder / concat("s", items["scores"].size());
    one.write(at);
    items["scores"].push_back({at, "", one.unit});
  }
  const Panel panel = run_step(own_best_panel_step(), items,
                               {{"item_count", 2}}, folder / "panel");
  const auto& columns = std::get<TablePanel>(panel.data).columns;
  BOOST_REQUIRE(columns.size() == 4U);
  BOOST_TEST(columns[0].texts == (Names{"ours", "other"}), tt::per_element());
  BOOST_TEST(columns[1].head == "Pearson r, all genes");
  BOOST_TEST(columns[1].numbers[0] == 0.2875, tt::tolerance(1e-12));
  BOOST_TEST(columns[1].numbers[1] == 0.15, tt::tolerance(1e-12));
  BOOST_TEST(columns[2].head == "Pearson r, own best 2");
  BOOST_TEST(columns[2].numbers[0] == 0.45, tt::tolerance(1e-12));
  BOOST_TEST(columns[2].numbers[1] == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(columns[3].head == "of these also of ours");
  BOOST_TEST(columns[3].numbers == (std::vector<double>{2, 0}),
             tt::per_element());
  BOOST_TEST(panel.caption ==
             "Each predictor's own best 2 genes by mean rank over the very "
             "sections that are scored: chosen on the test, so too high, and "
             "over other genes for each. Means over sections, only cells "
             "with tissue.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
