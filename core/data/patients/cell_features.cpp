#include "core/data/patients/cell_features.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/patients/cell_inputs.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/spatial/all_pairs.h"
#include "core/stats/spatial/moran.h"
#include "core/stats/spatial/neighbour_correlation.h"
#include "core/stats/spatial/ripley.h"

namespace moonstain {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kRadiusSteps = 512;

// A matrix of one patient that grows by name and value.
struct Row {
  std::vector<std::string> names;
  std::vector<double> values;

  void add(std::string name, double value) {
    names.push_back(std::move(name));
    values.push_back(value);
  }
};

class Features {
 public:
  Features(const CellTable& cells, const CellFeatureOptions& options)
      : cells_(cells), options_(options), places_(cells.genes) {
    for (std::size_t one = 0; one < cells.classes.size(); ++one) {
      counts_.push_back(cells.of_type(static_cast<std::int32_t>(one)));
      typed_ += counts_.back();
    }
  }

  std::int64_t typed() const { return typed_; }
  /// Cells that the border rule keeps out; nothing where it was not asked for.
  std::optional<std::int64_t> beside_border() const { return beside_border_; }

  Row proportions() const {
    Row out;
    each_type([&](const std::string& name, std::size_t a) {
      out.add(name, typed_ > 0 ? count(a) / static_cast<double>(typed_) : kNan);
    });
    return out;
  }

  Row ratios() const {
    Row out;
    each_two([&](const std::string& a, const std::string& b, std::size_t i,
                 std::size_t j) {
      const bool both = counts_[i] > 0 && counts_[j] > 0;
      out.add(concat(a, "/", b),
              std::log2(1 + (both ? count(i) / count(j)
                                  : (count(i) + 1) / (count(j) + 2))));
    });
    return out;
  }

  // `of` one column of the cells of a type.
  Row by_type(const std::vector<std::string>& genes,
              const std::function<double(const Eigen::ArrayXd&)>& of) const {
    Row out;
    each_type([&](const std::string& name, std::size_t type) {
      const MatrixD values = within(type, genes);
      for (std::size_t gene = 0; gene < genes.size(); ++gene) {
        const auto column = static_cast<Eigen::Index>(gene);
        out.add(concat(name, "--", genes[gene]),
                values.rows() > 0 ? of(values.col(column).array()) : kNan);
      }
    });
    return out;
  }

  Row correlations(const std::vector<std::string>& genes) const {
    Row out;
    each_type([&](const std::string& name, std::size_t type) {
      MatrixD values = within(type, genes);
      const bool any = values.rows() > 0;
      if (any) values.rowwise() -= values.colwise().mean().eval();
      for (std::size_t i = 0; i < genes.size(); ++i) {
        for (std::size_t j = i + 1; j < genes.size(); ++j) {
          const auto x = values.col(static_cast<Eigen::Index>(i));
          const auto y = values.col(static_cast<Eigen::Index>(j));
          const double squares = any ? x.squaredNorm() * y.squaredNorm() : 0;
          // Of a constant the mean in float64 is the constant itself.
          out.add(concat(name, "--", genes[i], "--", genes[j]),
                  squares > 0 ? x.dot(y) / std::sqrt(squares) : kNan);
        }
      }
    });
    return out;
  }

  Row bulk() const {
    return by_gene(cells_.values.cast<double>().colwise().mean().transpose());
  }

  Row l_excess() const {
    const auto types = static_cast<std::int64_t>(counts_.size());
    Row out;
    if (types == 0) return out;
    const CrossL curves = cross_l(cells_.points, cells_.type, types,
                                  options_.reach_px, kRadiusSteps);
    each_type([&](const std::string& from, std::size_t a) {
      each_type([&](const std::string& to, std::size_t b) {
        const bool enough =
            counts_[a] > options_.more_than && counts_[b] > options_.more_than;
        out.add(concat(from, "->", to),
                enough ? curves.mean_excess(static_cast<std::int64_t>(a),
                                            static_cast<std::int64_t>(b))
                       : kNan);
      });
    });
    return out;
  }

