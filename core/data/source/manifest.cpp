#include "core/data/source/manifest.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/optional_members.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

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

ManifestSection parse_section(const Json& json, std::string_view where) {
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
  return section;
}

std::string place(const Manifest& manifest, const ManifestFile& file) {
  return concat("manifest ", manifest.name, ": ", file.path);
}

// The file as it is, compared with what it must be; empty when right.
std::string difference(const Manifest& manifest, const ManifestFile& file,
                       std::uint64_t size, const Digest& sha256) {
  if (size != file.size_bytes) {
    return concat(place(manifest, file), " has ", size,
                  " bytes, the manifest says ", file.size_bytes,
                  "; the file is not the published one");
  }
  if (sha256 != file.sha256) {
    return concat(place(manifest, file), " has sha256 ", sha256.hex(),
                  ", the manifest says ", file.sha256.hex(),
                  "; the file is not the published one");
  }
  return "";
}

// Copies with a check on the way; nothing appears under the name before.
void copy_verified(const Manifest& manifest, const ManifestFile& file,
                   const fs::path& from, const fs::path& to) {
  make_folders(to.parent_path());
  const fs::path part = to.string() + ".part";
  if (exists(part)) remove_file(part);  // left by a killed fetch
  FileReader reader(from);
  FileWriter writer(part);
  std::string block(std::size_t{1} << 20, '\0');
  while (const std::size_t count = reader.read(block.data(), block.size())) {
    writer.write({block.data(), count});
  }
  const FileEntry entry = writer.finish();
  const std::string wrong =
      difference(manifest, file, entry.size_bytes, entry.sha256);
  if (!wrong.empty()) {
    remove_file(part);
    fail(wrong);
  }
  sync_path(part);
  rename_path(part, to);
  sync_path(to.parent_path());
}

// A file of the right size and sha256 anywhere below `from`.
fs::path find_content(const ManifestFile& file, const fs::path& from) {
  for (const std::string& name : list_files(from)) {
    const fs::path path = from / name;
    if (FileReader(path).size_bytes() == file.size_bytes &&
        hash_file(path).sha256 == file.sha256) {
      return path;
    }
  }
  return {};
}

}  // namespace

Manifest Manifest::parse(std::string_view text, std::string_view where) {
  const Json json = parse_json(text, where);
  Manifest out;
  out.name = text_member(json, "name", where);
  out.title = text_member(json, "title", where);
  out.organism = text_member(json, "organism", where);
  out.licence = text_member(json, "licence", where);
  out.citation = text_member(json, "citation", where);
  out.source = text_member(json, "source", where);
  out.layout = text_member(json, "layout", where);
  out.lattice = text_member(json, "lattice", where);
  check(out.lattice == "square" || out.lattice == "hexagonal", where,
        ": lattice is '", out.lattice, "', expected square or hexagonal");
  out.um_per_px = number_member(json, "um_per_px", where);
  out.spot_pitch_um = number_member(json, "spot_pitch_um", where);
  out.spot_diameter_um = number_member(json, "spot_diameter_um", where);
  out.note = text_or(json, "note", "", where);

  std::set<std::string> paths;
  for (const Json& file : member(json, "files", where)) {
    out.files.push_back(parse_file(file, where));
    check(paths.insert(out.files.back().path).second, where, ": file '",
          out.files.back().path, "' is named twice");
  }
  std::set<std::string> names;
  for (const Json& row : member(json, "sections", where)) {
    out.sections.push_back(parse_section(row, where));
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
  return out;
}

Manifest Manifest::read(const fs::path& json_path) {
  return parse(read_file(json_path, std::uint64_t{64} << 20),
               json_path.string());
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

void verify_file(const Manifest& manifest, const ManifestFile& file,
                 const fs::path& path) {
  check(exists(path), place(manifest, file), " is missing: there is no ",
        path.string(),
        file.url.empty() ? "" : concat("; it is published at ", file.url));
  const std::uint64_t size = FileReader(path).size_bytes();
  const bool same_size = size == file.size_bytes;
  const std::string wrong = difference(
      manifest, file, size, same_size ? hash_file(path).sha256 : Digest());
  if (!wrong.empty()) fail(wrong);
}

Fetched fetch(const Manifest& manifest, const fs::path& from,
              const fs::path& to) {
  check(is_folder(from), "fetch ", manifest.name, ": ", from.string(),
        " is no folder");
  Fetched out;
  for (const ManifestFile& file : manifest.files) {
    const fs::path target = to / file.path;
    if (exists(target)) {
      verify_file(manifest, file, target);
      ++out.kept;
      continue;
    }
    fs::path source = from / file.path;
    if (!exists(source)) source = find_content(file, from);
    check(!source.empty(), place(manifest, file), " is missing: neither ",
          (from / file.path).string(),
          " nor a file of its size and sha256 below that folder is there",
          file.url.empty() ? "" : concat("; it is published at ", file.url));
    copy_verified(manifest, file, source, target);
    ++out.copied;
    out.copied_bytes += file.size_bytes;
  }
  return out;
}

}  // namespace moonstain
