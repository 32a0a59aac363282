#include "core/eval/report/report.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/eval/findings/build.h"
#include "core/eval/findings/headline_sentence.h"
#include "core/eval/findings/walk.h"
#include "core/eval/report/html.h"
#include "core/eval/report/summary.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {
namespace {

// Markup, an escape sequence, and U+202E, which turns the direction of writing.
const std::string kTurned = "\xE2\x80\xAE";
const std::string kEvil =
    "<script>alert(1)</script>\"'&\x1b[31m" + kTurned + "\n\tx";

Findings findings(double noise, const std::string& reading,
                  const std::string& title) {
  const sample::SampleScores scores = sample::scores(noise);
  FindingsPlan plan;
  plan.title = title;
  plan.reading = reading;
  plan.scope = Scope::subset;
  plan.scope_note = "6 of 36 sections, 2 patients";
  plan.protocol.stated = true;
  plan.stand_ins = {"MobileNet v1, mean map of block 8, for CTransPath"};
  plan.notes = {title};
  const auto claims = parse_expected(R"({
    "claim": "mean Pearson over genes, HER2+, one section held out",
    "published": "0.450", "half_width": 0.04, "units": "36 sections",
    "where": "Results, HER2+ cohort", "cohort": "her2st, 36 sections",
    "protocol": "cells scored and genes not stated",
    "protocol_unknown": true,
    "metric": "pearson.mean", "reading": "whole_grid",
    "baselines": ["tissue_mask", "ridge_features"], "margin": 0.01,
    "arithmetic": [{"predictor": "mask", "tissue_fraction": 0.5, "cv": 0.8}]})",
                                     "expected.json");
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       claims);
}

Context context(const std::string& text) {
  Context made;
  made.recipe = text;
  made.variant = text;
  made.leaks = {
      {"label",
       "patient her2st/C on both sides of 5 folds",
       {"recipe.lua:31", "hist_model", "predictions", "expression_scores"},
       "unit"},
      {"pretraining", text, {text, text}, ""}};
  made.methods = {{"nodes",
                   {{{"step", "patches"},
                     {"version", 1},
                     {"options", {{"crop_px", 224}, {"edge", text}}},
                     {"where", "recipe.lua:12"}},
                    {{"step", "patches"},
                     {"version", 1},
                     {"options", {{"crop_px", 224}, {"edge", text}}},
                     {"where", "recipe.lua:12"}}}},
                  {"sources",
                   {{{"name", text},
                     {"sha256", std::string(64, 'a')},
                     {"size_bytes", 1234},
                     {"learned_from", {"ImageNet", text}}}}},
                  {"params",
                   {{{"name", "epochs"},
                     {"value", 200},
                     {"sentence", text},
                     {"set_by_user", true}}}},
                  {"switches",
                   {{{"name", "unit"},
                     {"kind", "leak"},
                     {"value", "patient"},
                     {"published", "section"},
                     {"audited", "patient"},
                     {"why", text}}}}};
  made.versions = {{"moonstain", "0.1.0"}, {"numeric class", text}};
  made.timings = {{"hist_model", "6 tasks, 41 min"}};
  made.repeat = {"./moonstain run recipes/hist_loocv --set unit=patient", text};
  return made;
}

Walk walk(const std::string& text) {
  return make_walk(
      {{"output_init", SwitchKind::training, "published", "zero", text},
       {"cells", SwitchKind::scoring, "whole_grid", "tissue", text},
       {"unit", SwitchKind::leak, "section", "patient", text}},
      {"ppp", "app", "pap", "ppa", "aap", "apa", "paa", "aaa",
       "aap+size_matched"},
      {findings(-1, "whole_grid", text), findings(0.6, "whole_grid", text),
       findings(-1, "tissue", text), findings(-1, "whole_grid", text),
       findings(0.6, "tissue", text), findings(1.4, "whole_grid", text),
       findings(-1, "tissue", text), findings(1.4, "tissue", text),
       findings(1.0, "tissue", text)});
}

