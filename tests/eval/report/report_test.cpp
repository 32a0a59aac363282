#include "core/eval/report/report.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>
#include <span>
#include <string>

#include "core/base/text.h"
#include "core/eval/findings/headline_sentence.h"
#include "core/eval/report/html.h"
#include "core/eval/report/leaks.h"
#include "core/eval/report/summary.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/report/sample_page.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {
namespace {

// Markup, an escape sequence, and U+202E, which turns the direction of writing.
const std::string kTurned = "\xE2\x80\xAE";
const std::string kEvil =
    "<script>alert(1)</script>\"'&\x1b[31m" + kTurned + "\n\tx";

}  // namespace

BOOST_AUTO_TEST_SUITE(report_test)

BOOST_AUTO_TEST_CASE(findings_become_one_balanced_page) {
  const std::string page = rendered(
      findings(1.4, "tissue", "HiST, expression, one section held out"),
      context("hist_loocv"));
  keep("findings.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "HiST, expression, one section held out"));
  BOOST_TEST(holds(page, "protocol unknown"));
  BOOST_TEST(holds(page, "inconclusive"));
  BOOST_TEST(holds(page, "MobileNet v1, mean map of block 8, for CTransPath"));
  BOOST_TEST(holds(page, "recipe.lua:31"));
  BOOST_TEST(holds(page, "subset: 6 of 36 sections, 2 patients"));
  BOOST_TEST(holds(page, "./moonstain run recipes/hist_loocv"));
}

// The sentence stands above every number and verdict, and ends a run.
BOOST_AUTO_TEST_CASE(the_first_thing_said_is_one_sentence) {
  const Findings of = findings(1.4, "tissue", "HiST");
  const std::string sentence = headline_sentence(of);
  BOOST_TEST(sentence.starts_with("Here hist model scores 0."));
  const std::string page = rendered(of, context("hist_loocv"));
  const std::string lead =
      concat("</h1><p class=\"lead\">", escaped(sentence), "</p>");
  BOOST_TEST(page.find(lead) < page.find("class=\"claim\""));
  const TempFolder folder;
  of.write(folder.path / "object");
  std::string words = headline_text(Object::read(folder.path / "object"));
  std::replace(words.begin(), words.end(), '\n', ' ');
  BOOST_TEST(words == sentence + " ");
  BOOST_TEST(holds(rendered(walk("HiST"), context("r")),
                   "<p class=\"lead\">Under the published protocol hist model "
                   "has collapsed: "));
}

// A leak of no switch is said above the numbers, and one that a switch removes
// where none of the others is; a walk is about leaks.
BOOST_AUTO_TEST_CASE(an_open_leak_stands_above_the_numbers) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context about = context("r");
  const std::string words =
      "<p class=\"banner\">A score here is about what its predictions have "
      "learned from, so that it may be better than on new data: <a "
      "href=\"#leaks\">1 leak</a> that no switch acknowledges.</p>";
  const std::string page = rendered(of, about);
  BOOST_TEST(page.find(words) < page.find("class=\"claim\""));
  BOOST_TEST(!holds(rendered(walk("HiST"), about), words));
  about.leaks.pop_back();
  const std::string acknowledged =
      "<p class=\"banner\">A score here is about what its predictions have "
      "learned from, so that it may be better than on new data: <a "
      "href=\"#leaks\">1 leak</a>, removed by <code>--set "
      "unit=audited</code>.</p>";
  BOOST_TEST(!holds(page, acknowledged));
  const std::string other = rendered(of, about);
  BOOST_TEST(!holds(other, "no switch acknowledges"));
  BOOST_TEST(other.find(acknowledged) < other.find("class=\"claim\""));
  BOOST_TEST(!holds(rendered(walk("HiST"), about), acknowledged));
  about.leaks.push_back(about.leaks[0]);
  about.leaks[1].acknowledged_by = "a and b";
  BOOST_TEST(holds(rendered(of, about),
                   ">2 leaks</a>, each removed by one of <code>--set a=audited "
                   "--set b=audited</code>, <code>--set unit=audited</code>."));
  about.leaks[1].not_scored = {"x/S2", "x/S3"};
  BOOST_TEST(holds(rendered(of, about),
                   "<code>--set unit=audited</code>; 1 leak goes with scores "
                   "that are not there.</p>"));
  BOOST_TEST(holds(rendered(of, about),
                   "<td>by switch a and b (lost there: scores of x/S2, x/S3)"
                   "</td>"));
  BOOST_TEST(
      holds(summary(Object(of), about, 400),
            "; acknowledged by switch a and b (lost there: scores of x/S2, "
            "x/S3)"));
  about.leaks.clear();
  BOOST_TEST(!holds(rendered(of, about), "may be better than on new data"));
}