  Row interactions() const {
    const auto types = static_cast<std::int64_t>(counts_.size());
    const auto pairs = close_pairs_by_type(cells_.points, cells_.type, types,
                                           options_.reach_px);
    double total = 0;
    for (std::int64_t a = 0; a < types; ++a) {
      for (std::int64_t b = a; b < types; ++b) {
        total += static_cast<double>(pairs(a, b));
      }
    }
    Row out;
    for (std::int64_t a = 0; a < types; ++a) {
      for (std::int64_t b = a; b < types; ++b) {
        out.add(concat(cells_.classes[a], "--", cells_.classes[b]),
                total > 0 ? static_cast<double>(pairs(a, b)) / total : kNan);
      }
    }
    return out;
  }

  Row morans() const {
    if (options_.moran_neighbours == 0) {
      return by_gene(morans_i_all_pairs(cells_.points, cells_.values));
    }
    if (static_cast<std::int64_t>(cells_.size()) <=
        std::max<std::int64_t>(options_.moran_neighbours, 2)) {
      return by_gene(Eigen::VectorXd::Constant(cells_.values.cols(), kNan));
    }
    return by_gene(
        morans_i(cells_.values,
                 nearest_weights(cells_.points, options_.moran_neighbours))
            .index);
  }

  Row neighbours() {
    const NeighbourCorrelation found =
        neighbour_correlation(cells_.points, cells_.values);
    beside_border_ = static_cast<std::int64_t>(cells_.size()) - found.kept;
    return by_gene(found.correlation);
  }

 private:
  double count(std::size_t type) const {
    return static_cast<double>(counts_[type]);
  }
  template <typename Body>
  void each_type(Body body) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      body(cells_.classes[i], i);
    }
  }
  template <typename Body>
  void each_two(Body body) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      for (std::size_t j = i + 1; j < counts_.size(); ++j) {
        body(cells_.classes[i], cells_.classes[j], i, j);
      }
    }
  }

  Row by_gene(const Eigen::VectorXd& values) const {
    return {cells_.genes, {values.begin(), values.end()}};
  }

  // [cells of the type, genes]; without a row where the type has too few cells,
  // NaN of a gene that there is not.
  MatrixD within(std::size_t type,
                 const std::vector<std::string>& genes) const {
    const auto columns = static_cast<Eigen::Index>(genes.size());
    if (counts_[type] <= options_.more_than) return MatrixD(0, columns);
    MatrixD out(counts_[type], columns);
    for (Eigen::Index column = 0; column < columns; ++column) {
      const auto place = places_.find(genes[static_cast<std::size_t>(column)]);
      Eigen::Index row = 0;
      for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
        if (cells_.type[cell] != static_cast<std::int32_t>(type)) continue;
        out(row++, column) =
            place ? double{cells_.values(static_cast<Eigen::Index>(cell),
                                         static_cast<Eigen::Index>(*place))}
                  : kNan;
      }
    }
    return out;
  }

  const CellTable& cells_;
  const CellFeatureOptions& options_;
  Places places_;
  std::vector<std::int64_t> counts_;
  std::int64_t typed_ = 0;
  std::optional<std::int64_t> beside_border_;
};

CellFeature feature_of(const std::string& word) {
  const auto feature = kind_of<CellFeature>(word);
  check(feature.has_value(), "cell_features: no feature '", word, "'",
        did_you_mean(word, all_words<CellFeature>()), "; there are ",
        listed(all_words<CellFeature>()));
  return *feature;
}

void check_given(const std::vector<std::string>& genes, const char* input,
                 const std::string& word) {
  check(!genes.empty(), "cell_features: ", word, " needs a list of genes, the ",
        "input '", input, "', which variable_cell_genes makes; or leave ", word,
        " out of `features`");
}

Row row_of(CellFeature feature, const std::string& word, Features& of,
           const CellFeatureOptions& options,
           const std::vector<std::string>& genes,
           const std::vector<std::string>& correlation_genes) {
  switch (feature) {
    case CellFeature::proportion_raw:
      return of.proportions();
    case CellFeature::proportion_ratio:
      return of.ratios();
    case CellFeature::gene_mean_celltype:
      check_given(genes, "genes", word);
      return of.by_type(genes, [](const auto& x) { return x.mean(); });
    case CellFeature::gene_prop_celltype:
      check_given(genes, "genes", word);
      return of.by_type(genes, [&](const Eigen::ArrayXd& x) {
        // A gene that there is not is no gene that is not expressed.
        if (!x.allFinite()) return kNan;
        return static_cast<double>((x > options.expressed_above).count()) /
               static_cast<double>(x.size());
      });
    case CellFeature::gene_cor_celltype:
      check_given(correlation_genes, "correlation_genes", word);
      return of.correlations(correlation_genes);
    case CellFeature::gene_mean_bulk:
      return of.bulk();
    case CellFeature::l_stats:
      return of.l_excess();
    case CellFeature::celltype_interaction:
      return of.interactions();
    case CellFeature::morans_i:
      return of.morans();
    case CellFeature::nn_correlation:
      return of.neighbours();
  }
  return {};
}

}  // namespace

