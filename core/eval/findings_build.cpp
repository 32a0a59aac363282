// From metrics to findings: grouping, summaries, comparisons, claims.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/eval/findings.h"
#include "core/eval/predictor_scores.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

using PatientOf = std::map<std::string, std::string>;

const std::vector<std::string> kMetrics{
    "pearson.mean",    "pearson.median", "pearson.heg50", "spearman.mean",
    "spearman.median", "mae.mean",       "rmse.mean"};
const std::vector<std::string> kReadings{"whole_grid", "kept_grid", "tissue"};
constexpr int kBins = 40;  // of r from -1 to 1

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

// Sections of a patient are not independent, so an interval over sections
// needs as many patients as any other.
Summary over_sections(const std::map<std::string, double>& values,
                      const PatientOf& patient_of) {
  Summary summary = summarise(values_of(values));
  std::set<std::string> patients;
  for (const auto& [section, value] : values) {
    if (!std::isnan(value)) {
      patients.insert(patient_of.at(section));
    }
  }
  if (patients.size() < static_cast<std::size_t>(kLeastUnitsForInterval)) {
    summary.half_width.reset();
  }
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

// Baselines in the order of their first appearance.
std::vector<PredictorScores> grouped(const FindingsPlan& plan,
                                     const std::vector<Metrics>& model,
                                     const std::vector<Metrics>& baselines) {
  if (model.empty()) {
    check(baselines.empty(),
          "findings: `baselines` are given, but no metrics of the model");
    return {PredictorScores(plan.model, "", {})};
  }
  std::vector<std::pair<std::string, std::vector<const Metrics*>>> groups;
  groups.emplace_back(model[0].model, std::vector<const Metrics*>{});
  for (const Metrics& one : model) {
    check(one.model == model[0].model, "findings: `metrics` holds scores of ",
          model[0].model, " and of ", one.model,
          "; the other predictors go into `baselines`");
    groups[0].second.push_back(&one);
  }
  for (const Metrics& one : baselines) {
    check(one.model != model[0].model, "findings: `baselines` holds scores of ",
          one.model, ", which is the model");
    const auto group =
        std::find_if(groups.begin(), groups.end(),
                     [&](const auto& g) { return g.first == one.model; });
    if (group == groups.end()) {
      groups.push_back({one.model, {&one}});
    } else {
      group->second.push_back(&one);
    }
  }
  std::vector<PredictorScores> predictors;
  for (auto& [name, metrics] : groups) {
    for (const Metrics* one : metrics) {
      check(
          one->genes == model[0].genes && one->transform == model[0].transform,
          "findings: ", name, " is scored on other genes or another target (",
          one->transform, ") than ", model[0].model, " (", model[0].transform,
          ")");
    }
    std::string kind;
    if (&name != &groups[0].first) {
      const auto found = plan.kinds.find(name);
      check(found != plan.kinds.end(), "findings: baseline '", name,
            "' has no kind; kinds = { \"", name,
            "=simple\" } says null, simple, oracle or ceiling");
      kind = found->second;
    }
    predictors.emplace_back(name, kind, std::move(metrics));
  }
  for (const PredictorScores& other : predictors) {
    for (const auto& [section, metrics] : predictors[0].sections()) {
      check(other.sections().contains(section), "findings: ", other.name(),
            " has no metrics of section ", section, ", ", predictors[0].name(),
            " has");
    }
    for (const auto& [section, metrics] : other.sections()) {
      check(predictors[0].sections().contains(section),
            "findings: ", predictors[0].name(), " has no metrics of section ",
            section, ", ", other.name(), " has");
    }
  }
  return predictors;
}

// Per-gene values of one section: what a distribution is drawn from.
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
  Json json{{"undefined", all - values.size()}, {"quantiles", nullptr}};
  if (values.empty()) {
    return json;
  }
  json["quantiles"] = Json::array();
  for (const double q : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0}) {
    json["quantiles"].push_back(quantile(values, q));
  }
  if (higher_is_better(metric)) {
    std::vector<int> counts(kBins, 0);
    for (const double value : values) {
      const int bin = static_cast<int>(std::floor((value + 1.0) / 2.0 * kBins));
      ++counts[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
    }
    json["histogram"] = counts;
  }
  return json;
}