// Every way of a leak is told, on the page and on the terminal: what leaks
// alike is no clean control.
BOOST_AUTO_TEST_CASE(all_ways_of_a_leak_are_told) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context about = context("r");
  about.leaks[0].other_ways = {"recipe.lua:40 ridge_model",
                               "recipe.lua:52 mean (2 times)"};
  BOOST_TEST(holds(rendered(of, about),
                   "expression_scores<br>and by recipe.lua:40 ridge_model, "
                   "recipe.lua:52 mean (2 times)</td>"));
  BOOST_TEST(holds(summary(Object(of), about, 400),
                   "expression_scores; and by recipe.lua:40 ridge_model, "
                   "recipe.lua:52 mean (2 times); acknowledged by switch "
                   "unit"));
}

// What turning every switch leaves stands under the leaks, of this page alone.
BOOST_AUTO_TEST_CASE(what_is_left_when_all_is_audited_is_told) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context about = context("r");
  about.leaks.pop_back();
  BOOST_TEST(!holds(rendered(of, about), "With every leak switch audited"));
  about.leaks_audited = {{"label",
                          "section x/S1 on both sides of 5 scores",
                          {"recipe.lua:31", "model", "scores"},
                          "",
                          {"findings"},
                          {"recipe.lua:40 ridge_model"}}};
  const std::string words =
      "<p>With every leak switch audited 1 leak is left: section x/S1 on both "
      "sides of 5 scores (label), by recipe.lua:31 -&gt; model -&gt; scores; "
      "and by recipe.lua:40 ridge_model.</p>";
  BOOST_TEST(holds(rendered(of, about), words));
  const auto page_of = [&](std::string_view output) {
    return rendered(of, of_outputs(about, std::span(&output, 1)));
  };
  BOOST_TEST(holds(page_of("findings"), words));
  BOOST_TEST(!holds(page_of("others"), "With every leak switch audited"));
  about.leaks[0].acknowledged_by.clear();
  BOOST_TEST(holds(rendered(of, about),
                   "With every leak switch audited 1 leak is left beside those "
                   "that no switch acknowledges: "));
}

// A leak of other outputs' scores is no leak of this page; of one whose outputs
// are not known it may be.
BOOST_AUTO_TEST_CASE(a_page_has_the_leaks_of_its_own_scores) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context recipe = context("r");
  recipe.leaks[0].outputs = {"findings", "others"};
  recipe.leaks[1].outputs = {"others"};
  const auto page_of = [&](std::string_view output) {
    return rendered(of, of_outputs(recipe, std::span(&output, 1)));
  };
  const std::string first = page_of("findings");
  BOOST_TEST(holds(first, "patient her2st/C on both sides of 5 folds"));
  BOOST_TEST(!holds(first, "no switch acknowledges"));
  BOOST_TEST(holds(first,
                   "1 leak of this recipe reaches no score of this page: see "
                   "others."));
  BOOST_TEST(holds(page_of("others"), "no switch acknowledges"));
  BOOST_TEST(!holds(page_of("others"), "no score of this page"));
  const std::string third = page_of("third");
  BOOST_TEST(holds(third, "None: no score of this page is about a unit that"));
  BOOST_TEST(holds(third,
                   "2 leaks of this recipe reach no score of this page: see "
                   "findings, others."));
  recipe.leaks[1].outputs.clear();
  BOOST_TEST(holds(page_of("third"), "no switch acknowledges"));
}

