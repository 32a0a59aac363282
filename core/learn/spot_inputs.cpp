#include "core/learn/spot_inputs.h"

#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/join.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/places.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"

namespace moonstain {
namespace {

const std::string& section_of(const Features& one) { return one.section; }
const std::string& section_of(const Dataset& one) { return one.section; }
const std::string& section_of(const SpotGraph& one) { return one.section; }
std::string section_of(const PatchReader& one) { return one.info().section; }

// One value of an input. Of a dataset the counts where they are asked for.
template <typename T>
T read(const fs::path& path, bool counts) {
  if constexpr (std::is_same_v<T, Dataset>) {
    return counts ? Dataset::read(path) : Dataset::read_places(path);
  } else if constexpr (std::is_same_v<T, PatchReader>) {
    return PatchReader(path);
  } else {
    return T::read(path);
  }
}

// Gives each section its value of a list, which is held one at a time.
template <typename T, typename Join>
void join_each(std::vector<SpotSection>& sections, const Inputs& in,
               const char* input, bool counts, const std::string& step,
               const Join& join) {
  std::vector<std::string> wanted;
  for (const SpotSection& one : sections) wanted.push_back(one.section);
  const Places places(wanted);
  std::vector<std::string> given;
  for (const Inputs::Item& item : in.items(input)) {
    T one = with_context(concat(step, ": input '", input, "'"),
                         [&] { return read<T>(item.path, counts); });
    given.push_back(section_of(one));
    const auto place = places.find(given.back());
    if (place) with_context(step, [&] { join(sections[*place], one); });
  }
  paired_sections(wanted, "targets", given, input, step);
}

// All that a method reads, of sections whose spots are there.
void join_inputs(std::vector<SpotSection>& sections, const Inputs& in,
                 const SpotReads& reads, const std::string& step,
                 bool training) {
  if (reads.features) {
    join_each<Features>(sections, in, "features", false, step,
                        [](SpotSection& to, auto& one) { to.join(one); });
  }
  if (reads.pictures) {
    join_each<PatchReader>(sections, in, "patches", false, step,
                           [](SpotSection& to, auto& one) { to.join(one); });
  }
  const bool counts = reads.counts && training;
  if (reads.places || counts) {
    join_each<Dataset>(sections, in, "dataset", counts, step,
                       [&](SpotSection& to, auto& one) {
                         if (reads.places) to.join_places(one);
                         if (counts) to.join_counts(one);
                       });
  }
  if (reads.graph) {
    join_each<SpotGraph>(sections, in, "graph", false, step,
                         [](SpotSection& to, auto& one) { to.join(one); });
  }
  if (reads.parts) {
    join_each<Features>(sections, in, "parts", false, step,
                        [](SpotSection& to, auto& one) { to.join_parts(one); });
  }
  if (reads.part_graph) {
    join_each<SpotGraph>(
        sections, in, "part_graph", false, step,
        [](SpotSection& to, auto& one) { to.join_part_edges(one); });
  }
}

SpotSection empty_section(std::string section, std::vector<std::string> spots) {
  SpotSection made;
  made.section = std::move(section);
  made.spots = std::move(spots);
  return made;
}

}  // namespace

std::vector<std::string> inputs_of(const SpotReads& reads) {
  std::vector<std::string> names;
  if (reads.features) names.push_back("features");
  if (reads.pictures) names.push_back("patches");
  if (reads.places) names.push_back("dataset");
  if (reads.graph) names.push_back("graph");
  if (reads.parts) names.push_back("parts");
  if (reads.part_graph) names.push_back("part_graph");
  return names;
}

std::vector<SpotSection> spot_sections(const Inputs& in, const SpotReads& reads,
                                       const std::string& step) {
  std::vector<SpotSection> sections;
  for (const Targets& targets : in.list<Targets>("targets")) {
    sections.push_back(empty_section(targets.about, targets.names));
    sections.back().join(targets);
  }
  join_inputs(sections, in, reads, step, /*training=*/true);
  return sections;
}

SpotSection spot_section(const Inputs& in, const SpotReads& reads) {
  std::vector<SpotSection> one(1);
  if (reads.features) {
    const auto features = in.get<Features>("features");
    one[0] = empty_section(features.section, features.spots);
  } else if (reads.pictures) {
    const auto patches = in.open<PatchReader>("patches");
    one[0] = empty_section(patches.info().section, patches.info().spots);
  } else {
    const Dataset dataset = Dataset::read_places(in.one("dataset").path);
    one[0] = empty_section(dataset.section, dataset.spots);
  }
  join_inputs(one, in, reads, "predictions", /*training=*/false);
  return std::move(one[0]);
}

}  // namespace moonstain