Json reading_json(const PredictorScores& predictor, const std::string& reading,
                  const std::string& headline_metric,
                  const PatientOf& patient_of) {
  Json json{{"distribution", Json::object()}, {"cells", Json::object()}};
  for (const std::string& metric : kMetrics) {
    const auto values = predictor.by_section(reading, metric);
    Json entry = summary_json(over_sections(values, patient_of));
    entry["by_section"] = numbers_of(values);
    entry["by_patient"] = numbers_of(by_patient(values, patient_of));
    const auto spread = predictor.seed_sd(reading, metric);
    entry["seed_sd"] = spread ? json_number(*spread) : Json(nullptr);
    json["metrics"][metric] = std::move(entry);
  }
  GeneCounts total;
  for (const auto& [section, metrics] : predictor.sections()) {
    json["distribution"][section] =
        distribution(metrics, reading, headline_metric);
    for (const Metrics* one : metrics) {
      const GeneCounts counts = count_genes(one->reading(reading));
      total.undefined += counts.undefined;
      total.constant_measured += counts.constant_measured;
      total.constant_predicted += counts.constant_predicted;
      total.flat_predicted += counts.flat_predicted;
    }
    json["cells"][section] = metrics[0]->reading(reading).cells;
  }
  json["genes"] = {{"undefined", total.undefined},
                   {"constant_measured", total.constant_measured},
                   {"constant_predicted", total.constant_predicted},
                   {"flat_predicted", total.flat_predicted}};
  return json;
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

// Predictions that are one constant in tissue, by section.
Json collapse_json(const PredictorScores& model) {
  Json sections = Json::object();
  std::int64_t scored = 0;
  for (const auto& [section, metrics] : model.sections()) {
    for (const Metrics* one : metrics) {
      ++scored;
      const GeneCounts counts = count_genes(one->reading("tissue"));
      const auto varying = static_cast<std::int64_t>(one->genes.size()) -
                           counts.constant_measured;
      if (varying > 0 && 2 * counts.flat_predicted > varying) {
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

bool has_number(const PredictorScores& predictor, const std::string& reading,
                const std::string& metric) {
  return !std::isnan(
      mean_of_defined(values_of(predictor.by_section(reading, metric))));
}

// The model against every baseline in one reading and metric.
std::vector<Comparison> comparisons(
    const std::vector<PredictorScores>& predictors, const std::string& reading,
    const std::string& metric, double margin, const PatientOf& patient_of) {
  const PredictorScores& model = predictors[0];
  const bool undefined = !has_number(model, reading, metric);
  std::vector<Comparison> list;
  for (std::size_t i = 1; i < predictors.size(); ++i) {
    Comparison one =
        compare(predictors[i].name(), predictors[i].kind(),
                paired_gain(model, predictors[i], reading, metric, patient_of),
                margin, undefined);
    if (!undefined && !has_number(predictors[i], reading, metric)) {
      one.reason = "has no number in this reading: its prediction is constant";
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json comparison_json(const Comparison& one) {
  return {{"baseline", one.baseline},
          {"kind", one.kind},
          {"by_patient", numbers_of(one.by_unit)},
          {"summary", summary_json(one.summary)},
          {"verdict", words(one.verdict)},
          {"reason", one.reason}};
}

Json claim_json(const Claim& claim, const FindingsPlan& plan,
                const std::vector<PredictorScores>& predictors,
                const PatientOf& patient_of, int patients) {
  const PredictorScores& model = predictors[0];
  const std::string reading =
      claim.reading.empty() ? plan.reading : claim.reading;
  const auto values = model.by_section(reading, claim.metric);
  OurNumber ours;
  ours.over_units = over_sections(values, patient_of);
  ours.independent_units = patients;
  ours.seed_sd = model.seed_sd(reading, claim.metric);
  ours.seeds = model.seeds();
  ours.same_data = plan.same_data;
  ours.scope = plan.scope;
  ours.scope_note = plan.scope_note;
  ours.missing = plan.missing;
  const auto number = judge_number(claim, ours);

  // What it means is judged in the headline's reading, whatever was published.
  std::vector<Comparison> counting;
  Json against = Json::array();
  std::string silent_names;
  const auto all = comparisons(predictors, plan.reading, claim.metric,
                               claim.margin, patient_of);
  for (const std::string& name : claim.baselines) {
    const auto found =
        std::find_if(all.begin(), all.end(),
                     [&](const Comparison& c) { return c.baseline == name; });
    Comparison one;
    if (found != all.end()) {
      check(found->kind != "oracle" && found->kind != "ceiling",
            "findings: claim '", claim.claim, "' names the ", found->kind, " '",
            name,
            "' as a baseline; it uses the held-out measurement and is a "
            "reference only");
      one = *found;
    } else {
      one.baseline = name;
      one.reason = "was not run";
    }
    const bool silent = found != all.end() && one.summary.n == 0 &&
                        has_number(model, plan.reading, claim.metric);
    Json entry = comparison_json(one);
    entry["counts"] = !silent;
    against.push_back(std::move(entry));
    if (silent) {
      silent_names += concat("; ", name, " has no number in this reading");
    } else {
      counting.push_back(std::move(one));
    }
  }
  auto meaning = judge_meaning(counting);
  meaning.reason += silent_names;
  Json arithmetic = Json::array();
  for (const ArithmeticVerdict& one :
       judge_by_arithmetic(claim, higher_is_better(claim.metric))) {
    arithmetic.push_back({{"predictor", one.trivial.predictor},
                          {"value", json_number(one.trivial.value)},
                          {"how", one.trivial.how},
                          {"excluded", one.excluded}});
  }
  return {
      {"claim", claim.claim},
      {"published", claim.published},
      {"half_width",
       claim.half_width ? Json(*claim.half_width) : Json(nullptr)},
      {"units", claim.units ? Json(*claim.units) : Json(nullptr)},
      {"where", claim.where},
      {"cohort", claim.cohort},
      {"protocol", claim.protocol},
      {"metric", claim.metric},
      {"reading", reading},
      {"meaning_reading", plan.reading},
      {"margin", claim.margin},
      {"ours", summary_json(ours.over_units)},
      {"seed_sd", ours.seed_sd ? json_number(*ours.seed_sd) : Json(nullptr)},
      {"number",
       {{"verdict", words(number.verdict)}, {"reason", number.reason}}},
      {"meaning",
       {{"verdict", words(meaning.verdict)},
        {"reason", meaning.reason},
        {"against", against}}},
      {"arithmetic", arithmetic}};
}

}  // namespace

Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Metrics>& model,
                       const std::vector<Metrics>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims) {
  const std::vector<PredictorScores> predictors =
      grouped(plan, model, baselines);
  check(std::find(kMetrics.begin(), kMetrics.end(), plan.metric) !=
            kMetrics.end(),
        "findings: metric '", plan.metric, "' is not one of pearson.mean, ",
        "pearson.median, pearson.heg50, spearman.mean, spearman.median, ",
        "mae.mean, rmse.mean");
  PatientOf patient_of;
  for (const SectionUnit& one : sections) {
    patient_of[one.section] = one.patient;
  }
  std::set<std::string> patients;
  Json section_list = Json::array();
  for (const auto& [section, metrics] : predictors[0].sections()) {
    const auto patient = patient_of.find(section);
    check(patient != patient_of.end(), "findings: section ", section,
          " is scored, but no data set given names its patient");
    patients.insert(patient->second);
    section_list.push_back(
        {{"section", section},
         {"patient", patient->second},
         {"spots", metrics[0]->spots},
         {"tissue_fraction", metrics[0]->tissue_fraction()}});
  }

  const std::vector<std::string> genes =
      model.empty() ? std::vector<std::string>{} : model[0].genes;

  Findings findings;
  Json& out = findings.content;
  out["schema"] = 1;
  out["kind"] = "findings";
  out["title"] = plan.title;
  out["model"] = predictors[0].name();
  out["headline"] = {
      {"metric", plan.metric}, {"reading", plan.reading}, {"unit", plan.unit}};
  out["scope"] = {{"kind", plan.scope_name}, {"note", plan.scope_note}};
  out["stand_ins"] = plan.stand_ins;
  out["notes"] = plan.notes;
  out["missing"] = plan.missing;
  out["switches"] = plan.switches;
  out["data"] = {{"sections", section_list},
                 {"patients", patients.size()},
                 {"genes", genes.size()},
                 {"transform", model.empty() ? "" : model[0].transform}};
  if (!model.empty()) {
    out["data"]["grid"] = {model[0].grid_rows, model[0].grid_columns};
    out["data"]["target_row_shift"] = model[0].target_row_shift;
  }
  out["predictors"] = Json::array();
  for (const PredictorScores& predictor : predictors) {
    out["predictors"].push_back(predictor_json(predictor, plan, patient_of));
  }
  out["collapse"] = collapse_json(predictors[0]);
  out["mask"] = mask_json(predictors[0]);
  const double margin = claims.empty() ? 0.0 : claims[0].margin;
  out["comparisons"] = Json::array();
  for (const Comparison& one :
       comparisons(predictors, plan.reading, plan.metric, margin, patient_of)) {
    out["comparisons"].push_back(comparison_json(one));
  }
  out["claims"] = Json::array();
  for (const Claim& claim : claims) {
    out["claims"].push_back(claim_json(claim, plan, predictors, patient_of,
                                       static_cast<int>(patients.size())));
  }
  out["genes"] = {{"names", genes}};
  for (const PredictorScores& predictor : predictors) {
    Json column = Json::array();
    for (const double value : predictor.by_gene(plan.reading, plan.metric)) {
      column.push_back(json_number(value));
    }
    out["genes"]["by_predictor"][predictor.name()] = std::move(column);
  }
  out["maps"] = Json::array();
  return findings;
}

}  // namespace moonstain