BOOST_AUTO_TEST_CASE(what_the_plan_contradicts_stands_first) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context about = context("r");
  about.contradictions = {
      "recipe.lua:9: findings says unit = patient, but <m>"};
  const std::string page = rendered(of, about);
  const auto at = page.find(
      "<p class=\"banner\">The plan contradicts it: recipe.lua:9: findings "
      "says unit = patient, but &lt;m&gt;.</p>");
  BOOST_REQUIRE(at != std::string::npos);
  BOOST_TEST(at < page.find("A score here is about what"));
  BOOST_TEST(holds(summary(Object(of), about, 400),
                   "contradicted: recipe.lua:9: findings says unit = patient"));
}

BOOST_AUTO_TEST_CASE(of_unknown_origin_no_leak_is_denied) {
  const Findings of = findings(1.4, "tissue", "HiST");
  Context about = context("r");
  about.leaks.clear();
  about.unknown_origins = {"p.csv", "w.pth"};
  const std::string words =
      "nobody says what p.csv, w.pth have learned from, and scores depend on "
      "it";
  const std::string page = rendered(of, about);
  BOOST_TEST(holds(page, "<p>Not known: " + words + ".</p>"));
  BOOST_TEST(!holds(page, "None: no score of this page"));
  const std::string said = summary(Object(of), about, 400);
  BOOST_TEST(!holds(said, "leaks: none"));
  BOOST_TEST(holds(said, "leaks: not known: " + words));
}

// "section (patient)" at the left of a row, whole, and cut in the middle where
// it is a hundred letters long.
BOOST_AUTO_TEST_CASE(names_of_units_have_room_in_charts) {
  Findings of = findings(1.4, "tissue", "HiST");
  const std::string page = rendered(of, context("r"));
  BOOST_TEST(holds(page, ">B4 (patient B)</text>"));
  const auto start_of = [](const std::string& text) {
    const std::regex row("<line x1=\"([0-9.]+)\"[^>]*class=\"row\"");
    std::smatch found;
    return std::regex_search(text, found, row) ? std::stod(found[1]) : 0.0;
  };
  BOOST_TEST(start_of(page) == 150);
  const std::string name(100, 'n');
  for (ScoredUnitFacts& one : of.data.units) one.cluster = "her2st/" + name;
  const std::string wide = rendered(of, context("r"));
  // 40 letters and the end at 7 px, and those of "B4", with a gap of 12 each.
  BOOST_TEST(start_of(wide) == 12 + 7 * 41 + 12 + 7 * 3);
  BOOST_TEST(holds(wide, ">patient " + std::string(12, 'n') + "\u2026" +
                             std::string(19, 'n') + "</text>"));
}

// What a stranger's program calls findings.
BOOST_AUTO_TEST_CASE(what_is_not_shown_is_said) {
  Context about = context("r");
  about.not_shown = {"output 'walk' is made by the program 'forge'"};
  BOOST_TEST(holds(rendered(findings(1.4, "tissue", "HiST"), about),
                   "<p class=\"note\">output &#39;walk&#39; is made by the "
                   "program &#39;forge&#39;</p>"));
}

// A value in one line, a digest that may break, a sentence between words.
BOOST_AUTO_TEST_CASE(values_of_the_methods_are_not_torn) {
  const std::string page =
      rendered(findings(1.4, "tissue", "HiST"), context("shared tissue"));
  BOOST_TEST(holds(page,
                   "<th scope=\"row\">unit</th>"
                   "<td class=\"value\"><code>leak</code></td>"
                   "<td class=\"value\"><code>patient</code></td>"
                   "<td class=\"value\"><code>section</code></td>"
                   "<td class=\"value\"><code>patient</code></td>"
                   "<td>shared tissue</td>"));
  BOOST_TEST(holds(page,
                   "<td class=\"value\"><code>2</code></td>"
                   "<td class=\"long\"><code>crop_px = 224; "
                   "edge = shared tissue</code></td>"
                   "<td>recipe.lua:12</td>"));
  BOOST_TEST(holds(page, "<td class=\"long\"><code>" + std::string(64, 'a')));
}

