#include "core/eval/report/claims_page.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/eval/findings/build.h"
#include "core/eval/findings/expected.h"
#include "core/eval/report/claim_list.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {
namespace {

// A number, one that always "no" reaches (102 of 131), and none.
const std::string kExpected = R"([
  {"claim": "mean Pearson <b>", "published": "0.450", "where": "Results",
   "cohort": "her2st", "protocol": "p", "metric": "pearson.mean",
   "reading": "tissue", "baselines": ["training_mean", "ridge_features"],
   "margin": 0.01},
  {"claim": "responders", "published": "0.7786", "where": "Table 2",
   "cohort": "131 slides", "protocol": "p", "metric": "pearson.mean",
   "baselines": ["training_mean"], "margin": 0.01,
   "arithmetic": [{"predictor": "always_no", "positive": 29, "negative": 102,
                   "score": "accuracy"}]},
  {"claim": "sections agree", "published": null, "not_published": "in no text",
   "where": "abstract", "cohort": "x", "protocol": "p",
   "metric": "pearson.mean", "baselines": ["training_mean"], "margin": 0.01}])";

ListedRecipe recipe(const std::string& name, const std::string& paper,
                    const std::string& missing = "") {
  ListedRecipe made;
  made.name = name;
  made.paper = paper;
  made.command = "moonstain run recipes/" + name;
  for (Claim& claim : parse_expected(kExpected, "expected.json")) {
    ListedClaim one;
    one.paper = paper;
    one.recipe = name;
    one.output = "findings";
    one.claim = std::move(claim);
    one.missing = missing;
    made.claims.push_back(std::move(one));
  }
  return made;
}

Findings findings() {
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan plan;
  plan.reading = "tissue";
  plan.scope = Scope::quick;
  plan.protocol.stated = true;
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       parse_expected(kExpected, "expected.json"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(claims_page_test)

BOOST_AUTO_TEST_CASE(what_is_known_without_a_run_is_told) {
  const ListedRecipe listed = recipe("one", "A 2025");
  BOOST_TEST(!listed.was_run());
  BOOST_TEST(number_words(listed.claims[0]) == "not run here");
  BOOST_TEST(!listed.claims[0].excluded_by_arithmetic());
  BOOST_TEST(listed.claims[1].excluded_by_arithmetic());
  BOOST_TEST(number_words(listed.claims[2]) == "cannot be tested here");
  BOOST_TEST(listed.claims[2].number()->reason ==
             "no number was published: in no text");
  BOOST_TEST(number_words(recipe("two", "A 2025", "slides").claims[0]) ==
             "cannot be tested here");
}

BOOST_AUTO_TEST_CASE(claims_are_counted_by_paper_and_those_of_none_are_not) {
  const std::vector<ListedRecipe> recipes = {
      recipe("one", "A 2025"), recipe("shown", ""), recipe("two", "B 2026"),
      recipe("three", "A 2025", "slides")};
  const auto papers = by_paper(recipes);
  BOOST_REQUIRE(papers.size() == 2U);
  BOOST_TEST(papers[0].first == "A 2025");
  BOOST_TEST(papers[0].second.size() == 2U);
  const ClaimCounts counts = counts_of(recipes);
  BOOST_TEST(counts.claims == 9U);
  BOOST_TEST(counts.excluded == 3U);
  BOOST_TEST(number_counts(counts) ==
             "5 cannot be tested here, 4 not run here");
  BOOST_TEST(meaning_counts(counts) ==
             "3 cannot be tested here, 6 not run here");
  BOOST_TEST((counts.missing == std::map<std::string, std::size_t>{
                                    {"a published number", 3}, {"slides", 2}}));
}

// A recipe of several papers stands under each, with its claims of that one.
BOOST_AUTO_TEST_CASE(claims_stand_under_the_paper_that_publishes_them) {
  ListedRecipe listed = recipe("one", "A 2025");
  listed.claims[1].paper = "B 2026";
  const auto parts = by_own_papers(listed);
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(parts[0].paper == "A 2025");
  BOOST_REQUIRE(parts[0].claims.size() == 2U);
  BOOST_TEST(parts[0].claims[1].claim.claim == "sections agree");
  BOOST_TEST(parts[1].paper == "B 2026");
  BOOST_REQUIRE(parts[1].claims.size() == 1U);
  BOOST_TEST(parts[1].claims[0].claim.claim == "responders");
  BOOST_TEST(parts[1].command == listed.command);
  BOOST_TEST(by_paper(parts).size() == 2U);
  BOOST_TEST(counts_of(parts).claims == 3U);
  // One that judges none, or cannot be planned, is not lost.
  listed.claims.clear();
  listed.problem = "recipe.lua:3: x";
  BOOST_REQUIRE(by_own_papers(listed).size() == 1U);
  BOOST_TEST(by_own_papers(listed)[0].problem == listed.problem);
}

// What a quick run says: a number without a verdict, and what it means beside
// the baseline that is ahead, of those that the claim names.
BOOST_AUTO_TEST_CASE(findings_say_what_came_of_a_claim) {
  const Findings made = findings();
  const ListedRecipe listed = recipe("one", "A 2025");
  const auto found =
      claim_found(made, 0, listed.claims[0].claim, "profile=quick");
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->judged.verdict == NumberVerdict::none));
  BOOST_TEST(found->number.value == made.headline_value("hist_model"));
  BOOST_TEST(found->meant.value == found->number.value);
  BOOST_TEST(found->control == "ridge features");
  BOOST_TEST(found->control_value == made.headline_value("ridge_features"));
  BOOST_TEST(found->setting == "profile=quick");
  // Findings of other claims say nothing of this one.
  BOOST_TEST(!claim_found(made, 1, listed.claims[0].claim, "").has_value());
  BOOST_TEST(!claim_found(made, 3, listed.claims[0].claim, "").has_value());
  Claim other = listed.claims[0].claim;
  other.predictor = "ridge_features";
  BOOST_TEST(!claim_found(made, 0, other, "").has_value());
  // Nor do those in which the predictor that it names was not run.
  Findings without = made;
  without.claims[0].predictor = "stnet";
  other.predictor = "stnet";
  BOOST_TEST(!claim_found(without, 0, other, "").has_value());
}

