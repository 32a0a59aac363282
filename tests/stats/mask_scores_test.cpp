#include "core/stats/mask_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// The mask of a case: where its value lies above 1/2.
bool is_seen(const std::string& mask, double u) {
  if (mask == "all 0") return false;
  if (mask == "all 1") return true;
  if (mask == "(u<0.3 ? 1 : (u<0.6 ? 0.5 : 0))") return u < 0.3;
  if (mask == "(u<0.3 ? 0.8 : 0.2)") return u < 0.3;
  BOOST_TEST_REQUIRE(mask.starts_with("u<"));
  return u < std::stod(mask.substr(2));
}

// Whether its logit's sigmoid lies above 1/2.
bool is_called(const std::string& logits, double u, std::uint64_t place,
               bool seen) {
  if (logits == "-1-u") return false;
  if (logits == "+3 where the mask is 1 else -3") return seen;
  if (logits.ends_with("divisible by 7") && place % 7 == 0) return false;
  BOOST_TEST_REQUIRE(logits.starts_with("5*(2u-1)"));
  return 5 * (2 * u - 1) > 0;
}

MaskCounts counts_of(const Json& one) {
  const std::string name = one.at("name");
  std::uint64_t places = 1;
  for (const Json& side : one.at("shape")) places *= side.get<std::uint64_t>();
  MaskCounts counts;
  for (std::uint64_t i = 0; i < places; ++i) {
    const bool seen =
        is_seen(one.at("mask"), uniform_at(fnv1a("input:mask_" + name) + i));
    const bool called =
        is_called(one.at("logits"),
                  uniform_at(fnv1a("input:logits_" + name) + i), i, seen);
    ++(called ? (seen ? counts.both : counts.called_only)
              : (seen ? counts.seen_only : counts.neither));
  }
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mask_scores_test)

// Ten masks, among them an empty and a full one, exact zeros among the logits,
// and masks of other values than 0 and 1.
BOOST_AUTO_TEST_CASE(published_scores_are_those_of_the_authors_code) {
  const Json golden = read_golden("stats/masks");
  BOOST_TEST(golden.at("cases").size() == 10U);
  for (const Json& one : golden.at("cases")) {
    BOOST_TEST_CONTEXT(one.at("name").get<std::string>()) {
      const MaskCounts counts = counts_of(one);
      BOOST_TEST(counts.called() == one.at("called").get<std::int64_t>());
      BOOST_TEST(counts.seen() == one.at("seen").get<std::int64_t>());
      const CallScores scores = published_mask_scores(counts);
      const auto same = [&](double found, const char* name) {
        BOOST_TEST(std::abs(found - one.at(name).get<double>()) < 1e-12, name);
      };
      same(scores.iou, "iou");
      same(scores.dice, "dice");
      same(scores.sensitivity, "se");
      same(scores.precision, "pc");
      same(scores.f1, "f1");
      same(scores.specificity, "sp");
      same(scores.accuracy, "acc");
    }
  }
}

// 3 of 5 seen are called, and 1 of 5 others: 3 / 6, 6 / 9, 3 / 5, 4 / 5, 3 / 4,
// 7 / 10.
BOOST_AUTO_TEST_CASE(a_mask_is_scored_by_definition) {
  const CallScores scores = mask_scores({3, 1, 2, 4});
  BOOST_TEST(scores.iou == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(scores.dice == 6.0 / 9, tt::tolerance(1e-12));
  BOOST_TEST(scores.f1 == 6.0 / 9, tt::tolerance(1e-12));
  BOOST_TEST(scores.sensitivity == 0.6, tt::tolerance(1e-12));
  BOOST_TEST(scores.specificity == 0.8, tt::tolerance(1e-12));
  BOOST_TEST(scores.precision == 0.75, tt::tolerance(1e-12));
  BOOST_TEST(scores.accuracy == 0.7, tt::tolerance(1e-12));
}

// Nothing seen and nothing called: all that is certain is that every place was
// called rightly. The published scores say 1 of one and 0 of the others.
BOOST_AUTO_TEST_CASE(an_empty_mask_has_no_sensitivity) {
  const MaskCounts counts{0, 0, 0, 7};
  const CallScores scores = mask_scores(counts);
  for (const double none : {scores.iou, scores.dice, scores.f1,
                            scores.sensitivity, scores.precision}) {
    BOOST_TEST(std::isnan(none));
  }
  BOOST_TEST(scores.specificity == 1);
  BOOST_TEST(scores.accuracy == 1);
  BOOST_TEST(published_mask_scores(counts).iou == 1);
  BOOST_TEST(published_mask_scores(counts).specificity == 0);
  BOOST_TEST(published_mask_scores(counts).accuracy == 0);
}

BOOST_AUTO_TEST_CASE(counts_add_up_and_none_have_no_score) {
  MaskCounts counts{1, 2, 3, 4};
  counts += {10, 20, 30, 40};
  BOOST_TEST(counts.both == 11);
  BOOST_TEST(counts.places() == 110);
  BOOST_CHECK_EXCEPTION(published_mask_scores({}), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "published_mask_scores: a mask without a place";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