BOOST_AUTO_TEST_CASE(a_collapsed_model_is_called_so) {
  const Findings dead = findings(-1, "tissue", "a run that died");
  const std::string page = rendered(dead, context("hist_loocv"));
  keep("collapsed.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page,
                   "The model has collapsed: hist model predicts almost "
                   "one value (only cells with tissue) in B4 (60 of 60 "
                   "genes), "));
  // It says what was measured, of the model and of the mask.
  BOOST_TEST(std::regex_search(
      page,
      std::regex(
          "Its mean Pearson r over genes: whole grid 0\\.\\d{3} \\(0 of "
          "360 undefined\\); kept rows of the grid 0\\.\\d{3} \\(0 of 360 "
          "undefined\\); only cells with tissue undefined \\(360 of 360 "
          "undefined\\); the tissue mask alone has a mean Pearson r of "
          "0\\.\\d{3} \\(whole grid\\)\\.")));
  BOOST_TEST(holds(said(dead, context("r")), "The model has collapsed:"));
  // That it was not fitted either is no less true of it.
  Findings unfitted = dead;
  unfitted.training.models = {{"0", 1, 9, 3, 0.5, 0.25},
                              {"1", 1, 9, 3, 0.5, 0.25}};
  const std::string fault = "hist model was not fitted: in 2 of 2 models the ";
  for (const std::string& shown :
       {rendered(unfitted, context("r")), said(unfitted, context("r"))}) {
    BOOST_TEST(holds(shown, "The model has collapsed:"));
    BOOST_TEST(holds(shown, fault));
  }
  BOOST_TEST(!holds(page, fault));
  // 60 genes in each of 6 sections.
  BOOST_TEST(holds(page, "values by gene undefined, only cells with tissue"));
  BOOST_TEST(holds(page, "<td class=\"num\">360 of 360</td>"));
}

// A row of the headline's own metric is no other than that of any metric.
BOOST_AUTO_TEST_CASE(a_headline_error_says_that_lower_is_better) {
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan plan;
  plan.metric = "mae.mean";
  const std::string page = rendered(
      make_findings(plan, scores.model, scores.baselines, scores.sections, {}),
      context("r"));
  const std::string end = ", unit of the target; lower is better</th>";
  for (const std::string row :
       {"<th scope=\"row\">mean absolute error over genes",
        "<th scope=\"row\">mean absolute error over genes, every patient "
        "counting the same",
        "<th scope=\"row\">median absolute error over genes"}) {
    BOOST_TEST(holds(page, row + end), row);
  }
  BOOST_TEST(holds(page, "<th scope=\"row\">mean Pearson r over genes</th>"));
}

// The page may name no address and run nothing, whatever a recipe says.
BOOST_AUTO_TEST_CASE(nothing_of_a_recipe_gets_out_of_its_text) {
  for (const std::string& page :
       {rendered(findings(1.0, "tissue", kEvil), context(kEvil)),
        rendered(walk(kEvil), context(kEvil))}) {
    BOOST_TEST(unbalanced(page) == "");
    BOOST_TEST(!holds(page, "<script"));
    BOOST_TEST(!holds(page, "\x1b"));
    BOOST_TEST(!holds(page, kTurned));
    BOOST_TEST(!holds(page, "\"'&"));
    BOOST_TEST(holds(page, "&lt;script&gt;alert(1)"));
    BOOST_TEST(!holds(page, "http:"));
    BOOST_TEST(!holds(page, "https:"));
    BOOST_TEST(!holds(page, "url(//"));
    BOOST_TEST(!std::regex_search(
        page, std::regex("(src|href|action)=\"(?!#|data:image/(jpeg|svg)|"
                         "data:text/csv)")));
    BOOST_TEST(!std::regex_search(page, std::regex("<[^>]* on[a-z]+=")));
  }
  const std::string words = said(walk(kEvil), context(kEvil));
  BOOST_TEST(!holds(words, "\x1b"));
  BOOST_TEST(!holds(words, kTurned));
  BOOST_TEST(holds(words, "alert(1)</script>\"'&?[31m?????x"));
}

