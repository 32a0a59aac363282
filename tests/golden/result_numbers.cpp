// What is compared by tolerance of each type of result.

#include <cmath>
#include <functional>
#include <span>
#include <variant>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/png.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/expression_copy_number.h"
#include "core/data/stored/features.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/latents.h"
#include "core/data/stored/locus_tests.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/pair_map.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/profiles.h"
#include "core/data/stored/slide_grid.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tissue_view.h"
#include "core/data/stored/transform.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/choice/candidate_choice.h"
#include "core/eval/downstream/enriched_terms.h"
#include "core/eval/downstream/gene_tests.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/eval/study/decision_study.h"
#include "core/learn/model.h"
#include "tests/golden/steps.h"

namespace moonstain {

namespace {

/// Number of values, their sum and sum of squares.
Json moments(std::span<const float> values) {
  double sum = 0, squares = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    squares += double{value} * value;
  }
  return {static_cast<double>(values.size()), sum, squares};
}

Json moments(const Matrix& matrix) {
  return moments(std::span(matrix.data(), matrix.size()));
}

/// The same of all numbers in a document.
Json moments(const Json& document) {
  std::vector<float> values;
  const std::function<void(const Json&)> collect = [&](const Json& value) {
    if (value.is_number()) values.push_back(value.get<float>());
    if (value.is_structured()) {
      for (const Json& element : value) collect(element);
    }
  };
  collect(document);
  return moments(std::span<const float>(values));
}

}  // namespace

