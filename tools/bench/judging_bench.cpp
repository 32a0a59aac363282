// What judging takes, a JSON line a case: no peer does the same.
//
//   judging_bench
//
//   bootstrap  10,000 draws of 100 units in 36 clusters
//   walk       64 arms of 36 sections x 785 genes, seven predictors
//   scores     expression_scores of 5,000 spots x 18,000 genes on a grid
#include <iostream>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/stats/bootstrap.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

template <typename Body>
void measure(std::string_view name, Body body) {
  const Stopwatch watch;
  const double sum = body();
  std::cout << concat("{\"case\": \"", name, "\", ",
                      sample_members(watch.elapsed()), ", \"sum\": ", sum,
                      "}\n");
}

double bootstrapped() {
  RandomStream random(1, "judging_bench", "bootstrap");
  std::vector<double> values;
  std::vector<std::string> clusters;
  for (int unit = 0; unit < 100; ++unit) {
    values.push_back(random.normal());
    clusters.push_back(concat("P", unit % 36));
  }
  return bootstrap(clusters_of(values, clusters), 10'000, 1, "judging_bench")
      .studentised.low;
}

Findings arm_of(RandomStream& random) {
  constexpr int kPredictors = 7, kSections = 36, kGenes = 785;
  Findings made;
  made.headline = {"pearson.mean", "tissue", "section", Averaging::units};
  HeadlineCells& cells = made.cells;
  cells.metric = "pearson.mean";
  for (int i = 0; i < kPredictors; ++i) {
    cells.predictors.push_back(concat("p", i));
    made.predictors.push_back({concat("p", i), PredictorKind::model, 1, {}});
  }
  for (int i = 0; i < kSections; ++i) {
    cells.units.push_back(concat("s", i));
    cells.clusters.push_back(concat("P", i / 5));
    cells.folds.emplace_back();
    made.data.units.push_back({cells.units.back(), "", "", {}});
  }
  for (int i = 0; i < kGenes; ++i) cells.items.push_back(concat("g", i));
  cells.values.resize(std::size_t{kPredictors} * kSections * kGenes);
  for (double& value : cells.values) value = random.uniform();
  cells.counts.assign(std::size_t{kSections} * kGenes, 1);
  return made;
}

void measure_walk() {
  RandomStream random(1, "judging_bench", "walk");
  std::vector<WalkSwitch> switches;
  std::vector<Arm> arms;
  std::vector<Findings> findings;
  for (int i = 0; i < 6; ++i) {
    switches.push_back({concat("s", i), SwitchKind::scoring, "p", "a", ""});
  }
  for (int turned = 0; turned < 64; ++turned) {
    Arm arm;
    for (int i = 0; i < 6; ++i) arm += (turned >> i & 1) == 1 ? 'a' : 'p';
    arms.push_back(arm);
    findings.push_back(arm_of(random));
  }
  measure("walk", [&] {
    return make_walk(switches, arms, findings)
        .bars.at("p0")
        .bars.at(0)
        .estimate.value;
  });
}

void measure_scores() {
  constexpr int kSpots = 5000, kGenes = 18'000;
  Predictions predictions;
  Targets targets;
  GridMap grid;
  predictions.about = targets.about = grid.section = "s";
  grid.rows = 80;
  grid.columns = 64;
  grid.kept_row_begin = 1;
  grid.kept_row_end = 79;
  for (int spot = 0; spot < kSpots; ++spot) {
    targets.names.push_back(concat("spot", spot));
    grid.row.push_back(spot / 64);
    grid.column.push_back(spot % 64);
  }
  predictions.names = grid.spots = targets.names;
  for (int gene = 0; gene < kGenes; ++gene) {
    targets.variables.push_back(concat("g", gene));
  }
  predictions.variables = targets.variables;
  predictions.values.resize(kSpots, kGenes);
  targets.values.resize(kSpots, kGenes);
  RandomStream random(1, "judging_bench", "scores");
  for (Eigen::Index i = 0; i < targets.values.size(); ++i) {
    const double drawn = random.uniform();
    predictions.values.data()[i] = static_cast<float>(drawn);
    targets.values.data()[i] =
        drawn < 0.7 ? 0.F : static_cast<float>(random.uniform());
  }
  measure("scores", [&] {
    return expression_scores(predictions, targets, {&grid})
        .column("tissue", "pearson")
        .sum();
  });
}

}  // namespace
}  // namespace moonstain

int main() {
  moonstain::measure("bootstrap", moonstain::bootstrapped);
  moonstain::measure_walk();
  moonstain::measure_scores();
  return 0;
}
