#include "core/eval/export/tables.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/export/csv.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {
namespace {

constexpr std::string_view kTables[] = {"Dataset", "Predictions", "Targets",
                                        "Features", "Scores"};

std::string wide_table(std::string_view row_noun,
                       const std::vector<std::string>& rows,
                       const std::vector<std::string>& columns,
                       const Matrix& values) {
  std::vector<std::string> header{std::string(row_noun)};
  header.insert(header.end(), columns.begin(), columns.end());
  CsvText out(header);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out.field(rows[row]);
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      out.field(values(static_cast<Eigen::Index>(row), column));
    }
    out.end_row();
  }
  return out.text();
}

std::string observations_table(const Observations& table) {
  return wide_table(word_of(table.unit_kind), table.names, table.variables,
                    table.values);
}

std::vector<CsvFile> dataset_tables(const StoredValue& value) {
  const Dataset dataset = Dataset::read(value.folder);
  CsvText spots({"spot", "array_x", "array_y", "x_px", "y_px"});
  CsvText counts({"spot", "gene", "count"});
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto row = static_cast<Eigen::Index>(spot);
    spots.field(dataset.spots[spot])
        .field(dataset.array_xy(row, 0))
        .field(dataset.array_xy(row, 1))
        .field(dataset.pixel_xy(row, 0))
        .field(dataset.pixel_xy(row, 1))
        .end_row();
    const auto end =
        static_cast<std::size_t>(dataset.counts.row_starts[spot + 1]);
    for (auto at = static_cast<std::size_t>(dataset.counts.row_starts[spot]);
         at < end; ++at) {
      const auto gene = static_cast<std::size_t>(dataset.counts.columns[at]);
      counts.field(dataset.spots[spot])
          .field(dataset.genes[gene])
          .field(dataset.counts.values[at])
          .end_row();
    }
  }
  return {{value.name + ".spots.csv", spots.text()},
          {value.name + ".counts.csv", counts.text()}};
}

std::vector<CsvFile> features_tables(const StoredValue& value) {
  const Features features = Features::read(value.folder);
  std::vector<std::string> columns;
  for (Eigen::Index i = 0; i < features.values.cols(); ++i) {
    columns.push_back(concat("f", i));
  }
  return {{value.name + ".csv",
           wide_table("spot", features.spots, columns, features.values)}};
}

std::vector<CsvFile> scores_tables(const StoredValue& value) {
  const Scores scores = Scores::read(value.folder);
  std::vector<std::string> header{scores.item};
  for (const ScoreColumn& column : scores.columns) {
    header.push_back(concat(column.reading, ".", column.name));
  }
  CsvText items(header);
  for (std::size_t item = 0; item < scores.items.size(); ++item) {
    items.field(scores.items[item]);
    for (const ScoreColumn& column : scores.columns) {
      items.field(column.values[static_cast<Eigen::Index>(item)]);
    }
    items.end_row();
  }
  CsvText unit({"predictor", "unit", "reading", "name", "value"});
  const auto say = [&](const std::string& reading, const std::string& name,
                       auto number) {
    unit.field(scores.predictor.name)
        .field(scores.unit)
        .field(reading)
        .field(name)
        .field(number)
        .end_row();
  };
  for (const auto& [reading, places] : scores.places) {
    say(reading, "places", places);
  }
  for (const ScoreColumn& one : scores.whole) {
    say(one.reading, one.name, one.values[0]);
  }
  for (const auto& [name, number] : scores.facts) say("", name, number);
  return {{value.name + ".csv", items.text()},
          {value.name + ".unit.csv", unit.text()}};
}

void add_estimate(CsvText& out, const Estimate& estimate) {
  out.field(estimate.value);
  const double none = std::numeric_limits<double>::quiet_NaN();
  out.field(estimate.interval ? estimate.interval->low : none);
  out.field(estimate.interval ? estimate.interval->high : none);
  out.field(estimate.of_what());
  out.field(estimate.units).field(estimate.undefined).field(estimate.clusters);
}

