#include "core/eval/report/tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"

namespace moonstain::report {
namespace {

double mean_of(const Shown& predictor, const std::string& reading,
               const std::string& metric) {
  return predictor.scores(reading, metric).estimate.over_sections.mean;
}

}  // namespace

std::string readings_html(const Findings& findings,
                          const std::vector<Shown>& predictors) {
  const std::string& metric = findings.headline.metric;
  const std::string& headline = findings.headline.reading;
  std::string head = word_head("predictor") + word_head("kind");
  for (const char* reading : {"whole_grid", "kept_grid", "tissue"}) {
    head += number_head(concat(reading_label(reading),
                               headline == reading ? " (headline)" : ""));
  }
  for (const char* name : {"Spearman", "50 most expressed", "abs. error"}) {
    head += number_head(concat(
        name, ", ", headline == "tissue" ? "tissue" : reading_label(headline)));
  }
  head += number_head("genes undefined in tissue");
  std::string body;
  for (const Shown& one : predictors) {
    std::string row =
        row_head(one.label) +
        text_element("td", {{"class", "kind"}}, word_of(one.kind()));
    for (const char* reading : {"whole_grid", "kept_grid", "tissue"}) {
      row += number_cell(mean_of(one, reading, metric));
    }
    for (const char* other : {"spearman.mean", "pearson.heg50", "mae.mean"}) {
      row += number_cell(mean_of(one, headline, other));
    }
    const GeneTotals& genes = one.in("tissue").genes;
    row += text_element("td", {{"class", "num"}},
                        concat(genes.counts.undefined, " of ", genes.scored));
    const bool is_model = one.kind() == PredictorKind::model;
    body += element("tr", {{"class", is_model ? "model" : ""}}, row);
  }
  return table(concat(metric_label(metric),
                      ", mean over sections; undefined genes are left out and "
                      "counted"),
               head, body);
}

std::string units_table(const Findings& findings,
                        const std::vector<Shown>& predictors) {
  const auto& [metric, reading, unit] = findings.headline;
  std::string head = word_head("section") + word_head("patient") +
                     number_head("spots") +
                     number_head("tissue, share of grid");
  for (const Shown& one : predictors) head += number_head(one.label);
  std::string body;
  for (const ScoredSection& one : findings.data.sections) {
    std::string row =
        row_head(short_name(one.section)) +
        text_element("td", {}, short_name(one.patient)) +
        text_element("td", {{"class", "num"}}, concat(one.spots)) +
        text_element("td", {{"class", "num"}}, fixed(one.tissue_fraction, 3));
    for (const Shown& predictor : predictors) {
      row += number_cell(
          predictor.scores(reading, metric).by_section.at(one.section));
    }
    body += element("tr", {}, row);
  }
  return table("", head, body);
}

std::string comparisons_html(const Findings& findings) {
  std::string body;
  for (const Comparison& one : findings.comparisons) {
    std::string gains;
    for (const auto& [patient, gain] : one.by_unit) {
      gains += concat(gains.empty() ? "" : ", ", short_name(patient), " ",
                      signed_fixed(gain, 3));
    }
    const double mean = one.summary.mean;
    body += element(
        "tr", {},
        concat(row_head(label_of(one.baseline)),
               text_element("td", {{"class", "kind"}},
                            one.kind ? word_of(*one.kind) : ""),
               text_element(
                   "td", {{"class", "num"}},
                   std::isnan(mean) ? "undefined" : signed_fixed(mean, 3)),
               text_element("td", {}, gains),
               text_element("td", {},
                            concat(word_of(one.verdict), ": ", one.reason))));
  }
  if (body.empty()) {
    return "";
  }
  return table(
      "Gain of the model over each baseline, paired by patient over the genes "
      "that both define; positive is better",
      word_head("baseline") + word_head("kind") + number_head("gain") +
          word_head("by patient") + word_head("reading it"),
      body);
}

std::string genes_html(const Findings& findings,
                       const std::vector<Shown>& predictors) {
  constexpr std::size_t kShown = 8;
  const GeneTable& genes = findings.genes;
  const auto& model = genes.by_predictor.at(predictors.at(0).name());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < model.size(); ++i) {
    if (!std::isnan(model[i])) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return model[a] > model[b]; });
  if (order.empty()) {
    return text_element("p", {{"class", "warn"}},
                        "No gene has a number for the model in this reading.");
  }
  std::string head = word_head("gene");
  for (const Shown& one : predictors) head += number_head(one.label);
  std::string body;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (rank >= kShown && rank + kShown < order.size()) {
      continue;
    }
    if (rank == order.size() - kShown && order.size() > 2 * kShown) {
      body += element(
          "tr", {},
          text_element(
              "td",
              {{"colspan", concat(predictors.size() + 1)}, {"class", "kind"}},
              concat(order.size() - 2 * kShown, " genes between")));
    }
    std::string row = row_head(genes.names.at(order[rank]));
    for (const Shown& one : predictors) {
      row += text_element(
          "td", {{"class", "num"}},
          fixed(genes.by_predictor.at(one.name()).at(order[rank]), 3));
    }
    body += element("tr", {}, row);
  }
  return table("Highest and lowest genes of the model, mean over sections",
               head, body);
}

}  // namespace moonstain::report
