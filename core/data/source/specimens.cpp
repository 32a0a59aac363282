#include "core/data/source/specimens.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"

namespace moonstain {
namespace {

/// What a section is told by, and the file that it is said to be shown by.
struct Mark {
  std::string content;
  std::string file;
};

using Files = std::unordered_map<std::string, Digest>;  ///< by path

std::vector<Mark> marks_of(const ManifestSection& section, const Files& files) {
  const auto path = [&](const char* role) -> std::string {
    const auto found = section.files.find(role);
    return found == section.files.end() ? "" : found->second;
  };
  const auto sha256_of = [&](const std::string& file) {
    return files.at(file).hex();
  };
  const std::string counts = path("counts");
  const std::string spots = path("spots");
  const std::string picture = path("picture");
  std::vector<Mark> marks;
  if (!counts.empty()) {
    marks.push_back({concat("counts ", sha256_of(counts)), counts});
  }
  if (!picture.empty() && !spots.empty()) {
    marks.push_back(
        {concat("places ", sha256_of(picture), " ", sha256_of(spots)),
         picture});
  }
  if (!picture.empty() && section.files.size() == 1) {
    marks.push_back({concat("picture ", sha256_of(picture)), picture});
  }
  return marks;
}

}  // namespace

// One pass over the sections in the order of their names. A mark met before
// puts the section beside the one that had it; one whose marks lead to two
// groups joins them.
std::map<std::string, Specimen> specimens_of(
    const std::map<std::string, Manifest>& manifests) {
  struct Met {
    std::string section;
    std::string file;
  };
  std::map<std::string, Met> first_with;        // by mark
  std::map<std::string, std::string> leads_to;  // a name of the same specimen
  std::map<std::string, std::string> shown_by;
  const auto group = [&](std::string section) {
    while (leads_to.at(section) != section) section = leads_to.at(section);
    return section;
  };
  for (const auto& [name, manifest] : manifests) {
    Files files;
    for (const ManifestFile& file : manifest.files) {
      files.emplace(file.path, file.sha256);
    }
    for (const ManifestSection& row : manifest.sections) {
      const std::string section = concat(name, "/", row.section);
      leads_to[section] = section;
      for (const Mark& mark : marks_of(row, files)) {
        const auto [met, is_new] =
            first_with.try_emplace(mark.content, Met{section, mark.file});
        if (is_new) continue;
        shown_by.try_emplace(met->second.section, met->second.file);
        shown_by.try_emplace(section, mark.file);
        const auto [first, second] =
            std::minmax({group(met->second.section), group(section)});
        leads_to[second] = first;
      }
    }
  }
  std::map<std::string, Specimen> specimens;
  for (const auto& [section, file] : shown_by) {
    specimens[section] = {group(section), file};
  }
  return specimens;
}

}  // namespace moonstain