// Names of elements that are opened and not closed, or the other way round.
std::string unbalanced(const std::string& page) {
  static const std::regex tag("<(/?)([a-zA-Z0-9]+)([^>]*)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(page.begin(), page.end(), tag), end; at != end;
       ++at) {
    const std::string name = (*at)[2];
    const std::string rest = (*at)[3];
    if (name == "meta" || (!rest.empty() && rest.back() == '/')) {
      continue;
    }
    if ((*at)[1] == "") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return concat("</", name, "> after <", open.empty() ? "" : open.back(),
                    ">");
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

// A page to look at: in Bazel's folder for further outputs.
void keep(const std::string& name, const std::string& text) {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  if (folder != nullptr) {
    write_file(fs::path(folder) / name, text);
  }
}

template <typename Value>
std::string rendered(const Value& object, const Context& about) {
  const TempFolder folder;
  object.write(folder.path / "object");
  return render(Object::read(folder.path / "object"), about);
}

template <typename Value>
std::string said(const Value& object, const Context& about,
                 std::size_t columns = 100) {
  const TempFolder folder;
  object.write(folder.path / "object");
  return summary(Object::read(folder.path / "object"), about, columns);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

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

// A leak of no switch is said above the numbers; one that a switch explains is
// not, and a walk is about leaks.
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
  BOOST_TEST(!holds(rendered(of, about), "no switch acknowledges"));
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

BOOST_AUTO_TEST_CASE(a_walk_shows_its_bars) {
  const std::string page =
      rendered(walk("HiST, from published to audited"), context("hist_loocv"));
  keep("walk.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "From the published to the audited protocol"));
  BOOST_TEST(holds(page, "ours, published protocol"));
  BOOST_TEST(holds(page, "scoring: cells"));
  BOOST_TEST(holds(page, "size-matched"));
  // Its published end collapsed, its audited one did not.
  BOOST_TEST(holds(page,
                   "hist model predicts almost one value under the published "
                   "protocol; such items count as undefined."));
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

BOOST_AUTO_TEST_CASE(the_first_screen_fits_a_terminal) {
  const std::string text = said(walk("HiST, expression, one section held out"),
                                context("hist_loocv"));
  keep("walk.txt", text);
  keep("findings.txt", said(findings(1.4, "tissue", "HiST, expression"),
                            context("hist_loocv")));
  BOOST_TEST(holds(text, "published 0.450 +- 0.04"));
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

// Nothing of genes, sections or a tissue mask is on a page about classes of a
// cohort's patients.
BOOST_AUTO_TEST_CASE(every_word_fits_what_was_scored) {
  std::vector<Scores> model, baseline;
  for (const char* fold : {"one", "two"}) {
    Scores scores;
    scores.predictor = {"responder_model", PredictorKind::model, 1, fold};
    scores.unit_kind = ScoredUnit::cohort;
    scores.unit = concat("tcga/", fold);
    scores.target = "response to trastuzumab";
    scores.item = "class";
    scores.items = {"yes", "no"};
    scores.places = {{"patients", 40}};
    scores.facts = {{"patients", 40}};
    scores.columns = {{"patients", "auc", Eigen::Vector2d(0.7, 0.6)}};
    model.push_back(scores);
    scores.predictor = {"majority", PredictorKind::null, 0, fold};
    scores.columns[0].values = Eigen::Vector2d(0.5, std::nan(""));
    baseline.push_back(scores);
  }
  FindingsPlan plan;
  plan.title = "Response";
  plan.metric = "auc.mean";
  plan.reading = "patients";
  plan.unit = "patient";
  const Findings made = make_findings(plan, model, baseline, {}, {});
  const std::string page = rendered(made, context("response"));
  keep("cohort.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "2 cohorts, 2 classes; target response to "));
  BOOST_TEST(holds(page, "mean area under the ROC curve over classes"));
  BOOST_TEST(holds(page, "Every held-out cohort"));
  const std::string body = page.substr(page.find("<main>"));
  const std::string findings_part = body.substr(0, body.find("id=\"methods\""));
  for (const std::string word : {"gene", "section", "tissue", "spot", "mask"}) {
    BOOST_TEST(
        !std::regex_search(findings_part, std::regex("\\b" + word + "s?\\b")),
        word);
  }
}

// A p is nowhere 0: in the headline, the figure, the tables and the verdict.
BOOST_AUTO_TEST_CASE(a_p_that_rounds_to_zero_is_said_to_be_small) {
  Scores scores;
  scores.predictor = {"risk", PredictorKind::model, 0, ""};
  scores.unit_kind = ScoredUnit::cohort;
  scores.unit = "tcga/brca";
  scores.target = "months to died";
  scores.item = "risk";
  scores.items = {"risk"};
  scores.places = {{"patients", 40}};
  scores.columns = {{"patients", "concordance", Eigen::VectorXd{{0.5814}}},
                    {"patients", "log_rank_p", Eigen::VectorXd{{2.7e-5}}}};
  FindingsPlan plan;
  plan.metric = "log_rank_p";
  plan.reading = "patients";
  plan.unit = "patient";
  plan.protocol.stated = true;
  const auto claims = parse_expected(R"({
    "claim": "groups differ", "published": "0.0905", "where": "figure",
    "cohort": "91 patients", "protocol": "stated", "metric": "log_rank_p",
    "reading": "patients", "baselines": ["pam50"], "margin": 0.01})",
                                     "expected.json");
  for (const std::string metric : {"log_rank_p", "concordance"}) {
    plan.metric = metric;
    const Findings made = make_findings(plan, {scores}, {}, {}, claims);
    const std::string page = rendered(made, context("p"));
    keep(concat("p_", metric, ".html"), page);
    BOOST_TEST(unbalanced(page) == "");
    BOOST_TEST(holds(page, "&lt; 0.001"));
    // Marks of an axis have more places.
    BOOST_TEST(!std::regex_search(page, std::regex("\\b0\\.000\\b")));
    BOOST_TEST(holds(page, "0.581"));
  }
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
  BOOST_TEST(holds(page, "the paper reports no number of it."));
  BOOST_TEST(holds(said(one, context("r")),
                   "  published none: none in abstract, code or README\n"));
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
