#include "core/eval/report/sentences.h"

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

std::string joined(const std::vector<std::string>& parts,
                   std::string_view between) {
  std::string words;
  for (const std::string& one : parts) {
    words += concat(words.empty() ? "" : between, one);
  }
  return words;
}

// What the mask has where a collapsed model may still say where tissue is.
std::string mask_comparison(const Findings& findings) {
  if (!findings.mask || std::isnan(findings.mask->measured_mean)) return "";
  return concat("; the tissue mask alone has a mean Pearson r of ",
                fixed(findings.mask->measured_mean, 3), " (",
                reading_label(readings::kWholeGrid.name), ")");
}

}  // namespace

std::string title_of(const Findings& findings, const std::string& recipe) {
  return findings.title.empty() ? recipe : findings.title;
}

std::string headline_number(const Findings& findings) {
  const std::vector<Shown> predictors = shown_predictors(findings);
  if (predictors.empty()) return "";
  const Headline& headline = findings.headline;
  const Shown& model = predictors.front();
  const double value =
      model.scores(headline.reading, headline.metric).estimate.value;
  return concat(model.label, " ", value_text(headline.metric, value), " ",
                headline.metric, ", ", reading_label(headline.reading));
}

std::string data_sentence(const Findings& findings) {
  const ScoredData& data = findings.data;
  if (data.units.empty()) return "nothing was held out and scored";
  const std::string units = counted(data.units.size(), data.unit);
  return concat(
      data.unit == data.cluster
          ? units
          : concat(units, " of ", counted(data.clusters, data.cluster)),
      ", ", counted(data.items, data.item), "; target ", data.target);
}

std::string stand_ins_words(const Findings& findings) {
  std::vector<std::string> words = findings.stand_ins;
  const std::string steps = findings.training.steps_words();
  if (!steps.empty()) words.push_back(steps);
  return joined(words, "; ");
}

std::string protocol_words(const Findings& findings) {
  if (!findings.protocol.stated) return "protocol not stated";
  const std::vector<std::string> turned = findings.protocol.turned();
  return turned.empty()
             ? "published protocol"
             : concat("published protocol but for ", joined(turned, "; "));
}

std::string collapse_sentence(const Findings& findings) {
  const Collapse& collapse = findings.collapse;
  if (!collapse.collapsed) return "";
  std::string units;
  for (const auto& [unit, one] : collapse.units) {
    units += concat(
        units.empty() ? "" : ", ", short_name(unit), " (", one.flat, " of ",
        counted(static_cast<std::uint64_t>(one.varying), findings.data.item),
        ")");
  }
  std::string scored;
  for (const std::string& reading : readings_of(findings)) {
    const ReadingScores& one = findings.predictors.at(0).readings.at(reading);
    const auto found = one.metrics.find(findings.headline.metric);
    if (found == one.metrics.end()) continue;
    const double value = found->second.estimate.value;
    scored += concat(scored.empty() ? "" : "; ", reading_label(reading), " ",
                     value_text(findings.headline.metric, value), " (",
                     one.items.counts.undefined, " of ", one.items.scored,
                     " undefined)");
  }
  return concat("The model has collapsed: ", label_of(findings.model),
                " predicts almost one value (", reading_label(collapse.reading),
                ") in ", units, ". Its ",
                metric_label(findings.headline.metric, findings.data.item),
                ": ", scored, mask_comparison(findings), ".");
}

std::string fitted_sentence(const Findings& findings) {
  const std::string words = findings.training.not_fitted();
  return words.empty() ? ""
                       : concat(label_of(findings.model), " was ", words,
                                "; no verdict is given on its meaning.");
}

std::string mask_sentence(const Findings& findings) {
  if (!findings.mask || std::isnan(findings.mask->measured_mean)) return "";
  const MaskScores& mask = *findings.mask;
  return concat("On these ", plural(findings.data.unit),
                " the tissue mask alone, which knows nothing of the stain, has "
                "a mean Pearson r of ",
                fixed(mask.measured_mean, 3), " (",
                reading_label(readings::kWholeGrid.name),
                "); by the identity r = 1 / sqrt(1 + CV^2 / (1 - p)) it is ",
                fixed(mask.identity_mean, 3), ".");
}

}  // namespace moonstain::report
