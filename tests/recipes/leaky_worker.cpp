// A worker with the steps of core/data and core/eval, and steps that learn over
// sections: genes, a depth, a scale, an epoch. Each stands here twice: declared
// as what it is, and "blind_", where the input it learns from is declared as
// one that it only applies to (of `blind_median_depth`: as pictures alone).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/matrix.h"
#include "core/base/random.h"
#include "core/data/prepare/expression.h"
#include "core/data/source/synthetic.h"
#include "core/data/steps.h"
#include "core/engine/worker/worker.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/steps.h"

namespace moonstain {
namespace {

// The rows of all parts, one below the other.
Matrix stacked(const std::vector<MatrixView>& parts) {
  Eigen::Index rows = 0;
  for (const MatrixView& part : parts) rows += part.rows();
  Matrix all(rows, parts.front().cols());
  Eigen::Index row = 0;
  for (const MatrixView& part : parts) {
    all.middleRows(row, part.rows()) = part;
    row += part.rows();
  }
  return all;
}

struct GeneChoice {
  static constexpr std::string_view kType = "GeneChoice";
  std::vector<std::string> genes;

  static GeneChoice read(const fs::path& folder) {
    return {parse_gene_list(read_file(folder / "genes"), "genes")};
  }
  void write(const fs::path& folder) const {
    std::string text;
    for (const std::string& gene : genes) text += gene + "\n";
    write_file(folder / "genes", text);
  }
};

struct Depth {
  static constexpr std::string_view kType = "Depth";
  double counts = 0;

  static Depth read(const fs::path& folder) {
    return {std::stod(read_file(folder / "counts"))};
  }
  void write(const fs::path& folder) const {
    write_file(folder / "counts", concat(counts));
  }
};

struct FeatureScale {
  static constexpr std::string_view kType = "FeatureScale";
  Eigen::RowVectorXd mean, sd;