// What a recipe scores in place of what is missing is of other data: it stands
// beside no published number and gives the claim no verdict.
BOOST_AUTO_TEST_CASE(nothing_of_ours_is_beside_what_cannot_be_tested) {
  std::vector<ListedRecipe> recipes = {recipe("one", "A 2025", "slides")};
  for (ListedClaim& one : recipes[0].claims) {
    one.published = claim_found(
        findings(), 0, recipe("one", "").claims[0].claim, "profile=quick");
    one.published->judged = {NumberVerdict::reproduced, "same"};
    one.published->meaning = {MeaningVerdict::better, "by far"};
    one.audited = one.published;
    BOOST_TEST(one.ours_published() == nullptr);
    BOOST_TEST(one.ours_audited() == nullptr);
    BOOST_TEST(meaning_words(one) == "cannot be tested here");
  }
  BOOST_TEST(recipes[0].was_run());
  BOOST_TEST(number_counts(counts_of(recipes)) == "3 cannot be tested here");
  BOOST_TEST(meaning_counts(counts_of(recipes)) == "3 cannot be tested here");
  BOOST_TEST(number_words(recipes[0].claims[2]) == "cannot be tested here");
  BOOST_TEST(recipes[0].claims[2].number()->reason ==
             "no number was published: in no text");
  const std::string shown = claims_page(recipes);
  for (const char* ours : {"profile=quick", "ridge features", "by far"}) {
    BOOST_TEST(!holds(shown, ours), ours);
  }
  BOOST_TEST(!holds(shown, "Not run here"));
  // What is missing is said once of each claim, beside what arithmetic says of
  // the second and that the third has no number.
  BOOST_TEST(count_of(shown, "Not here: slides.") == 2U);
  BOOST_TEST(count_of(shown, "missing here: slides") == 1U);
  BOOST_TEST(count_of(shown, "no number was published: in no text") == 1U);
}

// Why, in one sentence, of a claim that is ...
BOOST_AUTO_TEST_CASE(every_claim_says_why_in_one_sentence) {
  // ... not run, reached by arithmetic, and without a number,
  ListedRecipe listed = recipe("one", "A 2025");
  BOOST_TEST(why_sentence(listed.claims[0]) == "Not run here.");
  BOOST_TEST(why_sentence(listed.claims[1]) ==
             "By arithmetic always \"no\" scores 0.779, which the published "
             "0.7786 does not exceed.");
  BOOST_TEST(why_sentence(listed.claims[2]) ==
             "The paper gives no number of it: in no text.");
  // ... beyond what arithmetic gives by less than it is sure to, and an error,
  ListedClaim& near = listed.claims[1];
  near.claim.published = 0.79;
  near.claim.published_text = "0.79";
  near.claim.half_width = 0.02;
  BOOST_TEST(why_sentence(near) ==
             "By arithmetic always \"no\" scores 0.779, which the published "
             "0.79 +- 0.02 does not exclude.");
  near.claim.half_width.reset();
  near.claim.published = 0.78;
  near.claim.published_text = "0.78";
  near.claim.rounding = 0.005;
  BOOST_TEST(why_sentence(near) ==
             "By arithmetic always \"no\" scores 0.779, which the published "
             "0.78, as it is rounded, does not exclude.");
  near.claim.metric = "rmse.mean";
  near.claim.published = 0.85;
  near.claim.published_text = "0.85";
  BOOST_TEST(why_sentence(near) ==
             "By arithmetic always \"no\" scores 0.779, which the published "
             "0.85 is not below.");
  // ... with counts that say how sure the published number is,
  ListedClaim counted = listed.claims[0];
  counted.claim.trivial = {{"always \"no\"", 0.78, "how", Interval{0.7, 0.86}}};
  BOOST_TEST(counted.excluded_by_arithmetic());
  BOOST_TEST(why_sentence(counted) ==
             "By arithmetic always \"no\" scores 0.780, which the published "
             "0.450 does not exclude: by its own counts its 95 % interval is "
             "0.700 to 0.860.");
  // ... not to be tested, with what would reach it,
  ListedClaim missing = recipe("two", "A 2025", "slides").claims[0];
  BOOST_TEST(why_sentence(missing) == "Not here: slides.");
  TrivialScore mask{"tissue mask", std::nan(""), "a mask"};
  mask.reaches_where = "the class is small";
  missing.claim.trivial = {mask};
  BOOST_TEST(why_sentence(missing) ==
             "Not here: slides; tissue mask reaches it where the class is "
             "small.");
  BOOST_TEST(!missing.excluded_by_arithmetic());
  // ... run, as published and audited.
  ListedClaim& first = listed.claims[0];
  first.published = claim_found(findings(), 0, first.claim, "");
  first.published->number.value = 0.5;
  first.audited = first.published;
  first.audited->meant.value = 0.25;
  first.audited->control_value = 0.375;
  BOOST_TEST(why_sentence(first) ==
             "As published ours is 0.500, audited 0.250, where ridge features "
             "has 0.375.");
  first.published.reset();
  BOOST_TEST(why_sentence(first) ==
             "Audited ours is 0.250, where ridge features has 0.375.");
}