Cohort cell_features(const CellTable& cells, const CellFeatureOptions& options,
                     const std::vector<std::string>& genes,
                     const std::vector<std::string>& correlation_genes) {
  check(!options.features.empty(),
        "cell_features: `features` names none, expected at least one of ",
        listed(all_words<CellFeature>()));
  check_unique("cell_features", "feature", options.features);
  Cohort out{cells.section, {cells.patient}};
  Features of(cells, options);
  std::vector<ClinicalColumn> undefined;
  for (const std::string& word : options.features) {
    const Row row =
        row_of(feature_of(word), word, of, options, genes, correlation_genes);
    MeasuredMatrix matrix{word, row.names, {}};
    matrix.values.resize(1, static_cast<Eigen::Index>(row.values.size()));
    double missing = 0;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      matrix.values(0, static_cast<Eigen::Index>(i)) =
          static_cast<float>(row.values[i]);
      missing += std::isnan(row.values[i]) ? 1 : 0;
    }
    undefined.push_back(
        {concat("undefined_", word), std::vector<double>{missing}});
    out.measured.push_back(std::move(matrix));
  }
  const auto number = [&](std::string name, std::int64_t value) {
    out.clinical.push_back(
        {std::move(name), std::vector<double>{static_cast<double>(value)}});
  };
  const auto all = static_cast<std::int64_t>(cells.size());
  number("cells", all);
  number("cells_without_type", all - of.typed());
  if (of.beside_border()) number("cells_beside_border", *of.beside_border());
  std::move(undefined.begin(), undefined.end(),
            std::back_inserter(out.clinical));
  return out;
}

StepKind&& with_feature_options(StepKind&& kind) {
  using Cells = CellFeatureOptions;
  return std::move(kind)
      .option("features", &Cells::features,
              concat("which are made, of ", listed(all_words<CellFeature>())))
      .option("more_than", &Cells::more_than,
              "cells that a type has more of, where its expression or its "
              "places count",
              {0, {}})
      .option("expressed_above", &Cells::expressed_above,
              "value above which a cell expresses a gene")
      .option("reach_px", &Cells::reach_px,
              "of close pairs, and the last radius of the L function", {0, {}})
      .unit("px")
      .option("moran_neighbours", &Cells::moran_neighbours,
              "nearest cells that Moran's I takes as neighbours; 0: all, by "
              "1 / distance",
              {0, 1e6});
}

StepKind cell_features_step() {
  return with_feature_options(
             with_thin_options(applying_cells(StepKind(
                 "cell_features", 1, "Features of a patient's cells."))))
      .learns<GeneList>("genes", Learned::selection,
                        "genes of the means and shares by type")
      .optional()
      .learns<GeneList>("correlation_genes", Learned::selection,
                        "genes of the correlations by type")
      .optional()
      .numeric(Numeric::libm)
      .needs(cells_needs())
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        const auto genes_of = [&](const char* input) {
          return in.has(input) ? in.get<GeneList>(input).genes
                               : std::vector<std::string>{};
        };
        const CellTable cells =
            thinned(cells_at(in, 0), options.as<ThinOptions>());
        const Cohort out =
            cell_features(cells, options.as<CellFeatureOptions>(),
                          genes_of("genes"), genes_of("correlation_genes"));
        for (const ClinicalColumn& column : out.clinical) {
          const double count = out.numbers(column.name).front();
          if (column.name.starts_with("undefined_") && count > 0) {
            log_line(concat("cell_features: ", column.name, " of patient ",
                            cells.patient, ": ", count));
          }
        }
        return out;
      });
}

}  // namespace moonstain