Json numbers_of(const std::string& type, const fs::path& folder) {
  if (type == "Targets") return moments(Targets::read(folder).values);
  if (type == "Features") return moments(Features::read(folder).values);
  if (type == "Profiles") return moments(Profiles::read(folder).values);
  if (type == "Latents") return moments(Latents::read(folder).values);
  if (type == "Predictions") return moments(Predictions::read(folder).values);
  if (type == "GeneList") {
    const GeneList list = GeneList::read(folder);
    double letters = 0;
    for (const std::string& gene : list.genes) {
      for (const char letter : gene) letters += letter;
    }
    return {static_cast<double>(list.genes.size()), letters};
  }
  if (type == "LocusTests") {
    const LocusTests tests = LocusTests::read(folder);
    Matrix values = tests.p.cast<float>();
    values += tests.effect.cast<float>();
    Json out = moments(values);
    for (const LocusBin& bin : tests.bins) {
      out.push_back(bin.value);
      out.push_back(bin.chance);
    }
    return out;
  }
  if (type == "GeneTests") {
    const GeneTests tests = GeneTests::read(folder);
    return moments(
        Matrix(tests.t.array().isNaN().select(0, tests.t).cast<float>()));
  }
  if (type == "EnrichedTerms") {
    const EnrichedTerms terms = EnrichedTerms::read(folder);
    Json out = Json::array();
    for (const TermTest& one : terms.tests) {
      out.push_back(one.hits);
      out.push_back(one.p);
    }
    return out;
  }
  if (type == "DecisionStudy") {
    const DecisionStudy study = DecisionStudy::read(folder);
    Json out = Json::array();
    for (std::size_t i = 0; i < study.said.size(); ++i) {
      out.push_back(study.tests_below[i]);
      for (const std::int8_t one : study.said[i]) out.push_back(int{one});
    }
    return out;
  }
  if (type == "ExpressionCopyNumber") {
    const auto cells = ExpressionCopyNumber::read(folder);
    Json out = moments(cells.values);
    for (const double call : cells.calls.reshaped()) out.push_back(call);
    return out;
  }
  if (type == "GridValues") return moments(GridValues::read(folder).values);
  if (type == "Scores") {
    const Scores scores = Scores::read(folder);
    Json means = Json::array();
    for (const ScoreColumn& one : scores.columns) {
      if (find_metric_kind(one.name) == nullptr) continue;
      const double mean = metric_value(scores, one.reading,
                                       parse_metric(concat(one.name, ".mean")));
      if (std::isfinite(mean)) means.push_back(mean);
    }
    for (const ScoreColumn& one : scores.whole) {
      if (std::isfinite(one.values[0])) means.push_back(one.values[0]);
    }
    return means;
  }
  if (type == "Panel") {
    JsonWriter json;
    members(json, Panel::read(folder));
    return moments(json.take());
  }
  if (type == "Findings") return moments(Findings::read(folder).json());
  if (type == "Walk") return moments(Walk::read(folder).json());
  if (type == "SectionCopies") {
    return {static_cast<double>(SectionCopies::read(folder).copies.size())};
  }
  if (type == "CandidateChoice") {
    std::vector<double> numbers;
    for (const Candidate& one : CandidateChoice::read(folder).candidates) {
      numbers.push_back(one.score);
    }
    return numbers;
  }
  if (type == "RidgeModel") {
    return moments(RidgeModel::read(folder).ridge.weights.cast<float>());
  }
  if (type == "Model") {
    Json out = Json::array();
    const Model model = Model::read(folder);
    for (const Json& epoch : model.training.at("epochs")) {
      for (const Json& loss : epoch.at("losses")) out.push_back(loss);
    }
    return out;
  }
  if (type == "Patches") {
    const Patches patches = Patches::read(folder);
    double sum = 0;
    for (const auto value : patches.pixels) sum += value;
    return {static_cast<double>(patches.pixels.size()), sum};
  }
  if (type == "LabelImage") {
    const LabelImage image = LabelImage::read(folder);
    double sum = 0;
    for (const auto value : image.values) sum += value;
    return {static_cast<double>(image.labels), sum};
  }
  if (type == "NucleusCounts") {
    const NucleusCounts counts = NucleusCounts::read(folder);
    double sum = 0;
    for (const auto value : counts.distinct) sum += value;
    return {sum, counts.factor.sum()};
  }
  if (type == "SpotGraph") {
    const SpotGraph graph = SpotGraph::read(folder);
    double sum = 0;
    for (const auto node : graph.edges.reshaped()) {
      sum += static_cast<double>(node);
    }
    return {static_cast<double>(graph.edges.cols()), sum};
  }
  if (type == "SlideGrid") {
    const SlideGrid grid = SlideGrid::read(folder);
    return {static_cast<double>(grid.crop.x_px),
            static_cast<double>(grid.crop.y_px),
            static_cast<double>(grid.tile_width_px),
            static_cast<double>(grid.tile_height_px),
            static_cast<double>(grid.margin_across_px),
            static_cast<double>(grid.margin_down_px)};
  }
  if (type == "TissueView") {
    const TissueView view = TissueView::read(folder);
    double tissue = 0;
    for (const auto value : view.tissue) tissue += value;
    Json out = moments(std::span<const float>(view.haematoxylin));
    out.push_back(tissue);
    return out;
  }
  if (type == "Transform") {
    const Transform transform = Transform::read(folder);
    return {transform.correlation, transform.inside, transform.dice};
  }
  if (type == "PairMap") {
    const PairMap map = PairMap::read(folder);
    return {static_cast<double>(map.mapped_spots().size()), map.dice};
  }
  if (type == "CellTypes") {
    const CellTypes types = CellTypes::read(folder);
    double sum = 0;
    for (const auto value : types.index) sum += value;
    return {static_cast<double>(types.cells.size()), sum};
  }
  if (type == "Cohort") {
    const Cohort cohort = Cohort::read(folder);
    Json out = Json::array();
    for (const MeasuredMatrix& one : cohort.measured) {
      for (const Json& number : moments(one.values)) out.push_back(number);
    }
    for (const ClinicalColumn& one : cohort.clinical) {
      double sum = 0;
      if (const auto* numbers = std::get_if<0>(&one.values)) {
        for (const double value : *numbers) {
          sum += std::isfinite(value) ? value : 0;
        }
      } else {
        for (const auto& text : std::get<1>(one.values)) {
          sum = 3 * sum + static_cast<double>(text.size());
        }
      }
      out.push_back(sum);
    }
    return out;
  }
  if (type == "Dataset") {
    const Dataset dataset = Dataset::read(folder);
    double sum = 0;
    for (const auto value : dataset.counts.values) sum += value;
    return {static_cast<double>(dataset.spots.size()), sum};
  }
  if (type == "File") {
    double sum = 0;
    const std::string name = list_files(folder).at(0);
    const Picture picture = png_decode(read_file(folder / name), name);
    for (const auto value : picture.rgb) sum += value;
    return {static_cast<double>(picture.rgb.size()), sum};
  }
  fail("numbers_of: a result of type ", type,
       " is not exact; say what of it is compared");
}

}  // namespace moonstain
