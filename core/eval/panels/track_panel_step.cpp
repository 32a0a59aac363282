#include "core/eval/panels/track_panel_step.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct TrackPanelOptions {
  std::string title = "Along the genome";
  std::vector<std::string> chromosomes;
  std::vector<std::string> genes;
};

GenePlace place_of(const LocusTests& tests, const std::string& gene,
                   const GenePositions* positions) {
  for (const Locus& one : tests.loci) {
    if (one.name == gene) return {one.chromosome, one.start};
  }
  const GenePlace* place =
      positions == nullptr ? nullptr : positions->find(gene);
  check(place != nullptr, "track_panel: gene '", gene, "' is no locus of ",
        tests.about,
        positions == nullptr ? "; give the input positions, which says where "
                               "genes lie"
                             : ", and positions has no place for it");
  return *place;
}

Panel track_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<TrackPanelOptions>();
  const auto tests = in.get<LocusTests>("tests");
  std::optional<GenePositions> positions;
  if (in.has("positions")) {
    const auto file = in.get<File>("positions");
    positions =
        GenePositions::parse(read_file(file.path), file.name, tests.assembly);
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Welch's test of ", tests.matrix,
      " between patients who gained and who "
      "lost a gene, ",
      counted(tests.loci.size(), "gene"), " by ",
      counted(tests.features.size(), "feature"), ", in ",
      counted(static_cast<std::uint64_t>(tests.patients), "patient"), " of ",
      tests.about, "; ", counted(tests.skipped.size(), "gene"), " left out.");
  panel.data = locus_track(tests, own.chromosomes, own.genes,
                           positions ? &*positions : nullptr);
  return panel;
}

}  // namespace

TrackPanel locus_track(const LocusTests& tests,
                       const std::vector<std::string>& shown,
                       const std::vector<std::string>& marked,
                       const GenePositions* positions) {
  const std::vector<Chromosome>& all = chromosomes(tests.assembly);
  std::set<std::size_t> with_bins;
  for (const LocusBin& bin : tests.bins) with_bins.insert(bin.chromosome);
  std::set<std::size_t> wanted;
  for (const std::string& name : shown) {
    const auto place = chromosome_place(name);
    check(place && with_bins.contains(*place), "track_panel: chromosome '",
          name, "' has no bin; one is on ", [&] {
            std::vector<std::string_view> names;
            for (const std::size_t one : with_bins) {
              names.push_back(all[one].name);
            }
            return listed(names);
          }());
    wanted.insert(*place);
  }
  if (shown.empty()) wanted = with_bins;

  TrackPanel out;
  out.item = "locus";
  out.value = "sum of -log10 p over all features, by locus";
  if (tests.permutations > 0) {
    out.chance =
        concat("95th percentile of ", tests.permutations, " permutations");
  }
  out.highest_chance = tests.highest_chance;
  std::vector<std::size_t> places(all.size(), all.size());
  for (const std::size_t one : wanted) {
    places[one] = out.chromosomes.size();
    out.chromosomes.push_back(
        {std::string(all[one].name), static_cast<double>(all[one].length)});
  }
  for (const LocusBin& bin : tests.bins) {
    if (!wanted.contains(bin.chromosome)) continue;
    out.bins.push_back({places[bin.chromosome], static_cast<double>(bin.start),
                        static_cast<double>(tests.bin_size), bin.loci,
                        bin.value, bin.chance});
  }
  for (const std::string& gene : marked) {
    const GenePlace place = place_of(tests, gene, positions);
    if (!wanted.contains(place.chromosome)) continue;
    out.marks.push_back(
        {gene, places[place.chromosome], static_cast<double>(place.start)});
  }
  return out;
}

StepKind track_panel_step() {
  return StepKind("track_panel", 1,
                  "Tests along the genome by bins, beside what permutations "
                  "give.")
      .applies<LocusTests>("tests", "of `copy_number_tests`")
      .applies<File>("positions", "of named genes that are no locus")
      .optional()
      .option("title", &TrackPanelOptions::title, "heading of the panel")
      .option("chromosomes", &TrackPanelOptions::chromosomes,
              "that are shown; empty: those with a bin")
      .option("genes", &TrackPanelOptions::genes,
              "that are named where they lie")
      .needs(in_memory(2, 2))
      .makes<Panel>(track_panel);
}

}  // namespace moonstain
