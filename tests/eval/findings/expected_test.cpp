#include "core/eval/findings/expected.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/text.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// A claim as recipes/hist_loocv/expected.json makes it, in fewer members.
const std::string kDesign = R"({
  "claim": "mean Pearson over genes, HER2+, one section held out",
  "published": 0.45, "half_width": 0.04,
  "where": "Results, HER2+ cohort", "cohort": "her2st, 36 sections",
  "protocol": "cells scored and genes not stated",
  "protocol_unknown": true,
  "metric": "pearson.mean", "baselines": ["tissue_mask", "ridge_features"],
  "margin": 0.01 })";

std::string without(const std::string& text, const std::string& part) {
  std::string out = text;
  return out.replace(out.find(part), part.size(), "");
}

std::string error_in(const std::string& text) {
  return error_of([&] { parse_expected(text, "expected.json"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expected_test)

BOOST_AUTO_TEST_CASE(the_form_of_the_design_is_read) {
  const auto claims = parse_expected(kDesign, "expected.json");
  BOOST_REQUIRE(claims.size() == 1U);
  const Claim& claim = claims[0];
  BOOST_TEST(claim.claim ==
             "mean Pearson over genes, HER2+, one section held out");
  BOOST_TEST(*claim.published == 0.45);
  BOOST_TEST(std::abs(claim.rounding - 0.005) < 1e-15);
  BOOST_TEST(claim.half_width.value() == 0.04);
  BOOST_TEST(!claim.units.has_value());
  BOOST_TEST(claim.protocol_unknown);
  BOOST_TEST(claim.reading.empty());
  BOOST_TEST(claim.baselines.size() == 2U);
  BOOST_TEST(claim.margin == 0.01);
  BOOST_TEST(claim.predictor.empty());
  BOOST_TEST(claim.paper.empty());
}

BOOST_AUTO_TEST_CASE(a_claim_says_whose_number_it_is_and_who_publishes_it) {
  std::string text = kDesign;
  text.insert(text.find('{') + 1,
              "\"predictor\": \"stnet\", \"paper\": \"Reg2ST\",");
  const Claim claim = parse_expected(text, "e").at(0);
  BOOST_TEST(claim.predictor == "stnet");
  BOOST_TEST(claim.paper == "Reg2ST");
}

BOOST_AUTO_TEST_CASE(a_claim_may_be_of_a_median) {
  BOOST_TEST(!parse_expected(kDesign, "e").at(0).averaging.has_value());
  const auto with = [](const std::string& word) {
    std::string text = kDesign;
    text.insert(text.find('{') + 1, concat("\"averaging\": \"", word, "\","));
    return text;
  };
  BOOST_TEST((parse_expected(with("median"), "e").at(0).averaging ==
              Averaging::median));
  BOOST_TEST(error_in(with("medians")) ==
             "expected.json: averaging is 'medians', expected 'units', "
             "'patients', 'folds', 'pooled', 'patients_by_places' or 'median'");
}

// Before anything is scored.
BOOST_AUTO_TEST_CASE(what_no_score_can_have_is_refused) {
  const auto said = [](const std::string& part, const std::string& by) {
    std::string text = kDesign;
    return error_in(text.replace(text.find(part), part.size(), by));
  };
  BOOST_TEST(said("pearson.mean", "pearsn.mean") ==
             "expected.json: \"metric\": no metric 'pearsn.mean'; did you "
             "mean 'pearson.mean'?");
  BOOST_TEST(said("\"margin\"", "\"reading\": \"tisue\", \"margin\"") ==
             "expected.json: \"reading\" is \"tisue\"; did you mean "
             "'tissue'?");
  BOOST_TEST(
      said("mean Pearson over genes, HER2+, one section held out", " ") ==
      "expected.json: \"claim\" is empty; expected what is claimed, in "
      "words");
  const std::string beyond =
      "expected.json: \"published\" is 1.7; pearson.mean is a correlation, "
      "which lies from -1 to 1";
  BOOST_TEST(said("0.45", "1.7") == beyond);
  BOOST_TEST(said("0.45", "-1") == "no error");
  // A two-fold gain, which nobody can test here.
  BOOST_TEST(said("0.45,", "1.7, \"missing\": \"of which numbers\",") ==
             "no error");
}

BOOST_AUTO_TEST_CASE(a_list_holds_several_claims) {
  BOOST_TEST(parse_expected("[" + kDesign + "," + kDesign + "]", "e").size() ==
             2U);
  BOOST_TEST(error_in("[]") == "expected.json: the list of claims is empty");
}

// "0.450" was printed with three places, the JSON number 0.45 with two.
BOOST_AUTO_TEST_CASE(rounding_follows_the_printed_places) {
  std::string text = kDesign;
  text.replace(text.find("0.45,"), 5, "\"0.450\",");
  BOOST_TEST(std::abs(parse_expected(text, "e")[0].rounding - 0.0005) < 1e-15);
  BOOST_TEST(*parse_expected(text, "e")[0].published == 0.45);
  BOOST_TEST(parse_expected(text, "e")[0].published_text == "0.450");
}

// A power of ten moves the last place.
BOOST_AUTO_TEST_CASE(rounding_follows_a_power_of_ten) {
  const auto rounding_of = [](const std::string& published) {
    std::string text = kDesign;
    text.replace(text.find("0.45,"), 5, published + ",");
    text.replace(text.find("pearson.mean"), 12, "mae.mean");
    return parse_expected(text, "e")[0].rounding;
  };
  BOOST_TEST(std::abs(rounding_of("\"1.5E-3\"") - 0.00005) < 1e-15);
  BOOST_TEST(std::abs(rounding_of("\"1.5e-3\"") - 0.00005) < 1e-15);
  BOOST_TEST(std::abs(rounding_of("\"2e-5\"") - 0.000005) < 1e-15);
  BOOST_TEST(std::abs(rounding_of("\"1.25e+2\"") - 0.5) < 1e-15);
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_is_no_published_number) {
  for (const char* text : {"nan", "inf"}) {
    std::string design = kDesign;
    design.replace(design.find("0.45,"), 5, concat("\"", text, "\","));
    BOOST_TEST(error_in(design) == concat("expected.json: \"published\" is \"",
                                          text, "\"; expected a number"));
  }
}

// The least of two normal draws lies 1 / sqrt(pi) deviations below their mean,
// the larger as far above.
BOOST_AUTO_TEST_CASE(the_best_of_many_errors_is_the_lowest) {
  const auto best = [](const std::string& metric) {
    std::string text = kDesign;
    text.replace(text.find("pearson.mean"), 12, metric);
    text.insert(text.rfind('}'), R"(, "arithmetic": [
      {"predictor": "best_of", "epochs": 2, "mean": 0.5, "sd": 0.08}])");
    return parse_expected(text, "e")[0].trivial.at(0);
  };
  const double apart = 0.08 / std::sqrt(std::acos(-1.0));
  BOOST_TEST(std::abs(best("pearson.mean").value - (0.5 + apart)) < 1e-9);
  BOOST_TEST(std::abs(best("rmse.mean").value - (0.5 - apart)) < 1e-9);
  BOOST_TEST(best("rmse.mean").how ==
             "the lowest of 2 independent draws around 0.5 with spread 0.08");
}

// That a protocol is unknown is said, not read out of its words.
BOOST_AUTO_TEST_CASE(an_unknown_protocol_is_said_to_be) {
  const std::string stated = without(kDesign, "\"protocol_unknown\": true,");
  BOOST_TEST(!parse_expected(stated, "e")[0].protocol_unknown);
  std::string text = kDesign;
  text.replace(text.find("true"), 4, "\"yes\"");
  BOOST_TEST(error_in(text) ==
             "expected.json: \"protocol_unknown\" is \"yes\"; expected true "
             "or false");
}

BOOST_AUTO_TEST_CASE(a_number_that_nobody_published_is_said_to_be_none) {
  const auto stated = [](const std::string& members) {
    std::string text = without(kDesign, "\"half_width\": 0.04,");
    const auto at = text.find("\"published\": 0.45,");
    return text.replace(at, 18, members);
  };
  const std::string none = R"("published": null,
    "not_published": "none in abstract, code or README",)";
  const Claim claim = parse_expected(stated(none), "e")[0];
  BOOST_TEST(!claim.published.has_value());
  BOOST_TEST(claim.published_text == "none");
  BOOST_TEST(claim.not_published == "none in abstract, code or README");
  BOOST_TEST(error_in(stated(R"("published": null,)")) ==
             "expected.json: member 'not_published' is missing");
  BOOST_TEST(error_in(stated(none + R"("half_width": 0.04,)")) ==
             "expected.json: \"half_width\" is given of a number that is not "
             "published");
  BOOST_TEST(
      error_in(stated(R"("published": 0.45, "not_published": "none",)")) ==
      "expected.json: \"not_published\" is given, and so is \"published\"; "
      "expected one of them");
}

BOOST_AUTO_TEST_CASE(units_name_what_they_are) {
  const auto units = [](const std::string& value) {
    std::string text = kDesign;
    text.insert(text.rfind('}'), ", \"units\": " + value);
    return text;
  };
  const Claim sections = parse_expected(units("\"36 sections\""), "e")[0];
  BOOST_TEST(sections.units.value() == 36);
  BOOST_TEST(sections.unit == "section");
  BOOST_TEST(parse_expected(units("\"1 patient\""), "e")[0].unit == "patient");
  BOOST_TEST(parse_expected(units("36"), "e")[0].unit == "");
  BOOST_TEST(error_in(units("\"36\"")) ==
             "expected.json: \"units\" is \"36\"; expected a number and of "
             "what: \"36 sections\", \"8 patients\"");
}

BOOST_AUTO_TEST_CASE(arithmetic_is_worked_out) {
  std::string text = kDesign;
  text.insert(text.rfind('}'), R"(, "arithmetic": [
    {"predictor": "mask", "tissue_fraction": 0.5, "cv": 0.8},
    {"predictor": "always_no", "positive": 29, "negative": 102,
     "score": "accuracy"},
    {"predictor": "best_of", "epochs": 1, "mean": 0.5, "sd": 0.08}])");
  const auto trivial = parse_expected(text, "e")[0].trivial;
  BOOST_REQUIRE(trivial.size() == 3U);
  BOOST_TEST(std::abs(trivial[0].value - 0.662) < 6e-4);
  BOOST_TEST(std::abs(trivial[1].value - 102.0 / 131.0) < 1e-12);
  BOOST_TEST(trivial[1].how == "29 of 131 positive, accuracy");
  BOOST_TEST(std::abs(trivial[2].value - 0.5) < 1e-9);
}

