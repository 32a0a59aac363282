#include "core/data/source/sheet_manifest.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/zip.h"
#include "core/data/source/platform_files.h"

namespace moonstain {
namespace {

/// Files as they get their names, each once.
class NamedFiles {
 public:
  std::string name(const SampleRow& row, const std::string& role,
                   const fs::path& path) {
    const fs::path real = fs::weakly_canonical(path);
    const auto known = names_.find(real);
    if (known != names_.end()) return known->second;
    const fs::path below = path.lexically_relative(
        is_folder(row.path) ? row.path : row.path.parent_path());
    const bool is_inside = !below.empty() && *below.begin() != "..";
    const fs::path inner =
        is_folder(row.path) && is_inside ? below : path.filename();
    std::string name = row.section + "/" + inner.generic_string();
    if (taken_.contains(name)) {
      name = row.section + "/" + role + "/" + path.filename().string();
    }
    check(taken_.insert(name).second, row.place, ": ", path.string(),
          ": another file is called ", name, " already; rename one");
    names_.emplace(real, name);
    return name;
  }

  const std::map<fs::path, std::string>& all() const { return names_; }

 private:
  std::map<fs::path, std::string> names_;  // by real path
  std::set<std::string> taken_;
};

fs::path common_folder(const std::map<fs::path, std::string>& files) {
  fs::path common = files.begin()->first.parent_path();
  for (const auto& [path, name] : files) {
    fs::path shared;
    auto a = common.begin();
    for (const fs::path& part : path.parent_path()) {
      if (a == common.end() || *a != part) break;
      shared /= part;
      ++a;
    }
    common = shared;
  }
  return common;
}

template <typename Value>
Value common_or(const std::vector<ManifestSection>& sections,
                Value ManifestSection::*member, Value otherwise) {
  const Value& first = sections.front().*member;
  const bool all = std::all_of(
      sections.begin(), sections.end(),
      [&](const ManifestSection& one) { return one.*member == first; });
  return all ? first : otherwise;
}

Json section_json(const ManifestSection& row, const Manifest& set) {
  Json out = {{"section", row.section},
              {"patient", row.patient},
              {"site", row.site},
              {"files", row.files}};
  const auto add = [&](const char* name, const auto& value,
                       const auto& of_set) {
    if (value != of_set) out[name] = value;
  };
  add("batch", row.batch, std::string());
  add("split", row.split, std::string());
  if (!row.options.empty()) out["options"] = row.options;
  add("layout", row.layout, set.layout);
  add("lattice", row.lattice, set.lattice);
  add("um_per_px", row.um_per_px, set.um_per_px);
  add("spot_pitch_um", row.spot_pitch_um, set.spot_pitch_um);
  add("spot_diameter_um", row.spot_diameter_um, set.spot_diameter_um);
  return out;
}

}  // namespace

SheetManifest manifest_of_sheet(const std::vector<SampleRow>& rows,
                                const SetWords& words) {
  SheetManifest out;
  Manifest& manifest = out.manifest;
  NamedFiles names;
  for (const SampleRow& row : rows) {
    const SectionFiles files = find_section_files(row);
    ManifestSection section;
    section.section = row.section;
    section.patient = row.patient;
    section.site = row.site;
    section.batch = row.batch;
    section.split = row.split;
    section.options = files.options;
    section.layout = files.layout;
    section.lattice = files.lattice;
    section.um_per_px = files.um_per_px;
    section.spot_pitch_um = files.spot_pitch_um;
    section.spot_diameter_um = files.spot_diameter_um;
    for (const auto& [role, path] : files.roles) {
      section.files[role] = names.name(row, role, path);
    }
    if (!files.packed.empty()) {
      const std::string archive = row.section + ".zarr.zip";
      std::map<std::string, std::string> packed;
      for (const auto& [name, path] : files.packed) {
        packed[name] = read_file(path);
      }
      const std::string bytes = zip_files(packed);
      section.files["counts"] = archive;
      manifest.files.push_back({archive, bytes.size(), sha256(bytes), "", ""});
      out.archives[archive] = bytes;
    }
    manifest.sections.push_back(std::move(section));
    out.notes.insert(out.notes.end(), files.notes.begin(), files.notes.end());
  }
  std::sort(manifest.sections.begin(), manifest.sections.end(),
            [](const ManifestSection& a, const ManifestSection& b) {
              return a.section < b.section;
            });
  for (const auto& [path, name] : names.all()) {
    const FileEntry entry = hash_file(path);
    manifest.files.push_back({name, entry.size_bytes, entry.sha256, "", ""});
  }
  std::sort(manifest.files.begin(), manifest.files.end(),
            [](const ManifestFile& a, const ManifestFile& b) {
              return a.path < b.path;
            });
  manifest.name = words.name;
  manifest.title = words.title.empty() ? words.name : words.title;
  manifest.organism = words.organism;
  manifest.licence = words.licence;
  manifest.citation = words.citation;
  manifest.source = words.source;
  const auto& sections = manifest.sections;
  using Row = ManifestSection;
  manifest.layout = common_or<std::string>(sections, &Row::layout, "mixed");
  manifest.lattice = common_or<std::string>(sections, &Row::lattice, "mixed");
  manifest.um_per_px = common_or(sections, &Row::um_per_px, 0.0);
  manifest.spot_pitch_um = common_or(sections, &Row::spot_pitch_um, 0.0);
  manifest.spot_diameter_um = common_or(sections, &Row::spot_diameter_um, 0.0);
  manifest.note = kSheetNote;
  if (!names.all().empty()) out.data = common_folder(names.all());
  return out;
}

std::string manifest_json(const Manifest& manifest) {
  Json out = {{"name", manifest.name},
              {"title", manifest.title},
              {"organism", manifest.organism},
              {"licence", manifest.licence},
              {"citation", manifest.citation},
              {"source", manifest.source},
              {"layout", manifest.layout},
              {"lattice", manifest.lattice},
              {"um_per_px", manifest.um_per_px},
              {"spot_pitch_um", manifest.spot_pitch_um},
              {"spot_diameter_um", manifest.spot_diameter_um},
              {"note", manifest.note}};
  for (const ManifestSection& row : manifest.sections) {
    out["sections"].push_back(section_json(row, manifest));
  }
  for (const ManifestFile& file : manifest.files) {
    out["files"].push_back({{"path", file.path},
                            {"size", file.size_bytes},
                            {"sha256", file.sha256.hex()}});
  }
  return pretty_json(out);
}

}  // namespace moonstain
