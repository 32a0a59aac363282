// What every predictor scored, as the findings hold it.
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/eval/findings/parts.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

const std::vector<std::string> kReadings{"whole_grid", "kept_grid", "tissue"};
constexpr int kBins = 40;  // of r from -1 to 1

std::int64_t flat_in(const Json& sections, const std::string& section) {
  const auto found = sections.find(section);
  return found == sections.end() ? 0
                                 : found->at("flat_genes").get<std::int64_t>();
}

// Per-gene values of one section, of all seeds: what a distribution is drawn
// from. The histogram is that of a mean seed.
Json distribution(const std::vector<const Metrics*>& seeds,
                  const std::string& reading, const std::string& metric) {
  std::vector<double> values;
  for (const Metrics* one : seeds) {
    const Eigen::VectorXd& column =
        one->reading(reading).*metric_column(metric);
    values.insert(values.end(), column.data(), column.data() + column.size());
  }
  const auto all = values.size();
  std::erase_if(values, [](double value) { return std::isnan(value); });
  Json json{{"undefined", all - values.size()},
            {"values", all},
            {"quantiles", nullptr}};
  if (values.empty()) {
    return json;
  }
  json["quantiles"] = Json::array();
  for (const double q : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0}) {
    json["quantiles"].push_back(quantile(values, q));
  }
  if (higher_is_better(metric)) {
    std::vector<double> counts(kBins, 0);
    for (const double value : values) {
      const int bin = static_cast<int>(std::floor((value + 1.0) / 2.0 * kBins));
      ++counts[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
    }
    for (double& count : counts) count /= static_cast<double>(seeds.size());
    json["histogram"] = counts;
  }
  return json;
}

Json reading_json(const PredictorScores& predictor, const std::string& reading,
                  const std::string& headline_metric,
                  const PatientOf& patient_of) {
  Json json{{"distribution", Json::object()}, {"cells", Json::object()}};
  for (const std::string& metric : finding_metrics()) {
    const auto values = predictor.by_section(reading, metric);
    Json entry = summary_json(over_sections(values, patient_of));
    entry["by_section"] = numbers_of(values);
    entry["by_patient"] = numbers_of(by_patient(values, patient_of));
    const auto spread = predictor.seed_sd(reading, metric);
    entry["seed_sd"] = spread ? json_number(*spread) : Json(nullptr);
    json["metrics"][metric] = std::move(entry);
  }
  GeneCounts total;
  std::size_t scored = 0;
  for (const auto& [section, metrics] : predictor.sections()) {
    json["distribution"][section] =
        distribution(metrics, reading, headline_metric);
    for (const Metrics* one : metrics) {
      const GeneCounts counts = count_genes(one->reading(reading));
      scored += one->genes.size();
      total.undefined += counts.undefined;
      total.constant_measured += counts.constant_measured;
      total.constant_predicted += counts.constant_predicted;
      total.flat_predicted += counts.flat_predicted;
    }
    json["cells"][section] = metrics[0]->reading(reading).cells;
  }
  json["genes"] = {{"scored", scored},
                   {"undefined", total.undefined},
                   {"constant_measured", total.constant_measured},
                   {"constant_predicted", total.constant_predicted},
                   {"flat_predicted", total.flat_predicted}};
  return json;
}

}  // namespace

Json numbers_of(const std::map<std::string, double>& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) {
    json[name] = json_number(value);
  }
  return json;
}

std::vector<double> values_of(const std::map<std::string, double>& values) {
  std::vector<double> list;
  for (const auto& [name, value] : values) {
    list.push_back(value);
  }
  return list;
}

Summary over_sections(const std::map<std::string, double>& values,
                      const PatientOf& patient_of) {
  Summary summary = summarise(values_of(values));
  summary.half_width =
      summarise(values_of(by_patient(values, patient_of))).half_width;
  return summary;
}

Json summary_json(const Summary& summary) {
  return {{"n", summary.n},
          {"missing", summary.missing},
          {"mean", json_number(summary.mean)},
          {"sd", json_number(summary.sd)},
          {"half_width", summary.half_width ? json_number(*summary.half_width)
                                            : Json(nullptr)}};
}

const std::vector<std::string>& finding_metrics() {
  static const std::vector<std::string> names{
      "pearson.mean",    "pearson.median", "pearson.heg50", "spearman.mean",
      "spearman.median", "mae.mean",       "rmse.mean"};
  return names;
}

Json predictor_json(const PredictorScores& predictor, const FindingsPlan& plan,
                    const PatientOf& patient_of) {
  Json json{{"name", predictor.name()},
            {"kind", predictor.kind().empty() ? "model" : predictor.kind()},
            {"seeds", predictor.seeds()}};
  for (const std::string& reading : kReadings) {
    json["readings"][reading] =
        reading_json(predictor, reading, plan.metric, patient_of);
  }
  return json;
}

Json collapse_json(const PredictorScores& model) {
  Json sections = Json::object();
  std::int64_t scored = 0;
  for (const auto& [section, metrics] : model.sections()) {
    for (const Metrics* one : metrics) {
      ++scored;
      const GeneCounts counts = count_genes(one->reading("tissue"));
      const auto varying = static_cast<std::int64_t>(one->genes.size()) -
                           counts.constant_measured;
      // Of several seeds the flattest stands.
      if (varying > 0 && 2 * counts.flat_predicted > varying &&
          counts.flat_predicted > flat_in(sections, section)) {
        sections[section] = {{"flat_genes", counts.flat_predicted},
                             {"varying_genes", varying}};
      }
    }
  }
  return {{"collapsed", !sections.empty()},
          {"sections", sections},
          {"scored", scored}};
}

Json mask_json(const PredictorScores& model) {
  std::map<std::string, double> identity;
  std::map<std::string, double> measured;
  double largest = 0;
  for (const auto& [section, metrics] : model.sections()) {
    const Metrics& one = *metrics[0];
    const auto mean = [](const Eigen::VectorXd& v) {
      return mean_of_defined(
          std::vector<double>(v.data(), v.data() + v.size()));
    };
    identity[section] = mean(one.mask_identity);
    measured[section] = mean(one.mask_measured);
    for (Eigen::Index gene = 0; gene < one.mask_identity.size(); ++gene) {
      const double apart =
          std::abs(one.mask_identity[gene] - one.mask_measured[gene]);
      largest = apart > largest ? apart : largest;  // NaN leaves it
    }
  }
  return {{"identity", numbers_of(identity)},
          {"measured", numbers_of(measured)},
          {"identity_mean", json_number(mean_of_defined(values_of(identity)))},
          {"measured_mean", json_number(mean_of_defined(values_of(measured)))},
          {"largest_difference", largest}};
}

}  // namespace moonstain