// HiST's response: of 29 and 102 slides the row 0.79, 0.85, 0.79, 0.81 leaves
// one table (weighted_row_test), whose F1 lies between 0.744 and 0.869.
BOOST_AUTO_TEST_CASE(a_printed_row_says_how_sure_its_numbers_are) {
  const auto trivial_of = [](const std::string& members) {
    std::string text = kDesign;
    text.insert(text.rfind('}'),
                concat(R"(, "arithmetic": [{"predictor": "always_no",
                "positive": 29, "negative": 102, )",
                       members, "}]"));
    return parse_expected(text, "e")[0].trivial[0];
  };
  const std::string row = R"("row": {"accuracy": 0.79,
    "weighted_precision": 0.85, "weighted_recall": 0.79, "weighted_f1": )";
  const TrivialScore f1 =
      trivial_of(R"("score": "weighted_f1", )" + row + "0.81}");
  BOOST_TEST(std::abs(f1.value - 0.6817) < 5e-5);
  BOOST_TEST_REQUIRE(f1.of_published.has_value());
  BOOST_TEST(std::abs(f1.of_published->low - 0.7444) < 5e-5);
  BOOST_TEST(std::abs(f1.of_published->high - 0.8692) < 5e-5);
  BOOST_TEST(f1.how ==
             "29 of 131 positive, weighted_f1; as the scores of one table the "
             "published row is that of 24 of 29 and 80 of 102 told rightly and "
             "of no other counts");
  const TrivialScore none =
      trivial_of(R"("score": "weighted_recall", )" + row + "0.31}");
  BOOST_TEST(!none.of_published.has_value());
  BOOST_TEST(none.how ==
             "29 of 131 positive, weighted_recall; no table of "
             "counts rounds to the published row");
}

