#include "core/eval/report/tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/survival/survival_facts.h"

namespace moonstain::report {
namespace {

std::string anchor_of(const Anchors& anchors, const std::string& name) {
  const auto found = anchors.find(name);
  return found == anchors.end() ? "" : found->second;
}

std::string averaging_words(const Findings& findings) {
  switch (findings.headline.averaging) {
    case Averaging::units:
      return concat("mean over ", plural(findings.data.unit));
    case Averaging::clusters:
      return concat("mean over ", plural(findings.data.cluster));
    case Averaging::folds:
      return "mean over folds";
    case Averaging::pooled:
      return concat(plural(findings.data.unit), " weighted by their ",
                    plural(findings.data.item));
    case Averaging::clusters_by_places:
      return concat("mean over ", plural(findings.data.cluster), ", their ",
                    plural(findings.data.unit),
                    " weighted by the places scored");
    case Averaging::median:
      break;
  }
  return concat("median of ", plural(findings.data.unit));
}

std::string range_words(const Estimate& estimate) {
  return estimate.interval
             ? concat(signed_fixed(estimate.interval->low, 3), " to ",
                      signed_fixed(estimate.interval->high, 3))
             : "";
}

std::string of_end(const std::string& end) {
  return end.empty() ? "" : concat("; ", end);
}

// A flag as yes or no, a count without decimals, any other number with three.
std::string fact_words(const std::string& name, double value) {
  if (name == survival_facts::kOfProtocol) return value == 0 ? "no" : "yes";
  return value == std::floor(value) ? concat(static_cast<std::int64_t>(value))
                                    : fixed(value, 3);
}

}  // namespace

std::string readings_html(const Findings& findings,
                          const std::vector<Shown>& predictors) {
  const std::string& metric = findings.headline.metric;
  const std::string& headline = findings.headline.reading;
  const std::string items = plural(findings.data.item);
  const MetricKind& kind = *parse_metric(metric).kind;
  const auto readings = readings_of(findings);
  std::string head = word_head("predictor") + word_head("kind");
  for (const std::string& reading : readings) {
    head += number_head(concat(reading_label(reading),
                               headline == reading ? " (headline)" : ""));
  }
  if (kind.undefined_as) {
    head += number_head(concat("headline, undefined ", items, " counted as ",
                               *kind.undefined_as));
  }
  head += number_head(concat("values by ", findings.data.item, " undefined, ",
                             reading_label(headline)));
  std::string body;
  for (const Shown& one : predictors) {
    std::string row =
        row_head(one.label) +
        text_element("td", {{"class", "kind"}}, word_of(one.kind()));
    for (const std::string& reading : readings) {
      row += estimate_cell(kind, one.scores(reading, metric).estimate);
    }
    if (kind.undefined_as) {
      row += number_cell(
          kind,
          one.scores(headline, metric)
              .counted.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    const ItemTotals& totals = one.in(headline).items;
    row += text_element("td", {{"class", "num"}},
                        concat(totals.counts.undefined, " of ", totals.scored));
    const bool is_model = one.kind() == PredictorKind::model;
    body += element("tr", {{"class", is_model ? "model" : ""}}, row);
  }
  return table("Readings beside baselines",
               concat(metric_label(metric, findings.data.item), ", ",
                      averaging_words(findings), "; undefined ", items,
                      " are left out and counted, and a number that lacks ",
                      plural(findings.data.unit), " says of how many it is"),
               head, body);
}

std::string units_table(const Findings& findings,
                        const std::vector<Shown>& predictors,
                        const Anchors& anchors) {
  const ScoredData& data = findings.data;
  if (data.units.empty()) return "";
  const std::string& metric = findings.headline.metric;
  const std::string& reading = findings.headline.reading;
  const MetricKind& kind = *parse_metric(metric).kind;
  const bool nested = data.unit != data.cluster;
  std::string head = word_head(data.unit);
  if (nested) head += word_head(data.cluster);
  std::set<std::string> facts;
  for (const ScoredUnitFacts& one : data.units) {
    for (const auto& [name, value] : one.facts) facts.insert(name);
  }
  for (const Shown& one : predictors) head += number_head(one.label);
  for (const std::string& name : facts) head += number_head(label_of(name));
  std::string body;
  for (const ScoredUnitFacts& one : data.units) {
    std::string row =
        row_link(short_name(one.unit), anchor_of(anchors, one.unit));
    if (nested) row += text_element("td", {}, short_name(one.cluster));
    for (const Shown& predictor : predictors) {
      row += number_cell(
          kind, predictor.scores(reading, metric).by_unit.at(one.unit));
    }
    for (const std::string& name : facts) {
      const auto found = one.facts.find(name);
      row += text_element(
          "td", {{"class", "num"}},
          found == one.facts.end() ? "-" : fact_words(name, found->second));
    }
    body += element("tr", {}, row);
  }
  return table(concat("Every held-out ", data.unit), "", head, body);
}

std::string gains_html(const Findings& findings, const std::string& end) {
  if (findings.gains.empty()) return "";
  const ScoredData& data = findings.data;
  std::string body;
  for (const Gain& one : findings.gains) {
    std::string clusters;
    for (const auto& [cluster, gain] : one.estimate.by_cluster) {
      clusters +=
          concat(clusters.empty() ? "" : ", ", short_name(cluster), " ",
                 std::isnan(gain) ? "undefined" : signed_fixed(gain, 3));
    }
    const double mean = one.estimate.value;
    std::string how = one.model_silent      ? "the model's number is undefined"
                      : one.baseline_silent ? "the baseline has no number here"
                                            : concat(one.estimate.of_what(),
                                                     "; ", one.estimate.how);
    if (one.lacking.lacking > 0) {
      how += concat("; the model lacks ", one.lacking.lacking, " of ",
                    one.lacking.of, " ", plural(data.item), " by ",
                    plural(data.unit), " that the baseline defines");
    }
    body += element(
        "tr", {},
        concat(
            row_head(label_of(one.baseline)),
            text_element("td", {{"class", "kind"}},
                         one.kind ? word_of(*one.kind) : ""),
            text_element(
                "td", {{"class", "num"}},
                std::isnan(mean) ? "undefined" : signed_fixed(mean, 3)),
            text_element("td", {{"class", "num"}}, range_words(one.estimate)),
            text_element("td", {}, clusters), text_element("td", {}, how)));
  }
  return table("Gains over baselines",
               concat("Gain of the model over each baseline, paired by ",
                      data.unit, " over the ", plural(data.item),
                      " that both define; positive is better", of_end(end)),
               word_head("baseline") + word_head("kind") + number_head("gain") +
                   number_head("95 % interval") +
                   word_head(concat("by ", data.cluster)) + word_head("how"),
               body);
}

std::string training_html(const Findings& findings, const std::string& end) {
  const Training& training = findings.training;
  if (training.models.empty()) return "";
  std::string body;
  for (const FittedModel& one : training.models) {
    body += element(
        "tr", {},
        concat(row_head(one.fold.empty() ? "-" : short_name(one.fold)),
               text_element("td", {{"class", "num"}}, concat(one.seed)),
               text_element("td", {{"class", "num"}}, concat(one.epochs)),
               text_element("td", {{"class", "num"}}, concat(one.steps)),
               number_cell(one.final_loss),
               one.constant_loss ? number_cell(*one.constant_loss)
                                 : text_element("td", {{"class", "num"}}, "-"),
               text_element("td", {{"class", one.fitted() ? "" : "warn"}},
                            !one.constant_loss ? "not known"
                            : one.fitted()     ? "yes"
                                               : "no")));
  }
  return table(
      "Training",
      concat("How the models were trained: one whose loss is not below that of "
             "a prediction without features on what it was trained on has "
             "learned nothing",
             of_end(end)),
      word_head("fold held out") + number_head("seed") + number_head("epochs") +
          number_head("optimiser steps") + number_head("final loss") +
          number_head("loss without features") + word_head("fitted"),
      body);
}

std::string items_html(const Findings& findings,
                       const std::vector<Shown>& predictors,
                       const Anchors& anchors) {
  constexpr std::size_t kShown = 8;
  const ItemTable& items = findings.items;
  const std::string noun = findings.data.item;
  if (findings.data.items == 1) return "";
  const auto found = items.by_predictor.find(predictors.at(0).name());
  const std::vector<double> model =
      found == items.by_predictor.end() ? std::vector<double>{} : found->second;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < model.size(); ++i) {
    if (!std::isnan(model[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return model[a] > model[b]; });
  if (order.empty()) {
    return text_element(
        "p", {{"class", "warn"}},
        concat("No ", noun, " has a number for the model in this reading."));
  }
  std::string head = word_head(noun);
  for (const Shown& one : predictors) head += number_head(one.label);
  const auto row_of = [&](std::size_t item, const std::string& name) {
    std::string row = name;
    for (const Shown& one : predictors) {
      row +=
          text_element("td", {{"class", "num"}},
                       value_text(findings.headline.metric,
                                  items.by_predictor.at(one.name()).at(item)));
    }
    return element("tr", {}, row);
  };
  std::string body;
  std::string all;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const std::size_t item = order[rank];
    const std::string& name = items.names.at(item);
    all += row_of(item, row_head(name));
    if (rank >= kShown && rank + kShown < order.size()) continue;
    if (rank == order.size() - kShown && order.size() > 2 * kShown) {
      body += element(
          "tr", {},
          text_element(
              "td",
              {{"colspan", concat(predictors.size() + 1)}, {"class", "kind"}},
              concat(counted(order.size() - 2 * kShown, noun), " between")));
    }
    body += row_of(item, row_link(name, anchor_of(anchors, name)));
  }
  for (std::size_t item = 0; item < model.size(); ++item) {
    if (std::isnan(model[item]))
      all += row_of(item, row_head(items.names[item]));
  }
  const bool higher = parse_metric(findings.headline.metric).higher_is_better();
  return table(
      concat("Every ", noun),
      concat(order.size() > 2 * kShown ? concat("The ", plural(noun),
                                                " of highest and "
                                                "lowest value of the model")
                                       : concat("Every ", noun),
             ", mean over ", plural(findings.data.unit), "; ",
             higher ? "higher" : "lower", " is better; ",
             model.size() - order.size(), " of ", counted(model.size(), noun),
             " have no number; the file has every ", noun),
      head, body, all);
}

}  // namespace moonstain::report
