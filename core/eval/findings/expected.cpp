#include "core/eval/findings/expected.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <utility>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/optional_members.h"
#include "core/base/plain_text.h"
#include "core/base/text.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/trivial_scores.h"
#include "core/stats/weighted_row.h"

namespace moonstain {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

void check_members(const Json& object, const std::vector<std::string>& known,
                   const std::string& where) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = nearest_name(name, known);
      fail(where, ": no member \"", name, "\"",
           near.empty() ? "" : concat("; did you mean \"", near, "\"?"));
    }
  }
}

// Half of the last place of a decimal text that is a number: "0.45" -> 0.005,
// "74" -> 0.5, "1.5E-3" -> 0.00005.
double half_of_last_place(const std::string& digits) {
  const auto end = std::min(digits.find_first_of("eE"), digits.size());
  const auto dot = digits.find('.');
  double places =
      dot == std::string::npos ? 0 : static_cast<double>(end - dot - 1);
  if (end < digits.size()) {
    const auto begin = end + (digits[end + 1] == '+' ? 2 : 1);
    places -= static_cast<double>(
        whole_number<int>(std::string_view(digits).substr(begin)).value_or(0));
  }
  return 0.5 * std::pow(10.0, -places);
}

// The number as published, and its rounding; or why there is none.
void read_published(const Json& object, Claim& claim,
                    const std::string& where) {
  const Json& value = member(object, "published", where);
  std::string digits;
  if (value.is_null()) {
    claim.published.reset();
    claim.published_text = "none";
    claim.not_published = text_member(object, "not_published", where);
    for (const char* name : {"half_width", "units", "arithmetic"}) {
      check(!object.contains(name), where, ": \"", name,
            "\" is given of a number that is not published");
    }
    return;
  }
  check(
      !object.contains("not_published"), where,
      ": \"not_published\" is given, and so is \"published\"; expected one of "
      "them");
  double number = 0;
  if (value.is_string()) {
    digits = value.get<std::string>();
    const auto end =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    check(!digits.empty() && end.ec == std::errc() &&
              end.ptr == digits.data() + digits.size() && std::isfinite(number),
          where, ": \"published\" is \"", digits, "\"; expected a number");
  } else {
    number = number_member(object, "published", where);
    digits = concat(number);
  }
  claim.published = number;
  claim.published_text = digits;
  claim.rounding = half_of_last_place(digits);
}

// "36 sections", or a number that does not say of what.
void read_units(const Json& object, Claim& claim, const std::string& where) {
  const Json& given = object["units"];
  std::int64_t units = 0;
  if (given.is_string()) {
    const std::string text = given.get<std::string>();
    const auto end =
        std::from_chars(text.data(), text.data() + text.size(), units);
    const std::string_view noun(end.ptr, text.data() + text.size());
    for (const std::string_view one :
         {"section", "patient", "site", "spot", "nucleus"}) {
      if (noun == concat(" ", one) || noun == concat(" ", plural(one))) {
        claim.unit = one;
      }
    }
    check(end.ec == std::errc() && !claim.unit.empty(), where,
          ": \"units\" is \"", text,
          "\"; expected a number and of what: \"36 sections\", \"8 "
          "patients\"");
  } else {
    units = integer_member(object, "units", where);
  }
  check(units >= 1 && units <= 1'000'000, where, ": \"units\" is ", units,
        "; expected 1 to 1000000");
  claim.units = static_cast<int>(units);
}

// The scores of two classes, by the names that a claim has for them.
constexpr std::pair<const char*, double WeightedRow::*> kRow[] = {
    {"accuracy", &WeightedRow::accuracy},
    {"weighted_precision", &WeightedRow::precision},
    {"weighted_recall", &WeightedRow::recall},
    {"weighted_f1", &WeightedRow::f1}};