// What a trivial predictor needs of what a paper does not state. By hand:
// sqrt(0.7 (1 / 0.96^2 - 1)) is 0.244, with 0.3 it is 0.160; of an area of 0.96
// the class has 1 - 0.8 / 0.92 of the grid, 0.652 of the tissue on a fifth of
// it, and 1 - 0.5 / 0.92, 0.913 of the tissue on half of it.
BOOST_AUTO_TEST_CASE(what_is_not_stated_is_a_condition) {
  const auto with = [](const std::string& published, const std::string& metric,
                       const std::string& arithmetic) {
    return parse_expected(
        concat(R"({"claim": "c", "protocol": "p", "published": ")", published,
               R"(", "metric": ")", metric,
               R"(", "baselines": ["tissue_mask"], "margin": 0.01,
               "missing": "slides", "arithmetic": [)",
               arithmetic, "]}"),
        "e")[0];
  };
  const Claim mask = with("0.96", "pearson",
                          R"({"predictor": "mask",
                              "tissue_fraction": [0.3, 0.7]})");
  BOOST_TEST(mask.missing == "slides");
  BOOST_TEST(std::isnan(mask.trivial[0].value));
  BOOST_TEST(mask.trivial[0].reaches_where.value() ==
             "blank cells count and the deviation in tissue over the mean "
             "there is at most 0.24 (tissue on 0.3 of the grid) to 0.16 (on "
             "0.7)");
  BOOST_TEST(with("0.96", "auc",
                  R"({"predictor": "mask_auc", "tissue_fraction": [0.2, 0.5]})")
                 .trivial[0]
                 .reaches_where.value() ==
             "blank cells count and the class takes a share of the tissue of "
             "at least 0.65 (tissue on 0.2 of the grid) to 0.91 (on 0.5)");
  BOOST_TEST(with("0.80", "published_accuracy", R"({"predictor": "nothing"})")
                 .trivial[0]
                 .reaches_where.value() ==
             "the class covers at most 0.20 of the grid");
  // 1.5 spreads above the mean: the largest of 9 standard normal draws
  // has 1.485 in the mean, of 10 it has 1.539.
  const Claim epochs =
      with("0.62", "concordance",
           R"({"predictor": "best_of", "mean": 0.5, "sd": 0.08})");
  BOOST_TEST(std::isnan(epochs.trivial[0].value));
  BOOST_TEST(epochs.trivial[0].reaches_where.value() ==
             "they are worth at least 10 independent ones");
  const Claim specificity =
      with("0.60", "published_specificity", R"({"predictor": "nothing"})");
  BOOST_TEST(!specificity.trivial[0].reaches_where.has_value());
  BOOST_TEST(specificity.trivial[0].value == 1);
  BOOST_TEST(with("0.60", "sensitivity", R"({"predictor": "everything"})")
                 .trivial[0]
                 .value == 1);
  const auto refused = [&](const char* published, const char* metric,
                           const char* arithmetic) {
    return error_of([&] { with(published, metric, arithmetic); });
  };
  BOOST_TEST(refused("0.6", "auc", R"({"predictor": "nothing"})") ==
             "e: arithmetic[0]: \"nothing\" is set against auc; expected an "
             "accuracy or a specificity for \"nothing\", a sensitivity for "
             "\"everything\"");
  BOOST_TEST(
      refused("0.6", "auc",
              R"({"predictor": "mask_auc", "tissue_fraction": [0.5]})") ==
      "e: arithmetic[0]: \"tissue_fraction\" is [0.5]; expected the "
      "least and the largest share, between 0 and 1");
  BOOST_TEST(refused("0.4", "concordance",
                     R"({"predictor": "best_of", "mean": 0.5, "sd": 0.08})") ==
             "e: arithmetic[0]: \"best_of\" is set against 0.4, which one "
             "epoch has in the mean");
  BOOST_TEST(refused("1.5", "auc",
                     R"({"predictor": "mask_auc",
                         "tissue_fraction": [0.2, 0.5]})") ==
             "e: arithmetic[0]: \"mask_auc\" is set against a published number "
             "above 0.5 and below 1, found 1.5");
}

