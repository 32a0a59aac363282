#include "core/data/source/fetch.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/changed_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostNamed = 3;

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
// @return what is wrong with the file; empty: it is copied
std::string copy_verified(const Manifest& manifest, const ManifestFile& file,
                          const fs::path& from, const fs::path& to) {
  make_folders(to.parent_path());
  const fs::path part = to.string() + ".part";
  remove_file(part);  // left by a killed fetch
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
    return wrong;
  }
  sync_path(part);
  rename_path(part, to);
  sync_path(to.parent_path());
  return "";
}

bool is_file_of(const fs::path& path, std::uint64_t size_bytes) {
  std::error_code failed;
  return fs::is_regular_file(path, failed) &&
         fs::file_size(path, failed) == size_bytes && !failed;
}

/// The regular files below a folder, by size, also behind links to files. What
/// cannot be looked at is noted: it may be what is missing.
class Offered {
 public:
  explicit Offered(const fs::path& folder) { list(folder); }

  /// One of that content, read whole; empty: none.
  fs::path find(const ManifestFile& file) {
    for (const fs::path& path : by_size_[file.size_bytes]) {
      try {
        if (hash_file(path).sha256 == file.sha256) return path;
      } catch (const Error& e) {
        notes_.emplace_back(e.what());
      }
    }
    return {};
  }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void list(const fs::path& folder) {
    std::vector<std::string> names;
    try {
      names = list_folder(folder);
    } catch (const Error& e) {
      notes_.emplace_back(e.what());
      return;
    }
    for (const std::string& name : names) {
      const fs::path path = folder / name;
      std::error_code failed;
      const fs::file_status status = fs::status(path, failed);
      if (fs::is_directory(status)) {
        if (is_link(path)) {
          notes_.push_back(
              concat(path.native(), ": is a link to a folder, not followed"));
        } else {
          list(path);
        }
      } else if (fs::is_regular_file(status)) {
        by_size_[fs::file_size(path, failed)].push_back(path);
      } else if (is_link(path)) {
        notes_.push_back(concat(path.native(), ": is a link to no file"));
      }
    }
  }

  std::map<std::uint64_t, std::vector<fs::path>> by_size_;
  std::vector<std::string> notes_;
};

}  // namespace

void verify_file(const Manifest& manifest, const ManifestFile& file,
                 const fs::path& path) {
  check(path_exists(path), place(manifest, file), " is missing: there is no ",
        path.string(),
        file.url.empty() ? "" : concat("; it is published at ", file.url));
  check(fs::is_regular_file(path), place(manifest, file), ": ", path.string(),
        " is no regular file");
  const std::uint64_t size = fs::file_size(path);
  const bool same_size = size == file.size_bytes;
  const std::string wrong =
      difference(manifest, file, path, size,
                 same_size ? hash_file(path).sha256 : Digest());
  if (!wrong.empty()) fail(wrong);
}

namespace {

[[noreturn]] void fail_missing(const Manifest& manifest,
                               const ManifestFile& file, const fs::path& named,
                               const std::vector<std::string>& notes) {
  std::error_code failed;
  if (fs::is_regular_file(named, failed)) {
    const std::string wrong = difference(
        manifest, file, named, fs::file_size(named, failed), file.sha256);
    if (!wrong.empty()) fail(wrong);
  }
  fail(place(manifest, file), " is missing: neither ", named.string(),
       " nor a file of its size and sha256 below that folder is there",
       file.url.empty() ? "" : concat("; it is published at ", file.url),
       notes.empty() ? ""
                     : concat("; not looked at: ", listed(notes, kMostNamed)));
}

}  // namespace

Fetched fetch(const Manifest& manifest, const fs::path& from,
              const fs::path& to) {
  check(is_folder(from), "fetch ", manifest.name, ": ", from.string(),
        " is no folder");
  Fetched out;
  std::optional<Offered> offered;
  for (const ManifestFile& file : manifest.files) {
    const fs::path target = to / file.path;
    if (path_exists(target)) {
      verify_file(manifest, file, target);
      ++out.kept;
      continue;
    }
    // What lies at its path may be of its size and altered.
    const fs::path named = from / file.path;
    std::optional<std::string> wrong;
    if (is_file_of(named, file.size_bytes)) {
      wrong = copy_verified(manifest, file, named, target);
    }
    if (!wrong || !wrong->empty()) {
      if (!offered) offered.emplace(from);
      const fs::path same = offered->find(file);
      out.notes = offered->notes();
      if (same.empty() && wrong) fail(*wrong);
      if (same.empty()) fail_missing(manifest, file, named, out.notes);
      const std::string changed = copy_verified(manifest, file, same, target);
      if (!changed.empty()) fail(changed);
    }
    ++out.copied;
    out.copied_bytes += file.size_bytes;
  }
  return out;
}

}  // namespace moonstain
