#include "core/eval/downstream/gene_tests.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/against_rest.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

using Table = std::pair<const char*, MatrixD GeneTests::*>;
constexpr Table kTables[] = {{"t", &GeneTests::t},
                             {"p", &GeneTests::p},
                             {"q", &GeneTests::q},
                             {"difference", &GeneTests::difference},
                             {"log2_fold", &GeneTests::log2_fold}};

}  // namespace

int GeneTests::called(Eigen::Index group, Eigen::Index gene, CalledBy by,
                      double threshold) const {
  const double chance = (by == CalledBy::raw ? p : q)(group, gene);
  if (!(chance <= threshold)) return 0;
  return t(group, gene) > 0 ? 1 : -1;
}

std::vector<std::string> GeneTests::untested() const {
  const std::int64_t all =
      std::accumulate(spots.begin(), spots.end(), std::int64_t{0});
  std::vector<std::string> out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (spots[i] < 2 || all - spots[i] < 2) out.push_back(groups[i]);
  }
  return out;
}

void GeneTests::write(const fs::path& folder) const {
  zarr::Writer out(
      folder, stored_attributes(
                  kType, kSchema,
                  {{"about", about}, {"predictor", predictor}, {"how", how}}));
  const auto rows = static_cast<std::int64_t>(groups.size());
  const auto columns = static_cast<std::int64_t>(genes.size());
  out.strings("groups", groups);
  out.strings("genes", genes);
  out.array<std::int64_t>("spots", spots, {rows});
  for (const auto& [name, table] : kTables) {
    const MatrixD& values = this->*table;
    out.array<double>(
        name, std::span(values.data(), static_cast<std::size_t>(values.size())),
        {rows, columns});
  }
}

GeneTests GeneTests::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  GeneTests out;
  out.about = text_member(attributes, "about", where);
  out.predictor = text_member(attributes, "predictor", where);
  out.how = text_member(attributes, "how", where);
  out.groups = in.strings("groups");
  out.genes = in.strings("genes");
  out.spots = in.integers("spots");
  check(out.spots.size() == out.groups.size(), where, ": ", out.groups.size(),
        " groups have spots of ", out.spots.size());
  const auto rows = static_cast<Eigen::Index>(out.groups.size());
  const auto columns = static_cast<Eigen::Index>(out.genes.size());
  for (const auto& [name, table] : kTables) {
    const std::vector<double> values = in.numbers(name);
    check(static_cast<Eigen::Index>(values.size()) == rows * columns, where,
          ": ", name, " has ", values.size(), " values for ", rows,
          " groups and ", columns, " genes");
    out.*table = MatrixD::Map(values.data(), rows, columns);
  }
  return out;
}

GeneTests gene_tests(const Predictions& predictions, const CellTypes& groups) {
  const std::string what = concat("gene_tests: ", predictions.about);
  check(predictions.about == groups.section, what, ": the groups are of ",
        groups.section);
  const std::vector<std::int32_t> of_spot = types_of(predictions.names, groups);
  check(std::any_of(of_spot.begin(), of_spot.end(),
                    [](std::int32_t one) { return one >= 0; }),
        what, ": of ", counted(predictions.size(), "spot"),
        " none is in a group; groups are of ", groups.cells.size(), ", as ",
        groups.cells.empty() ? "none" : groups.cells.front());
  AgainstRest made =
      against_rest(predictions.values, of_spot,
                   static_cast<std::int64_t>(groups.classes.size()));
  GeneTests out;
  out.about = predictions.about;
  out.predictor = predictions.predictor.name;
  out.how = groups.how;
  out.groups = groups.classes;
  out.spots = made.rows;
  out.genes = predictions.variables;
  out.t = std::move(made.t);
  out.p = std::move(made.p);
  out.q = std::move(made.q);
  out.difference = std::move(made.difference);
  out.log2_fold = std::move(made.log2_fold);
  return out;
}

StepKind gene_tests_step() {
  return StepKind("gene_tests", 1,
                  "Each gene tested between each group of spots and the rest, "
                  "by Welch's test.")
      .numeric(Numeric::libm)
      .applies<Predictions>("predictions", "expression of the spots")
      .applies<CellTypes>("groups", "of these spots")
      .needs(in_memory(6, 2))
      .makes<GeneTests>([](const Inputs& in, const Options&) {
        GeneTests made = gene_tests(in.get<Predictions>("predictions"),
                                    in.get<CellTypes>("groups"));
        const std::vector<std::string> untested = made.untested();
        std::int64_t constant = 0;
        for (Eigen::Index gene = 0; gene < made.t.cols(); ++gene) {
          constant += made.t.col(gene).array().isNaN().all();
        }
        log_line(concat(made.predictor, " on ", made.about, ": ",
                        counted(made.groups.size(), "group"), " and ",
                        counted(made.genes.size(), "gene"),
                        untested.empty()
                            ? ""
                            : concat("; too few spots of ", listed(untested)),
                        "; ", constant, " tested in no group"));
        return made;
      });
}

}  // namespace moonstain
