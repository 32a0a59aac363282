#include "core/data/source/manifest.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/optional_members.h"
#include "core/base/plain_text.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;
/// The layout, or lattice, of a set whose sections differ in it.
constexpr std::string_view kMixed = "mixed";

bool is_inner_path(std::string_view path) {
  if (path.empty() || path.front() == '/') return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return false;
    at = end + 1;
  }
  return true;
}

ManifestFile parse_file(const Json& json, std::string_view where) {
  ManifestFile file;
  file.path = text_member(json, "path", where);
  check(is_inner_path(file.path), where, ": path '", file.path,
        "' leaves the folder of the data set");
  const std::int64_t size = integer_member(json, "size", where);
  check(size >= 0, where, ": ", file.path, " has size ", size);
  file.size_bytes = static_cast<std::uint64_t>(size);
  file.sha256 = with_context(concat(where, ": ", file.path), [&] {
    return Digest::from_hex(text_member(json, "sha256", where));
  });
  file.url = text_or(json, "url", "", where);
  file.shipped = text_or(json, "shipped", "", where);
  check(file.shipped.empty() || is_inner_path(file.shipped), where,
        ": shipped path '", file.shipped, "' leaves data_manifests");
  return file;
}

bool is_lattice(std::string_view word) {
  return kind_of<Lattice>(word).has_value();
}

ManifestSection parse_section(const Json& json, const Manifest& set,
                              std::string_view where) {
  ManifestSection section;
  section.section = text_member(json, "section", where);
  section.patient = text_member(json, "patient", where);
  section.site = text_or(json, "site", "", where);
  check(!section.section.empty() && !section.patient.empty(), where,
        ": a section needs a name and a patient");
  for (const auto& [role, path] : member(json, "files", where).items()) {
    check(path.is_string(), where, ": section ", section.section, ": file '",
          role, "' is not a path");
    section.files[role] = path.get<std::string>();
  }
  section.batch = text_or(json, "batch", "", where);
  section.split = text_or(json, "split", "", where);
  const Json options = object_or_empty(json, "options", where);
  for (const auto& [name, value] : options.items()) {
    check(value.is_string(), where, ": section ", section.section, ": option '",
          name, "' is not a text");
    section.options[name] = value.get<std::string>();
  }
  section.layout = text_or(json, "layout", set.layout, where);
  section.lattice = text_or(json, "lattice", set.lattice, where);
  const auto number = [&](const char* name, double of_set) {
    return number_or_none(json, name, where).value_or(of_set);
  };
  section.um_per_px = number("um_per_px", set.um_per_px);
  section.spot_pitch_um = number("spot_pitch_um", set.spot_pitch_um);
  section.spot_diameter_um = number("spot_diameter_um", set.spot_diameter_um);
  check(section.layout != kMixed && is_lattice(section.lattice), where,
        ": section ", section.section, ": layout is '", section.layout,
        "', lattice '", section.lattice,
        "'; expected a layout of its own where the set's is mixed, and a "
        "lattice square, hexagonal or none");
  return section;
}

Json list_or_none(const Json& json, const char* name, std::string_view where) {
  return json.contains(name) ? list_member(json, name, where) : Json::array();
}

// Patients of the sections, and those that are listed.
std::vector<ManifestPatient> parse_patients(
    const Json& json, const std::vector<ManifestSection>& sections,
    std::string_view where) {
  std::map<std::string, std::string> sites;
  for (const ManifestSection& row : sections) {
    sites.try_emplace(row.patient, row.site);
  }
  std::set<std::string> listed;
  for (const Json& row : list_or_none(json, "patients", where)) {
    const std::string patient = text_member(row, "patient", where);
    check(!patient.empty(), where, ": a patient needs a name");
    check(listed.insert(patient).second, where, ": patient '", patient,
          "' is named twice");
    const std::string site = text_or(row, "site", "", where);
    std::string& known = sites[patient];
    check(site.empty() || known.empty() || known == site, where, ": patient '",
          patient, "' is of site '", site, "', its section says '", known, "'");
    if (known.empty()) known = site;
  }
  std::vector<ManifestPatient> patients;
  for (const auto& [patient, site] : sites) patients.push_back({patient, site});
  return patients;
}

}  // namespace