BOOST_AUTO_TEST_CASE(the_same_object_gives_the_same_page) {
  const auto page = [] {
    return rendered(findings(1.0, "tissue", "t"), context("r"));
  };
  BOOST_TEST(page() == page());
}

// Claims that name their predictor: those about the model, where they can be
// tested, as all others; the rest in rows, and their number in words.
BOOST_AUTO_TEST_CASE(claims_about_other_methods_stand_in_a_table) {
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan plan;
  plan.protocol.stated = true;
  const std::string rest =
      R"("published": "0.45", "where": "T1", "cohort": "c", "protocol": "p",
         "protocol_unknown": true, "metric": "pearson.mean",
         "baselines": ["colour_ridge"], "margin": 0.01})";
  const auto claims = parse_expected(
      concat(R"([{"claim": "of the model", "predictor": "hist_model", )", rest,
             R"(, {"claim": "of <another>", "predictor": "ridge_features", )",
             rest, R"(, {"claim": "elsewhere", "predictor": "hist_model",
                         "missing": "slides", )",
             rest, "]"),
      "expected.json");
  const Findings made = make_findings(plan, scores.model, scores.baselines,
                                      scores.sections, claims);
  const Object object(made);
  BOOST_TEST(!has_row(object, 0));
  BOOST_TEST(has_row(object, 1));
  BOOST_TEST(has_row(object, 2));
  const std::string page = rendered(made, context("p"));
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "<h2>of the model</h2>"));
  BOOST_TEST(!holds(page, "<h2>elsewhere</h2>"));
  BOOST_TEST(holds(page, "of &lt;another&gt;<br>"));
  BOOST_TEST(holds(page, "<td>not compared</td>"));
  const std::string words = summary(object, context("p"), 400);
  BOOST_TEST(holds(words, "of the model"));
  BOOST_TEST(!holds(words, "of <another>"));
  BOOST_TEST(holds(words, "2 more, about methods beside it"));
}

// Where something is missing here, ours is of other data: it stands beside no
// published number, and beside none that was not published either.
BOOST_AUTO_TEST_CASE(nothing_of_ours_is_beside_what_cannot_be_tested) {
  const sample::SampleScores scores = sample::scores(1.0);
  const auto made = [&](const std::string& missing) {
    FindingsPlan plan;
    plan.protocol.stated = true;
    plan.missing = missing;
    const std::string rest =
        R"("where": "T1", "cohort": "c", "protocol": "p",
           "metric": "pearson.mean", "baselines": ["ridge_features"],
           "margin": 0.01})";
    return make_findings(
        plan, scores.model, scores.baselines, scores.sections,
        parse_expected(
            concat(R"([{"claim": "elsewhere", "published": "0.45",
                        "missing": "slides", )",
                   rest, R"(, {"claim": "here", "published": "0.45", )", rest,
                   R"(, {"claim": "in words", "published": null,
                         "not_published": "in no text", )",
                   rest, "]"),
            "expected.json"));
  };
  const Findings some = made("");
  BOOST_TEST(our_figures(Object(some), 0).empty());
  BOOST_TEST(meanings(Object(some), 0).empty());
  for (const std::size_t claim : {1, 2}) {
    BOOST_TEST(our_figures(Object(some), claim).size() == 1U);
    BOOST_TEST(meanings(Object(some), claim).size() == 1U);
  }
  const std::string page = rendered(some, context("p"));
  BOOST_TEST(holds(page, "<h2>elsewhere</h2>"));
  BOOST_TEST(holds(page, "missing here: slides"));
  const Findings none = made("maps");
  for (const std::size_t claim : {0, 1, 2}) {
    BOOST_TEST(our_figures(Object(none), claim).empty());
    BOOST_TEST(meanings(Object(none), claim).empty());
  }
}

