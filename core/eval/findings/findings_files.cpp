// Part of findings.h, walk.h and copies.h: a document of a kind and a schema in
// a folder, pictures beside it.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/findings_checks.h"
#include "core/eval/findings/findings_json.h"
#include "core/eval/findings/walk.h"
#include "core/eval/json/json_members.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

namespace {

constexpr int kSchema = 5;
constexpr const char* kCells = "cells.zarr";

// Its kind and schema, which tell what the other members are.
template <typename T>
Json stamped(const T& value, const char* kind) {
  Json json = json_of(value);
  json["kind"] = kind;
  json["schema"] = kSchema;
  return json;
}

void check_stamp(const Json& json, std::string_view kind, std::string_view what,
                 const std::string& where) {
  check(text_member(json, "kind", where) == kind, where, ": is no ", kind);
  const auto schema = integer_member(json, "schema", where);
  check(schema == kSchema, where, ": ", what, " of schema ", schema,
        ", this program reads schema ", kSchema,
        "; repeat the run that made it");
}

// The panels of what is stored in the folder get their pictures.
void read_pictures(std::vector<Panel>& panels, const fs::path& folder,
                   const std::string& file) {
  std::map<std::string, std::string> files;
  for (const std::string& name : list_folder(folder)) {
    if (name == file || name == kCells) continue;
    files[name] = read_file(folder / name);
  }
  take_files(panels, files, (folder / file).string());
}

void write_with_pictures(const Json& json, const std::vector<Panel>& panels,
                         const fs::path& folder, const std::string& file) {
  make_folders(folder);
  write_file(folder / file, pretty_json(json));
  for (const auto& [name, bytes] : files_of(panels)) {
    write_file(folder / name, bytes);
  }
}

Json stored_json(const fs::path& path) {
  return parse_json(read_file(path), path.string());
}

constexpr const char* kFindings = "findings.json";
constexpr const char* kWalk = "walk.json";
constexpr const char* kCopies = "copies.json";

}  // namespace

Json Findings::json() const { return stamped(*this, "findings"); }

Findings Findings::of_json(const Json& json, const std::string& where) {
  check_stamp(json, "findings", "findings", where);
  auto findings = from_json<Findings>(json, where);
  check_findings(findings, where);
  return findings;
}

Findings Findings::read(const fs::path& folder) {
  const fs::path path = folder / kFindings;
  Findings findings = of_json(stored_json(path), path.string());
  read_pictures(findings.panels, folder, kFindings);
  if (exists(folder / kCells)) {
    findings.cells = HeadlineCells::read(folder / kCells);
  }
  return findings;
}

void Findings::write(const fs::path& folder) const {
  write_with_pictures(json(), panels, folder, kFindings);
  if (!cells.units.empty()) cells.write(folder / kCells);
}

Json Walk::json() const {
  Json json = stamped(*this, "walk");
  json["published"] = published.json();
  json["audited"] = audited.json();
  return json;
}

Walk Walk::of_json(const Json& json, const std::string& where) {
  check_stamp(json, "walk", "a walk", where);
  Walk walk = from_json<Walk>(json, where);
  walk.published = Findings::of_json(member(json, "published", where),
                                     concat(where, ": published"));
  walk.audited = Findings::of_json(member(json, "audited", where),
                                   concat(where, ": audited"));
  check_walk(walk, where);
  return walk;
}

Walk Walk::read(const fs::path& folder) {
  const fs::path path = folder / kWalk;
  Walk walk = of_json(stored_json(path), path.string());
  Findings& shown =
      walk.detailed == WalkEnd::audited ? walk.audited : walk.published;
  read_pictures(shown.panels, folder, kWalk);
  return walk;
}

void Walk::write(const fs::path& folder) const {
  write_with_pictures(json(), detailed_findings().panels, folder, kWalk);
}

SectionCopies SectionCopies::read(const fs::path& folder) {
  const fs::path path = folder / kCopies;
  const Json json = stored_json(path);
  check_stamp(json, "section_copies", "copies", path.string());
  return from_json<SectionCopies>(json, path.string());
}

void SectionCopies::write(const fs::path& folder) const {
  make_folders(folder);
  write_file(folder / kCopies, pretty_json(stamped(*this, "section_copies")));
}

}  // namespace moonstain