BOOST_AUTO_TEST_CASE(errors_say_what_was_expected) {
  BOOST_TEST(error_in(without(kDesign, "\"half_width\": 0.04,") + "x")
                 .starts_with("expected.json: line "));
  std::string misspelt = kDesign;
  misspelt.replace(misspelt.find("half_width"), 10, "halfwidth");
  BOOST_TEST(error_in(misspelt) ==
             "expected.json: no member \"halfwidth\"; did you mean "
             "\"half_width\"?");
  std::string none = kDesign;
  none.replace(none.find("[\"tissue_mask\", \"ridge_features\"]"), 33, "[]");
  BOOST_TEST(error_in(none) ==
             "expected.json: \"baselines\" must list at least one predictor: "
             "which of them counts is said before the first run");
  std::string text = kDesign;
  text.replace(text.find("0.45,"), 5, "\"about 0.5\",");
  BOOST_TEST(error_in(text) ==
             "expected.json: \"published\" is \"about 0.5\"; expected a "
             "number");
  std::string margin = kDesign;
  margin.replace(margin.find("0.01"), 4, "-1");
  BOOST_TEST(error_in(margin) ==
             "expected.json: \"margin\" is -1; it must not be below 0");
}

BOOST_AUTO_TEST_CASE(a_mark_in_front_is_read_and_a_page_is_named) {
  BOOST_TEST(parse_expected("\xef\xbb\xbf" + kDesign, "e").size() == 1U);
  BOOST_TEST(error_of([] { parse_expected("<html></html>", "e"); }) ==
             "e: is a web page, expected text; servers send such a page for a "
             "file that they do not give; download the file again");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