Manifest Manifest::parse(std::string bytes, std::string_view where) {
  const Json json =
      parse_json(plain_text(std::move(bytes), where, kMostBytes), where);
  Manifest out;
  out.name = text_member(json, "name", where);
  out.title = text_member(json, "title", where);
  out.organism = text_member(json, "organism", where);
  out.licence = text_member(json, "licence", where);
  out.citation = text_member(json, "citation", where);
  out.source = text_member(json, "source", where);
  out.layout = text_member(json, "layout", where);
  out.lattice = text_member(json, "lattice", where);
  out.um_per_px = number_member(json, "um_per_px", where);
  out.spot_pitch_um = number_member(json, "spot_pitch_um", where);
  out.spot_diameter_um = number_member(json, "spot_diameter_um", where);
  out.note = text_or(json, "note", "", where);

  const Json rows = list_or_none(json, "sections", where);
  check(is_lattice(out.lattice) || (out.lattice == kMixed && !rows.empty()) ||
            (out.lattice.empty() && rows.empty()),
        where, ": lattice is '", out.lattice,
        "', expected square, hexagonal or none");

  std::set<std::string> paths;
  for (const Json& file : member(json, "files", where)) {
    out.files.push_back(parse_file(file, where));
    check(paths.insert(out.files.back().path).second, where, ": file '",
          out.files.back().path, "' is named twice");
  }
  std::set<std::string> names;
  for (const Json& row : rows) {
    out.sections.push_back(parse_section(row, out, where));
    const ManifestSection& section = out.sections.back();
    check(names.insert(section.section).second, where, ": section '",
          section.section, "' is named twice");
    for (const auto& [role, path] : section.files) {
      check(paths.contains(path), where, ": section ", section.section,
            ": its ", role, " '", path, "' is not among the files");
    }
  }
  std::sort(out.sections.begin(), out.sections.end(),
            [](const ManifestSection& a, const ManifestSection& b) {
              return a.section < b.section;
            });
  out.patients = parse_patients(json, out.sections, where);
  const Json tables = json.value("tables", Json::object());
  check(!out.patients.empty() || !tables.empty(), where,
        ": there is no section, no patient and no table");
  check(tables.is_object(), where, ": member 'tables' must be an object");
  for (const auto& [role, path] : tables.items()) {
    check(path.is_string() && paths.contains(path.get<std::string>()), where,
          ": table ", role, ": ", path.dump(), " is not among the files");
    out.tables[role] = path.get<std::string>();
  }
  return out;
}

Manifest Manifest::of_folder(std::string bytes, const std::string& name) {
  const std::string where = manifest_path(name);
  Manifest out = parse(std::move(bytes), where);
  check(out.name == name, where, ": \"name\" is \"", printable(out.name, 100),
        "\", expected the name of its folder, \"", name, "\"");
  return out;
}

Manifest Manifest::read(const fs::path& manifests, const std::string& name) {
  return of_folder(read_file(manifests / name / kManifestFile, kMostBytes),
                   name);
}

const ManifestSection& Manifest::section(std::string_view wanted) const {
  std::vector<std::string> names;
  for (const ManifestSection& row : sections) {
    if (row.section == wanted) return row;
    names.push_back(row.section);
  }
  fail("manifest ", name, ": no section '", wanted, "'",
       did_you_mean(wanted, names));
}

const ManifestFile& Manifest::file(std::string_view path) const {
  for (const ManifestFile& row : files) {
    if (row.path == path) return row;
  }
  fail("manifest ", name, ": names no file '", path, "'");
}

}  // namespace moonstain