// A mean without its undefined genes is beside the one that counts them,
// wherever a claim is shown, and only where they differ.
BOOST_AUTO_TEST_CASE(a_claims_number_is_beside_the_one_with_all_items) {
  Findings some = findings(1.4, "tissue", "HiST");
  const JudgedClaim& claim = some.claims.at(0);
  MetricScores& scores =
      some.predictors.at(0).readings.at(claim.reading).metrics.at(claim.metric);
  BOOST_TEST(our_figures(Object(some), 0).at(0).counted_words == "");
  scores.counted = 0.125;
  const std::string words = "0.125 with undefined genes counted as 0";
  BOOST_TEST(our_figures(Object(some), 0).at(0).counted_words == words);
  BOOST_TEST(holds(rendered(some, context("p")), "; " + words + "</div>"));
  scores.counted = scores.estimate.value;
  BOOST_TEST(our_figures(Object(some), 0).at(0).counted_words == "");
}

BOOST_AUTO_TEST_CASE(another_folder_is_refused) {
  const TempFolder folder;
  BOOST_TEST(error_of([&] { Object::read(folder.path); }) ==
             folder.path.string() + ": neither findings nor a walk");
}

// Of a number that nobody published the page and the words say so.
BOOST_AUTO_TEST_CASE(a_number_that_was_not_published_is_called_none) {
  Findings one = findings(1.4, "tissue", "t");
  JudgedClaim& claim = one.claims[0];
  claim.published.reset();
  claim.published_text = "none";
  claim.half_width.reset();
  claim.not_published = "none in abstract, code or README";
  claim.reading = one.headline.reading;
  claim.number = {NumberVerdict::cannot_be_tested, "no number was published"};
  const std::string page = rendered(one, context("r"));
  BOOST_TEST(holds(page,
                   "<div class=\"k\">published</div><div class=\"v\">none "
                   "<small></small></div><div class=\"w\">none in abstract, "
                   "code or README</div>"));
  BOOST_TEST(holds(page, "<b>cannot be tested here</b>"));
  BOOST_TEST(holds(page, "no number of it was published."));
  BOOST_TEST(
      holds(said(one, context("r")),
            "  published none, mean Pearson r over genes: none in abstract, "
            "code or README\n"));
}

// A row a metric: two patients of one and five sections, of which the mean of
// means is another number; numbers of the whole have a row as they are.
BOOST_AUTO_TEST_CASE(every_metric_has_a_row) {
  Findings one = findings(1.4, "tissue", "t");
  MetricScores& mean =
      one.predictors[0].readings.at("tissue").metrics.at("pearson.mean");
  mean.estimate.by_cluster = {{"her2st/B", 0.25}, {"her2st/C", 0.5}};
  mean.counted = 0.125;
  mean.estimate.interval = {0.75, 0.875};
  const std::string page = rendered(one, context("r"));
  const auto first_cell = [&](const std::string& label) {
    const std::string head =
        concat("<th scope=\"row\">", label, "</th><td class=\"num\">");
    const auto at = page.find(head);
    return at == std::string::npos
               ? std::string("no row")
               : page.substr(at + head.size(),
                             page.find("</td>", at) - at - head.size());
  };
  BOOST_TEST(first_cell("mean Pearson r over genes, every patient counting the "
                        "same") == "0.375");
  BOOST_TEST(first_cell("mean Pearson r over genes, undefined genes counted as "
                        "0") == "0.125");
  BOOST_TEST(first_cell("mean Pearson r over genes")
                 .ends_with("<small>0.750 to 0.875</small>"));
  for (const char* label :
       {"median Pearson r over genes", "mean Spearman rho over genes",
        "Pearson r over items at a place, mean over places",
        "share of items with r above 0 (q below 0.05)",
        "root mean squared error over all values, unit of the target; lower is "
        "better"}) {
    BOOST_TEST(first_cell(label) != "no row", label);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
