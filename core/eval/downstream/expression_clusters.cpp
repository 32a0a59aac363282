#include "core/eval/downstream/expression_clusters.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// [clusters] names of `like` for the clusters that share most with them.
std::vector<std::string> names_like(const std::vector<std::int32_t>& cluster,
                                    std::size_t clusters,
                                    const std::vector<std::int32_t>& other,
                                    const std::vector<std::string>& names) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> shared;
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    if (other[i] >= 0) --shared[{other[i], cluster[i]}];
  }
  std::vector<std::tuple<std::int64_t, std::int32_t, std::int32_t>> pairs;
  for (const auto& [pair, less] : shared) {
    pairs.emplace_back(less, pair.first, pair.second);
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::string> out(clusters);
  std::set<std::int32_t> taken;
  for (const auto& [less, theirs, own] : pairs) {
    std::string& name = out[static_cast<std::size_t>(own)];
    if (!name.empty() || !taken.insert(theirs).second) continue;
    name = names[static_cast<std::size_t>(theirs)];
  }
  std::size_t next = names.size();
  for (std::string& name : out) {
    if (name.empty()) name = concat("C", next++);
  }
  return out;
}

}  // namespace

CellTypes expression_clusters(const Predictions& predictions,
                              const ClusterOptions& options,
                              const CellTypes* like) {
  const std::string what = concat("expression_clusters: ", predictions.about);
  const Clustered made = with_context(
      what, [&] { return clustered(predictions.values, options); });
  CellTypes out;
  out.section = predictions.about;
  out.cells = predictions.names;
  out.index = made.cluster;
  const auto clusters = static_cast<std::size_t>(
      1 + *std::max_element(made.cluster.begin(), made.cluster.end()));
  std::vector<std::string> names;
  if (like != nullptr) {
    check(like->section == out.section, what, ": like is of ", like->section);
    names = names_like(made.cluster, clusters,
                       types_at(*like, out.cells, concat(what, ": like")),
                       like->classes);
  } else {
    for (std::size_t i = 0; i < clusters; ++i) names.push_back(concat("C", i));
  }
  // In the order of names, as classes of another section's would stand.
  std::vector<std::size_t> order(clusters);
  for (std::size_t i = 0; i < clusters; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::make_pair(names[a].size(), names[a]) <
           std::make_pair(names[b].size(), names[b]);
  });
  std::vector<std::int32_t> place(clusters);
  for (std::size_t i = 0; i < clusters; ++i) {
    out.classes.push_back(names[order[i]]);
    place[order[i]] = static_cast<std::int32_t>(i);
  }
  for (std::int32_t& one : out.index)
    one = place[static_cast<std::size_t>(one)];
  out.how = concat(
      "Leiden at resolution ", fixed(options.resolution, 2), " of ",
      predictions.predictor.name, ": ", counted(made.columns.size(), "gene"),
      ", ", counted(made.components.cols(), "component"), ", ",
      options.neighbours, " neighbours; quality ", fixed(made.quality, 4),
      made.shift > 0
          ? concat("; ", fixed(made.shift, 4), " added to every value")
          : "");
  return out;
}

StepKind expression_clusters_step() {
  using Own = ClusterOptions;
  return StepKind("expression_clusters", 2,
                  "Spots of a section in clusters by expression, as HiST's "
                  "code makes them.")
      .numeric(Numeric::libm)
      .applies<Predictions>("predictions", "expression of the spots")
      .applies<CellTypes>("like", "clusters whose names are taken over")
      .optional()
      .option("most_variable", &Own::most_variable, "genes that are looked at",
              {2, {}})
      .option("components", &Own::components, "principal components", {1, {}})
      .option("neighbours", &Own::neighbours,
              "of each spot in the graph, itself among them", {2, {}})
      .option("resolution", &Own::resolution, "the higher the more clusters")
      .option("iterations", &Own::iterations, "of Leiden", {1, {}})
      .option("seed", &Own::seed, "of the order in which spots are visited")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 12 * sizes.total(),
                     .seconds = 5};
      })
      .makes<CellTypes>([](const Inputs& in, const Options& options) {
        std::optional<CellTypes> like;
        if (in.has("like")) like = in.get<CellTypes>("like");
        CellTypes made =
            expression_clusters(in.get<Predictions>("predictions"),
                                options.as<Own>(), like ? &*like : nullptr);
        log_line(concat(made.section, ": ",
                        counted(made.classes.size(), "cluster"), " of ",
                        counted(made.cells.size(), "spot"), "; ", made.how));
        return made;
      });
}

}  // namespace moonstain