// What the printed row leaves of a score: the range over all of its tables.
void read_row(const Json& row, const TwoClassTable& classes,
              double WeightedRow::*score, TrivialScore& trivial,
              const std::string& where) {
  constexpr double kRounding = 0.005;  // two places are printed
  check(row.is_object(), where, ": \"row\" is ", row.dump(),
        "; expected an object");
  check_members(
      row, {kRow[0].first, kRow[1].first, kRow[2].first, kRow[3].first}, where);
  WeightedRow published;
  for (const auto& [name, member_of] : kRow) {
    published.*member_of = number_member(row, name, where);
  }
  const auto tables =
      tables_of_row(classes.positive, classes.negative, published, kRounding);
  if (tables.empty()) {
    trivial.how += "; no table of counts rounds to the published row";
    return;
  }
  Interval hull;
  for (const TwoClassTable& table : tables) {
    const RowRange range = row_range(table);
    const bool first = &table == &tables.front();
    hull.low = first ? range.low.*score : std::min(hull.low, range.low.*score);
    hull.high =
        first ? range.high.*score : std::max(hull.high, range.high.*score);
  }
  trivial.of_published = hull;
  trivial.how += concat(
      "; as the scores of one table the published row is that of ",
      tables.front().right_positive, " of ", classes.positive, " and ",
      tables.front().right_negative, " of ", classes.negative, " told rightly",
      tables.size() == 1
          ? " and of no other counts"
          : concat(", or of ", counted(tables.size() - 1, "other table")));
}

TrivialScore read_always_no(const Json& object, const std::string& where) {
  check_members(object, {"negative", "positive", "predictor", "row", "score"},
                where);
  const auto positive = integer_member(object, "positive", where);
  const auto negative = integer_member(object, "negative", where);
  const std::string name = text_member(object, "score", where);
  const auto score =
      std::find_if(std::begin(kRow), std::end(kRow),
                   [&](const auto& one) { return one.first == name; });
  check(score != std::end(kRow), where, ": \"score\" is \"", name,
        "\"; it is accuracy, weighted_precision, weighted_recall or "
        "weighted_f1");
  const WeightedRow row = with_context(
      where, [&] { return weighted_row({positive, negative, 0, negative}); });
  TrivialScore trivial{
      "always \"no\"", row.*(score->second),
      concat(positive, " of ", positive + negative, " positive, ", name)};
  if (object.contains("row")) {
    read_row(object["row"], {positive, negative, 0, 0}, score->second, trivial,
             where);
  }
  return trivial;
}

// The two shares of the grid between which tissue lies on a paper's slides.
std::vector<double> read_shares(const Json& object, const std::string& where) {
  check_members(object, {"predictor", "tissue_fraction"}, where);
  const Json& given = member(object, "tissue_fraction", where);
  std::vector<double> shares;
  if (given.is_array()) {
    for (const Json& one : given) {
      if (one.is_number()) shares.push_back(one.get<double>());
    }
  }
  check(shares.size() == 2 && given.size() == 2 && 0 < shares[0] &&
            shares[0] < shares[1] && shares[1] < 1,
        where, ": \"tissue_fraction\" is ", given.dump(),
        "; expected the least and the largest share, between 0 and 1");
  return shares;
}

// "at most 0.21 (tissue on 0.3 of the grid) to 0.14 (on 0.7)"
std::string by_share(const std::vector<double>& shares,
                     const std::function<double(double)>& bound) {
  return concat(fixed(bound(shares[0]), 2), " (tissue on ", shares[0],
                " of the grid) to ", fixed(bound(shares[1]), 2), " (on ",
                shares[1], ")");
}

// What depends on shares and spreads that the paper does not state.
TrivialScore read_condition(const Json& object, const std::string& predictor,
                            double published, const std::string& where) {
  TrivialScore made{"tissue mask", std::nan(""), ""};
  const auto in_range = [&](double least) {
    check(least < published && published < 1, where, ": \"", predictor,
          "\" is set against a published number above ", least,
          " and below 1, found ", published);
  };
  if (predictor == "nothing") {
    check_members(object, {"predictor"}, where);
    in_range(0);
    made.predictor = "a prediction of nothing";
    made.how = "every cell without the class is right";
    made.reaches_where = concat("the class covers at most ",
                                fixed(1 - published, 2), " of the grid");
    return made;
  }
  const std::vector<double> shares = read_shares(object, where);
  if (predictor == "mask_auc") {
    in_range(0.5);
    made.how = "a 0/1 mask of the tissue as a ranking of cells";
    made.reaches_where = concat(
        "blank cells count and the class takes a share of the tissue of at "
        "least ",
        by_share(shares, [&](double tissue) {
          return mask_auc_reaches_from_class_share(tissue, published) / tissue;
        }));
    return made;
  }
  in_range(0);
  made.how = "a 0/1 mask of the tissue";
  made.reaches_where = concat(
      "blank cells count and the deviation in tissue over the mean "
      "there is at most ",
      by_share(shares, [&](double tissue) {
        return mask_reaches_up_to_cv(tissue, published);
      }));
  return made;
}

