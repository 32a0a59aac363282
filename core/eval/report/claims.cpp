#include "core/eval/report/claims.h"

#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

std::string figure(std::string_view key, std::string_view value,
                   std::string_view small, std::string_view below) {
  return element("div", {},
                 concat(text_element("div", {{"class", "k"}}, key),
                        element("div", {{"class", "v"}},
                                concat(escaped(value), " ",
                                       text_element("small", {}, small))),
                        text_element("div", {{"class", "w"}}, below)));
}

std::string_view tone_of(NumberVerdict verdict) {
  if (verdict == NumberVerdict::reproduced ||
      verdict == NumberVerdict::consistent) {
    return "good";
  }
  return verdict == NumberVerdict::differs ? "bad" : "open";
}

std::string_view tone_of(MeaningVerdict verdict) {
  return verdict == MeaningVerdict::better  ? "good"
         : verdict == MeaningVerdict::worse ? "bad"
                                            : "open";
}

template <typename Verdict>
std::string verdict_box(std::string_view axis, Verdict verdict,
                        std::string_view reason) {
  return element("div", {{"class", concat("verdict ", tone_of(verdict))}},
                 concat(text_element("span", {{"class", "axis"}}, axis),
                        text_element("b", {}, word_of(verdict)),
                        text_element("span", {{"class", "why"}}, reason)));
}

std::string meanings_html(const Object& object, std::size_t claim) {
  std::string boxes;
  for (const ShownMeaning& one : meanings(object, claim)) {
    boxes += verdict_box(one.name, one.meaning->verdict, one.meaning->reason);
  }
  return boxes;
}

// How sure the published number is by its own counts.
std::string counts_words(std::string_view metric, const TrivialScore& trivial) {
  if (!trivial.of_published) return "";
  return concat("(by its counts ",
                value_text(metric, trivial.of_published->low), " to ",
                value_text(metric, trivial.of_published->high), ") ");
}

std::string trivial_html(const JudgedClaim& claim) {
  std::string items;
  for (const TrivialVerdict& one : claim.trivial) {
    if (one.trivial.reaches_where) {
      items += element(
          "li", {},
          concat(text_element("b", {}, one.trivial.predictor),
                 " reaches the published number where ",
                 escaped(*one.trivial.reaches_where), " (",
                 escaped(one.trivial.how), "), which the paper does not say"));
      continue;
    }
    items += element(
        "li", {},
        concat(text_element("b", {}, one.trivial.predictor), " scores ",
               escaped(value_text(claim.metric, one.trivial.value)), " (",
               escaped(one.trivial.how), "): the published number ",
               counts_words(claim.metric, one.trivial),
               one.excluded ? "excludes it" : "does not exclude it"));
  }
  return items.empty()
             ? ""
             : element("div", {{"class", "small"}},
                       concat("By arithmetic, without data:",
                              element("ul", {{"class", "plain"}}, items)));
}

std::string spread_words(const OurFigure& figure, std::string_view metric) {
  std::string words;
  if (figure.estimate.interval) {
    words = concat(value_text(metric, figure.estimate.interval->low), " to ",
                   value_text(metric, figure.estimate.interval->high));
  }
  if (figure.seed_sd) {
    words += concat(words.empty() ? "" : ", ", "seeds' sd ",
                    fixed(*figure.seed_sd, 3));
  }
  return words;
}

std::string estimate_words(const Estimate& estimate) {
  if (estimate.units == 0) return estimate.how;
  return concat(estimate.of_what(),
                estimate.undefined > 0
                    ? concat("; undefined in ", estimate.undefined)
                    : "",
                "; ", estimate.how);
}

std::string claim_row(const Object& object, std::size_t claim) {
  const Findings& published = object.published();
  const JudgedClaim& one = published.claims.at(claim);
  const std::vector<ShownMeaning> shown = meanings(object, claim);
  const bool tested = !shown.empty();
  return element(
      "tr", {},
      concat(row_head(label_of(one.whose(published.model))),
             long_cell(one.claim, concat(one.cohort, "; ", one.protocol)),
             long_cell(one.published_text,
                       one.published ? one.where : one.not_published),
             tested
                 ? number_cell(*parse_metric(one.metric).kind, one.ours.value)
                 : text_element("td", {}, "not compared"),
             long_cell(word_of(one.number.verdict), one.number.reason),
             tested ? long_cell(word_of(shown.back().meaning->verdict),
                                shown.back().meaning->reason)
                    : text_element("td", {}, "not compared")));
}

std::string table_html(const std::string& rows) {
  if (rows.empty()) return "";
  return text_element("h2", {}, "Claims about methods side by side") +
         table("claims by method",
               "Each beside our number of that method. Of what cannot be "
               "tested here nothing of ours is comparable.",
               word_head("method") + word_head("claim") +
                   word_head("published") + number_head("ours") +
                   word_head("is it the number?") + word_head("what it means"),
               rows);
}

}  // namespace

std::string claims_html(const Object& object) {
  std::string out;
  std::string rows;
  const auto& claims = object.findings().claims;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (has_row(object, i)) {
      rows += claim_row(object, i);
      continue;
    }
    const JudgedClaim& claim = claims[i];
    const auto& number = object.published().claims.at(i).number;
    std::string figures =
        figure("published", claim.published_text,
               claim.half_width ? concat("+- ", *claim.half_width) : "",
               claim.published ? claim.cohort : claim.not_published);
    for (const OurFigure& one : our_figures(object, i)) {
      figures += figure(
          one.name, value_text(claim.metric, one.estimate.value),
          spread_words(one, claim.metric),
          concat(reading_label(one.reading), ", ", held_out_words(one.unit),
                 "; ", estimate_words(one.estimate),
                 one.counted_words.empty() ? "" : "; ", one.counted_words));
    }
    out += element(
        "section", {{"class", "claim"}},
        concat(text_element("h2", {}, claim.claim),
               text_element("p", {{"class", "where"}},
                            concat(claim.where, ". Published protocol: ",
                                   claim.protocol, ". Metric: ",
                                   metric_label(claim.metric,
                                                object.findings().data.item))),
               element("div", {{"class", "figures"}}, figures),
               element("div", {{"class", "verdicts"}},
                       verdict_box("number", number.verdict, number.reason) +
                           meanings_html(object, i)),
               trivial_html(claim)));
  }
  return out + table_html(rows);
}

}  // namespace moonstain::report