  static FeatureScale read(const fs::path& folder) {
    const std::string bytes = read_file(folder / "scale");
    const auto count = static_cast<Eigen::Index>(bytes.size() / 16);
    const auto* values = reinterpret_cast<const double*>(bytes.data());
    return {Eigen::Map<const Eigen::RowVectorXd>(values, count),
            Eigen::Map<const Eigen::RowVectorXd>(values + count, count)};
  }
  void write(const fs::path& folder) const {
    std::string bytes(static_cast<std::size_t>(mean.size()) * 16, '\0');
    auto* values = reinterpret_cast<double*>(bytes.data());
    std::copy(mean.data(), mean.data() + mean.size(), values);
    std::copy(sd.data(), sd.data() + sd.size(), values + mean.size());
    write_file(folder / "scale", bytes);
  }
};

/// An input that a step learns from, or says that it only applies to.
template <typename T>
StepKind learning(StepKind kind, bool blind, Learned learned,
                  const std::string& input) {
  return blind ? std::move(kind).applies_many<T>(input, "sections")
               : std::move(kind).learns_many<T>(input, learned, "sections");
}

std::string named(const std::string& name, bool blind) {
  return (blind ? "blind_" : "") + name;
}

struct GeneChoiceOptions {
  std::int64_t count = 5;
};

/// The genes whose count varies most from spot to spot.
StepKind chosen_genes_step(bool blind) {
  return learning<Dataset>(
             StepKind(named("chosen_genes", blind), 1, "Most variable genes."),
             blind, Learned::selection, "dataset")
      .option("count", &GeneChoiceOptions::count, "how many", {1, {}})
      .makes<GeneChoice>([](const Inputs& in, const Options& options) {
        std::map<std::string, std::pair<double, double>> moments;
        double spots = 0;
        for (const Dataset& dataset : in.list<Dataset>("dataset")) {
          spots += static_cast<double>(dataset.spots.size());
          for (const std::string& gene : dataset.genes) moments[gene];
          for (std::size_t k = 0; k < dataset.counts.values.size(); ++k) {
            auto& [sum, squares] =
                moments[dataset.genes[static_cast<std::size_t>(
                    dataset.counts.columns[k])]];
            const double count = dataset.counts.values[k];
            sum += count;
            squares += count * count;
          }
        }
        std::vector<std::pair<double, std::string>> order;
        for (const auto& [gene, sums] : moments) {
          const double mean = sums.first / spots;
          order.emplace_back(mean * mean - sums.second / spots, gene);
        }
        std::sort(order.begin(), order.end());
        GeneChoice choice;
        const auto count = options.as<GeneChoiceOptions>().count;
        for (std::int64_t i = 0; i < count; ++i) {
          choice.genes.push_back(order.at(static_cast<std::size_t>(i)).second);
        }
        return choice;
      });
}

/// What counts are scaled to: the median over spots, whatever their order. The
/// second one says that it sees no labels.
StepKind median_depth_step(bool blind) {
  return StepKind(named("median_depth", blind), 1, "Median of totals.")
      .learns_many<Dataset>(
          "dataset", blind ? Learned::input : Learned::selection, "sections")
      .makes<Depth>([](const Inputs& in, const Options&) {
        std::vector<double> totals;
        for (const Dataset& dataset : in.list<Dataset>("dataset")) {
          for (std::size_t s = 0; s < dataset.spots.size(); ++s) {
            double total = 0;
            for (auto k = dataset.counts.row_starts[s];
                 k < dataset.counts.row_starts[s + 1]; ++k) {
              total += dataset.counts.values[static_cast<std::size_t>(k)];
            }
            totals.push_back(total);
          }
        }
        std::sort(totals.begin(), totals.end());
        return Depth{totals.at(totals.size() / 2)};
      });
}

StepKind chosen_targets_step() {
  return StepKind("chosen_targets", 1, "Targets of chosen genes.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "counts of a section")
      .applies<GeneChoice>("genes", "which genes")
      .applies<Depth>("depth", "what a spot's total is scaled to")
      .makes<Targets>([](const Inputs& in, const Options&) {
        return normalise(in.get<Dataset>("dataset"),
                         in.get<GeneChoice>("genes").genes, Total::all,
                         in.get<Depth>("depth").counts, Log::ln_1p);
      });
}

StepKind feature_scale_step(bool blind) {
  return learning<Features>(StepKind(named("feature_scale", blind), 1,
                                     "Means and deviations."),
                            blind, Learned::input, "features")
      .makes<FeatureScale>([](const Inputs& in, const Options&) {
        std::vector<MatrixView> parts;
        const auto features = in.list<Features>("features");
        for (const Features& part : features) parts.push_back(part.values);
        const MatrixD rows = stacked(parts).cast<double>();
        FeatureScale scale;
        scale.mean = rows.colwise().mean();
        const MatrixD centred = rows.rowwise() - scale.mean;
        scale.sd = (centred.array().square().colwise().mean() + 1e-9).sqrt();
        return scale;
      });
}

StepKind scaled_features_step() {
  return StepKind("scaled_features", 1, "Features of mean 0, deviation 1.")
      .applies<Features>("features", "of a section")
      .applies<FeatureScale>("scale", "means and deviations")
      .makes<Features>([](const Inputs& in, const Options&) {
        Features out = in.get<Features>("features");
        const auto scale = in.get<FeatureScale>("scale");
        const MatrixD rows = (out.values.cast<double>().rowwise() - scale.mean)
                                 .array()
                                 .rowwise() /
                             scale.sd.array();
        out.values = rows.cast<float>();
        return out;
      });
}

struct DescentOptions {
  std::int64_t epochs = 10;
};

/// Gradient descent on the squared error; with held-out sections, the epoch
/// that does best on them.
StepKind descent_model_step(bool blind) {
  StepKind fitted =
      StepKind(named("descent_model", blind), 1, "Least squares by descent.")
          .learns_many<Features>("features", Learned::input, "training")
          .learns_many<Targets>("targets", Learned::label, "training");
  StepKind with_features = learning<Features>(
      std::move(fitted), blind, Learned::selection, "held_out_features");
  return learning<Targets>(std::move(with_features).optional(), blind,
                           Learned::selection, "held_out_targets")
      .optional()
      .option("epochs", &DescentOptions::epochs, "passes", {1, {}})
      .makes<RidgeModel>([](const Inputs& in, const Options& options) {
        const auto rows_of = [&](const std::string& name, auto tag) {
          using T = decltype(tag);
          std::vector<T> list;
          if (in.has(name)) list = in.list<T>(name);
          std::vector<MatrixView> parts;
          for (const T& part : list) parts.push_back(part.values);
          return parts.empty() ? MatrixD()
                               : MatrixD(stacked(parts).cast<double>());
        };
        const MatrixD x = rows_of("features", Features{});
        const MatrixD y = rows_of("targets", Targets{});
        const MatrixD test_x = rows_of("held_out_features", Features{});
        const MatrixD test_y = rows_of("held_out_targets", Targets{});
        RidgeModel model;
        model.encoder = in.list<Features>("features").front().encoder;
        model.genes = in.list<Targets>("targets").front().variables;
        model.ridge.alpha = 1;
        model.ridge.rows = x.rows();
        model.ridge.feature_mean = Eigen::VectorXd::Zero(x.cols());
        model.ridge.feature_scale = Eigen::VectorXd::Ones(x.cols());
        const Eigen::RowVectorXd mean = y.colwise().mean();
        model.ridge.target_mean = mean.transpose();
        MatrixD weights = MatrixD::Zero(x.cols(), y.cols());
        double best = std::numeric_limits<double>::infinity();
        const auto epochs = options.as<DescentOptions>().epochs;
        for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
          const MatrixD error = (x * weights).rowwise() + mean - y;
          weights -=
              0.3 / static_cast<double>(x.rows()) * (x.transpose() * error);
          double now = -static_cast<double>(epoch);
          if (test_x.rows() > 0) {
            now =
                (((test_x * weights).rowwise() + mean) - test_y).squaredNorm();
          }
          if (now >= best) continue;
          best = now;
          model.ridge.weights = weights;
        }
        return model;
      });
}

struct NoiseOptions {
  std::int64_t side = 4;
};

/// Made up without an input, so that nothing of it can be replaced.
StepKind noise_features_step() {
  return StepKind("noise_features", 1, "Features that mean nothing.")
      .option("section", &SyntheticOptions::section, "name of the section")
      .required()
      .option("patient", &SyntheticOptions::patient,
              "patient, with a number at its end")
      .required()
      .option("side", &NoiseOptions::side, "spots along a side", {2, 512})
      .makes<Features>([](const Inputs&, const Options& options) {
        auto made_up = options.as<SyntheticOptions>();
        made_up.side = options.as<NoiseOptions>().side;
        Features out;
        out.section = made_up.section;
        out.encoder = "noise";
        out.spots = synthetic_dataset(made_up).spots;
        out.values.resize(static_cast<Eigen::Index>(out.spots.size()), 3);
        RandomStream stream(1, "noise_features", out.section);
        for (Eigen::Index i = 0; i < out.values.size(); ++i) {
          out.values.data()[i] = static_cast<float>(stream.uniform());
        }
        return out;
      });
}

std::vector<StepKind> leaky_steps() {
  std::vector<StepKind> steps = data_steps();
  for (StepKind& step : eval_steps()) steps.push_back(std::move(step));
  for (const bool blind : {false, true}) {
    steps.push_back(chosen_genes_step(blind));
    steps.push_back(median_depth_step(blind));
    steps.push_back(feature_scale_step(blind));
    steps.push_back(descent_model_step(blind));
  }
  steps.push_back(chosen_targets_step());
  steps.push_back(scaled_features_step());
  steps.push_back(noise_features_step());
  return steps;
}

}  // namespace
}  // namespace moonstain

int main(int count, char** words) {
  return moonstain::worker_main(moonstain::leaky_steps(), {}, count, words);
}