std::string predictors_table(const Findings& findings) {
  CsvText out({"predictor", "kind", "seeds", "reading", "metric", "value",
               "low", "high", "of", "units", "undefined_units", "clusters",
               "undefined_counted", "seed_sd"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const PredictorFindings& predictor : findings.predictors) {
    for (const auto& [reading, scores] : predictor.readings) {
      for (const auto& [metric, one] : scores.metrics) {
        out.field(predictor.name)
            .field(word_of(predictor.kind))
            .field(predictor.seeds)
            .field(reading)
            .field(metric);
        add_estimate(out, one.estimate);
        out.field(one.counted.value_or(none))
            .field(one.seed_sd.value_or(none))
            .end_row();
      }
    }
  }
  return out.text();
}

std::string units_table(const Findings& findings) {
  CsvText out({"predictor", "reading", "metric", "unit", "value"});
  for (const PredictorFindings& predictor : findings.predictors) {
    for (const auto& [reading, scores] : predictor.readings) {
      for (const auto& [metric, one] : scores.metrics) {
        for (const auto& [unit, number] : one.by_unit) {
          out.field(predictor.name)
              .field(reading)
              .field(metric)
              .field(unit)
              .field(number)
              .end_row();
        }
      }
    }
  }
  return out.text();
}

std::string items_table(const Findings& findings) {
  std::vector<std::string> header{findings.data.item};
  for (const auto& [predictor, values] : findings.items.by_predictor) {
    header.push_back(predictor);
  }
  CsvText out(header);
  for (std::size_t item = 0; item < findings.items.names.size(); ++item) {
    out.field(findings.items.names[item]);
    for (const auto& [predictor, values] : findings.items.by_predictor) {
      out.field(values[item]);
    }
    out.end_row();
  }
  return out.text();
}

std::string claims_table(const Findings& findings) {
  CsvText out({"claim", "predictor", "published", "where", "cohort", "metric",
               "reading", "value", "low", "high", "of", "units",
               "undefined_units", "clusters", "number_verdict", "number_reason",
               "meaning_verdict", "meaning_reason"});
  for (const JudgedClaim& claim : findings.claims) {
    out.field(claim.claim)
        .field(claim.whose(findings.model))
        .field(claim.published_text)
        .field(claim.where)
        .field(claim.cohort)
        .field(claim.metric)
        .field(claim.reading);
    add_estimate(out, claim.ours);
    out.field(word_of(claim.number.verdict))
        .field(claim.number.reason)
        .field(word_of(claim.meaning.verdict))
        .field(claim.meaning.reason)
        .end_row();
  }
  return out.text();
}

std::vector<CsvFile> walk_tables(const StoredValue& value) {
  const Walk walk = Walk::read(value.folder);
  CsvText arms({"arm", "predictor", "value"});
  for (const auto& [arm, one] : walk.arms) {
    for (const auto& [predictor, number] : one.values) {
      arms.field(arm).field(predictor).field(number).end_row();
    }
  }
  CsvText bars({"predictor", "switch", "value", "low", "high", "of", "units",
                "undefined_units", "clusters", "least", "most", "orders"});
  for (const auto& [predictor, set] : walk.bars) {
    for (std::size_t i = 0; i < set.bars.size(); ++i) {
      const Bar& bar = set.bars[i];
      bars.field(predictor).field(walk.switches[i].name);
      add_estimate(bars, bar.estimate);
      bars.field(bar.least).field(bar.most).field(bar.orders).end_row();
    }
  }
  std::vector<CsvFile> files{{value.name + ".arms.csv", arms.text()},
                             {value.name + ".bars.csv", bars.text()}};
  for (const auto& [end, findings] : {std::pair{".published", &walk.published},
                                      std::pair{".audited", &walk.audited}}) {
    for (CsvFile& file : findings_tables(value.name + end, *findings)) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

bool has_tables(std::string_view type) {
  return type == Findings::kType || type == Walk::kType ||
         std::find(std::begin(kTables), std::end(kTables), type) !=
             std::end(kTables);
}

std::vector<CsvFile> findings_tables(const std::string& name,
                                     const Findings& findings) {
  return {{name + ".predictors.csv", predictors_table(findings)},
          {name + ".units.csv", units_table(findings)},
          {name + ".items.csv", items_table(findings)},
          {name + ".claims.csv", claims_table(findings)}};
}

std::vector<CsvFile> csv_files(const StoredValue& value) {
  if (value.type == Dataset::kType) return dataset_tables(value);
  if (value.type == Predictions::kType) {
    return {{value.name + ".csv",
             observations_table(Predictions::read(value.folder))}};
  }
  if (value.type == Targets::kType) {
    return {
        {value.name + ".csv", observations_table(Targets::read(value.folder))}};
  }
  if (value.type == Features::kType) return features_tables(value);
  if (value.type == Scores::kType) return scores_tables(value);
  if (value.type == Walk::kType) return walk_tables(value);
  check(value.type == Findings::kType, value.name, ": is a ", value.type,
        ", which has no tables");
  return findings_tables(value.name, Findings::read(value.folder));
}

}  // namespace moonstain
