#include "core/data/source/fetch.h"

#include <string>

#include "core/base/changed_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain {
namespace {

std::string place(const Manifest& manifest, const ManifestFile& file) {
  return concat("manifest ", manifest.name, ": ", file.path);
}

// The file as it is, compared with what it must be; empty when right.
std::string difference(const Manifest& manifest, const ManifestFile& file,
                       const fs::path& path, std::uint64_t size,
                       const Digest& sha256) {
  if (size != file.size_bytes) {
    return concat(place(manifest, file), " has ", size,
                  " bytes, the manifest says ", file.size_bytes,
                  "; the file is not the published one",
                  how_changed(path, {file.size_bytes, file.sha256}));
  }
  if (sha256 != file.sha256) {
    return concat(place(manifest, file), " has sha256 ", sha256.hex(),
                  ", the manifest says ", file.sha256.hex(),
                  "; the file is not the published one",
                  how_changed(path, {file.size_bytes, file.sha256}));
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
      difference(manifest, file, part, entry.size_bytes, entry.sha256);
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

void verify_file(const Manifest& manifest, const ManifestFile& file,
                 const fs::path& path) {
  check(exists(path), place(manifest, file), " is missing: there is no ",
        path.string(),
        file.url.empty() ? "" : concat("; it is published at ", file.url));
  const std::uint64_t size = FileReader(path).size_bytes();
  const bool same_size = size == file.size_bytes;
  const std::string wrong =
      difference(manifest, file, path, size,
                 same_size ? hash_file(path).sha256 : Digest());
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