// Epochs are not independent, and nobody says how many such they are worth.
TrivialScore best_of_unknown(double published, double mean, double sd,
                             bool higher, const std::string& where) {
  // The lowest of some draws lies as far below their mean.
  const double reached = higher ? published : 2 * mean - published;
  const std::int64_t draws =
      with_context(where, [&] { return draws_that_reach(reached, mean, sd); });
  check(draws > 1, where, ": \"best_of\" is set against ", published,
        draws == 1 ? ", which one epoch has in the mean"
                   : ", which a million epochs do not reach");
  TrivialScore made{"the best of random epochs", std::nan(""),
                    concat("a fold's ", higher ? "highest" : "lowest",
                           " of draws around ", mean, " with spread ", sd)};
  made.reaches_where =
      concat("they are worth at least ", draws, " independent ones");
  return made;
}

// What a mask that is one value everywhere has for certain.
std::optional<TrivialScore> read_constant(const std::string& predictor,
                                          const std::string& metric) {
  if (predictor == "nothing" && metric.ends_with("specificity")) {
    return TrivialScore{"a prediction of nothing", 1,
                        "every cell without the class is right"};
  }
  if (predictor == "everything" && metric.ends_with("sensitivity")) {
    return TrivialScore{"a prediction of the class everywhere", 1,
                        "every cell of the class is right"};
  }
  return std::nullopt;
}

TrivialScore read_trivial(const Json& object, double published,
                          const std::string& metric, const std::string& where) {
  const std::string predictor = text_member(object, "predictor", where);
  if (const auto constant = read_constant(predictor, metric)) {
    check_members(object, {"predictor"}, where);
    return *constant;
  }
  check(predictor != "everything" &&
            (predictor != "nothing" || metric.ends_with("accuracy")),
        where, ": \"", predictor, "\" is set against ", metric,
        "; expected an accuracy or a specificity for \"nothing\", a "
        "sensitivity for \"everything\"");
  if (predictor == "nothing" || predictor == "mask_auc" ||
      (predictor == "mask" && !object.contains("cv"))) {
    return read_condition(object, predictor, published, where);
  }
  if (predictor == "mask") {
    check_members(object, {"predictor", "tissue_fraction", "cv"}, where);
    const double p = number_member(object, "tissue_fraction", where);
    const double cv = number_member(object, "cv", where);
    check(p > 0 && p < 1, where, ": \"tissue_fraction\" is ", p,
          "; it lies between 0 and 1");
    return {"tissue mask", mask_correlation(p, 1.0, cv),
            concat("a 0/1 mask of the tissue, at tissue fraction ", p,
                   " and a spread within tissue of ", cv, " of the mean")};
  }
  if (predictor == "always_no") return read_always_no(object, where);
  check(predictor == "best_of", where, ": \"predictor\" is \"", predictor,
        "\"; it is mask, mask_auc, nothing, everything, always_no or best_of");
  check_members(object, {"predictor", "epochs", "mean", "sd"}, where);
  const double mean = number_member(object, "mean", where);
  const double sd = number_member(object, "sd", where);
  // Of an error the best is the lowest, as far below the mean.
  const MetricKind* kind = find_metric_kind(metric.substr(0, metric.find('.')));
  const bool higher = kind == nullptr || kind->higher_is_better;
  if (!object.contains("epochs")) {
    return best_of_unknown(published, mean, sd, higher, where);
  }
  const auto epochs = integer_member(object, "epochs", where);
  const double highest =
      with_context(where, [&] { return expected_maximum(epochs, mean, sd); });
  return {concat("best of ", epochs, " epochs"),
          higher ? highest : 2 * mean - highest,
          concat("the ", higher ? "highest" : "lowest", " of ", epochs,
                 " independent draws around ", mean, " with spread ", sd)};
}