BOOST_AUTO_TEST_CASE(the_page_shows_papers_claims_and_how_to_run_them) {
  std::vector<ListedRecipe> recipes = {recipe("one", "A <2025>"),
                                       recipe("shown", "")};
  const std::string none = claims_page(recipes);
  BOOST_TEST(holds(none,
                   "3 claims of 1 paper. As published 1 cannot be tested here, "
                   "2 not run here; audited 3 not run here; by arithmetic "
                   "alone 1 does not exclude a trivial predictor."));
  BOOST_TEST(holds(claims_page({}), std::string(kNoClaims)));
  BOOST_TEST(holds(none, "<code>moonstain run recipes/one</code>"));
  BOOST_TEST(holds(none, "Shown, and not counted"));
  BOOST_TEST(holds(none, "a published number (1 claim)"));
  BOOST_TEST(holds(none, "A &lt;2025&gt;"));
  BOOST_TEST(holds(none, "<td class=\"long\">Not run here.</td>"));
  BOOST_TEST(!holds(none, "mean Pearson <b>"));
  // Columns in which nothing would stand are not there.
  for (const char* column : {"ours, as published", "best control, audited"}) {
    BOOST_TEST(!holds(none, column), column);
  }

  ListedClaim& first = recipes[0].claims[0];
  first.published = claim_found(findings(), 0, first.claim, "profile=quick");
  first.audited = first.published;
  const std::string some = claims_page(recipes);
  BOOST_TEST(!holds(some, "<code>moonstain run recipes/one</code>"));
  BOOST_TEST(holds(some, "profile=quick"));
  BOOST_TEST(holds(some, "ridge features"));
  for (const char* column : {"ours, as published", "best control, audited"}) {
    BOOST_TEST(holds(some, column), column);
  }
  recipes[0].problem = "recipe.lua:3: x";
  BOOST_TEST(holds(claims_page(recipes), "It cannot be planned: recipe.lua:3"));
}

// Whether it names a paper or not: nobody takes its claims for none.
BOOST_AUTO_TEST_CASE(recipes_that_cannot_be_planned_are_counted_and_named) {
  std::vector<ListedRecipe> recipes = {recipe("one", "A 2025")};
  BOOST_TEST(unplanned_words(recipes) == "");
  ListedRecipe broken;
  broken.name = "broken";
  broken.problem = "recipe.lua:3: no step 'riddge'";
  BOOST_TEST(broken.is_shown());
  BOOST_TEST(!ListedRecipe().is_shown());
  recipes.push_back(broken);
  BOOST_TEST(unplanned_words(recipes) ==
             "1 recipe cannot be planned, so that its claims are not counted: "
             "recipes/broken");
  const std::string some = claims_page(recipes);
  BOOST_TEST(holds(some,
                   "1 recipe cannot be planned, so that its claims are not "
                   "counted: recipes/broken."));
  BOOST_TEST(holds(some, "<h3>recipes/broken</h3>"));
  BOOST_TEST(holds(some, "It cannot be planned: recipe.lua:3: no step"));
  broken.name = "other";
  broken.paper = "A 2025";
  recipes.push_back(broken);
  BOOST_TEST(unplanned_words(recipes) ==
             "2 recipes cannot be planned, so that their claims are not "
             "counted: recipes/broken, recipes/other");
  BOOST_TEST(holds(claims_page(recipes),
                   "1 recipe cannot be planned, so that its claims are not "
                   "counted: recipes/other."));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