// What can be told of a claim before anything is scored.
void check_stated(const Claim& claim, const std::string& where) {
  check(!trimmed(claim.claim).empty(), where,
        ": \"claim\" is empty; expected what is claimed, in words");
  const Metric metric = with_context(concat(where, ": \"metric\""), [&] {
    return parse_metric(claim.metric);
  });
  const std::vector<std::string> readings = reading_names();
  check(claim.reading.empty() ||
            std::ranges::find(readings, claim.reading) != readings.end(),
        where, ": \"reading\" is \"", claim.reading, "\"",
        name_hint(claim.reading, readings));
  // What cannot be tested here may be of a quantity without a name of ours.
  check(!claim.missing.empty() || !claim.published ||
            !is_correlation(*metric.kind) || std::abs(*claim.published) <= 1,
        where, ": \"published\" is ", claim.published_text, "; ",
        claim.metric, " is a correlation, which lies from -1 to 1");
}

Claim read_claim(const Json& object, const std::string& where) {
  check(object.is_object(), where, ": expected an object with \"claim\", ",
        "\"published\", ...");
  check_members(object,
                {"arithmetic", "averaging", "baselines", "claim", "cohort",
                 "half_width", "margin", "metric", "missing", "not_published",
                 "paper", "predictor", "protocol", "protocol_unknown",
                 "published", "reading", "units", "where"},
                where);
  Claim claim;
  claim.claim = text_member(object, "claim", where);
  claim.predictor = text_or(object, "predictor", "", where);
  claim.paper = text_or(object, "paper", "", where);
  read_published(object, claim, where);
  if (object.contains("half_width")) {
    claim.half_width = number_member(object, "half_width", where);
    check(*claim.half_width >= 0, where, ": \"half_width\" is ",
          *claim.half_width, "; it must not be below 0");
  }
  if (object.contains("units")) {
    read_units(object, claim, where);
  }
  claim.where = text_or(object, "where", "", where);
  claim.cohort = text_or(object, "cohort", "", where);
  claim.protocol = text_member(object, "protocol", where);
  if (object.contains("protocol_unknown")) {
    const Json& unknown = object["protocol_unknown"];
    check(unknown.is_boolean(), where, ": \"protocol_unknown\" is ",
          unknown.dump(), "; expected true or false");
    claim.protocol_unknown = unknown.get<bool>();
  }
  claim.missing = text_or(object, "missing", "", where);
  claim.metric = text_member(object, "metric", where);
  claim.reading = text_or(object, "reading", "", where);
  if (object.contains("averaging")) {
    claim.averaging = known_kind<Averaging>(
        text_member(object, "averaging", where), "averaging", where);
  }
  const Json& baselines = member(object, "baselines", where);
  check(baselines.is_array() && !baselines.empty(), where,
        ": \"baselines\" must list at least one predictor: which of them "
        "counts is said before the first run");
  for (const Json& name : baselines) {
    check(name.is_string(), where, ": \"baselines\" holds ", name.dump(),
          "; expected names");
    claim.baselines.push_back(name.get<std::string>());
  }
  check_stated(claim, where);
  claim.margin = number_member(object, "margin", where);
  check(claim.margin >= 0, where, ": \"margin\" is ", claim.margin,
        "; it must not be below 0");
  if (object.contains("arithmetic")) {
    check(object["arithmetic"].is_array(), where,
          ": \"arithmetic\" must be a list");
    std::size_t i = 0;
    for (const Json& entry : object["arithmetic"]) {
      claim.trivial.push_back(
          read_trivial(entry, *claim.published, claim.metric,
                       concat(where, ": arithmetic[", i++, "]")));
    }
  }
  return claim;
}

}  // namespace

std::vector<Claim> parse_expected(std::string bytes, std::string_view where) {
  const Json json =
      parse_json(plain_text(std::move(bytes), where, kMostBytes), where);
  std::vector<Claim> claims;
  if (!json.is_array()) {
    claims.push_back(read_claim(json, std::string(where)));
    return claims;
  }
  check(!json.empty(), where, ": the list of claims is empty");
  for (std::size_t i = 0; i < json.size(); ++i) {
    claims.push_back(read_claim(json[i], concat(where, ": claim ", i)));
  }
  return claims;
}

}  // namespace moonstain
