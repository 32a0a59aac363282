#include "core/engine/run/sources.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <set>
#include <utility>

#include "core/base/changed_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/number_text.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

// A file changed twice within the grain of the file system's clock keeps its
// times; what was hashed that soon after a change is hashed again next time.
constexpr std::int64_t kClockGrainNs = 2'000'000'000;

constexpr std::size_t kMostUnread = 3;

FileStamp stamp_of(const struct stat& info) {
  return {static_cast<std::uint64_t>(info.st_size),
          info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec,
          info.st_ctim.tv_sec * 1'000'000'000 + info.st_ctim.tv_nsec,
          static_cast<std::uint64_t>(info.st_ino)};
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// 10123456 as "10,123,456".
std::string with_commas(std::uint64_t number) {
  return grouped(static_cast<std::int64_t>(number));
}

// What has a missing source's name and other bytes, and how it differs: its
// path, or it alone has its last part. Empty where there is none.
std::string other_bytes(const SourceFile& source,
                        const std::vector<fs::path>& namesakes) {
  const auto at_path = std::ranges::find_if(namesakes, [&](const auto& path) {
    return path.native().ends_with("/" + source.name);
  });
  if (at_path == namesakes.end() && namesakes.size() != 1) return "";
  const fs::path& path = at_path == namesakes.end() ? namesakes[0] : *at_path;
  const FileEntry entry = hash_file(path);
  return concat(" has other bytes: ", path.native(), " has ",
                with_commas(entry.size_bytes), " bytes, sha256 ",
                entry.sha256.hex(), ", expected ",
                with_commas(source.size_bytes), " bytes, sha256 ",
                source.sha256.hex(),
                how_changed(path, {source.size_bytes, source.sha256}));
}

}  // namespace

FileStamp file_stamp(const fs::path& path) {
  const int file =
      FileCalls::current().open(path.c_str(), O_RDONLY | O_CLOEXEC, 0);
  struct stat info;
  const bool looked = file >= 0 && ::fstat(file, &info) == 0;
  const int reason = errno;
  if (file >= 0) FileCalls::current().close(file);
  errno = reason;
  if (!looked) fail_call(path, "look at");
  return stamp_of(info);
}

HashedFile hash_source(const fs::path& path) {
  HashedFile hashed;
  hashed.stamp = file_stamp(path);
  const std::int64_t began_ns = now_ns();
  hashed.entry = hash_file(path);
  const std::int64_t changed_ns =
      std::max(hashed.stamp.mtime_ns, hashed.stamp.ctime_ns);
  hashed.settled =
      began_ns - changed_ns > kClockGrainNs && file_stamp(path) == hashed.stamp;
  return hashed;
}

struct SourceFinder::Index {
  std::map<std::uint64_t, std::vector<fs::path>> by_size;
  std::map<std::string, std::vector<fs::path>> by_name;
  /// Why of each that cannot be read: nobody's business unless one is missing.
  std::vector<std::string> unread;

  void add(const fs::path& folder) {
    std::vector<std::string> names;
    try {
      names = list_folder(folder);
    } catch (const Error& e) {
      unread.emplace_back(e.what());
      return;
    }
    for (const std::string& name : names) {
      const fs::path path = folder / name;
      struct stat info;
      if (::lstat(path.c_str(), &info) != 0) continue;
      if (S_ISDIR(info.st_mode)) {
        // The store and other hidden folders hold no sources.
        if (name.front() != '.') add(path);
        continue;
      }
      if (S_ISLNK(info.st_mode) && ::stat(path.c_str(), &info) != 0) continue;
      add_file(path, info);
    }
  }

  void add_file(const fs::path& path, const struct stat& info) {
    if (!S_ISREG(info.st_mode)) return;
    const auto of_size = by_size.find(static_cast<std::uint64_t>(info.st_size));
    if (of_size != by_size.end()) of_size->second.push_back(path);
    const auto of_name = by_name.find(path.filename().native());
    if (of_name != by_name.end()) of_name->second.push_back(path);
  }
};

SourceFinder::SourceFinder(std::vector<fs::path> folders, Ledger* ledger)
    : ledger_(ledger) {
  std::set<fs::path> seen;
  for (fs::path& folder : folders) {
    if (seen.insert(folder).second) folders_.push_back(std::move(folder));
  }
}

SourceFinder::Index SourceFinder::index_of(
    const std::vector<SourceFile>& sources) const {
  Index index;
  for (const SourceFile& source : sources) {
    index.by_size[source.size_bytes];
    index.by_name[fs::path(source.name).filename().native()];
  }
  for (const fs::path& folder : folders_) {
    if (sources.empty()) break;
    struct stat info;
    if (is_folder(folder)) {
      index.add(folder);
    } else if (::stat(folder.c_str(), &info) == 0) {
      index.add_file(folder, info);
    }
  }
  return index;
}

std::vector<SourceFile> SourceFinder::surely_missing(
    const std::vector<SourceFile>& sources) const {
  const Index index = index_of(sources);
  std::vector<SourceFile> missing;
  for (const SourceFile& source : sources) {
    if (index.by_size.at(source.size_bytes).empty()) missing.push_back(source);
  }
  return missing;
}

std::map<Digest, FoundFile> SourceFinder::locate(
    const std::vector<SourceFile>& sources) {
  Index index = index_of(sources);
  return locate(sources, index);
}

std::map<Digest, FoundFile> SourceFinder::locate(
    const std::vector<SourceFile>& sources, Index& index) {
  std::map<Digest, const SourceFile*> wanted;
  for (const SourceFile& source : sources) {
    wanted.emplace(source.sha256, &source);
  }
  std::map<Digest, FoundFile> found;
  if (wanted.empty()) return found;
  struct Known {
    Digest digest;
    FoundFile file;
    bool remembered = false;
  };
  std::map<fs::path, Known> files;
  std::vector<Ledger::SourceRow> fresh;
  const auto hash = [&](const fs::path& path) -> Known& {
    const fs::path absolute = fs::absolute(path);
    const HashedFile hashed = hash_source(path);
    if (hashed.settled) {
      fresh.push_back({absolute, hashed.stamp, hashed.entry.sha256});
    }
    return files[path] = {hashed.entry.sha256,
                          {absolute, hashed.stamp, hashed.settled}};
  };
  const auto known_of = [&](const fs::path& path) -> Known& {
    if (const auto known = files.find(path); known != files.end()) {
      return known->second;
    }
    if (ledger_ != nullptr) {
      const fs::path absolute = fs::absolute(path);
      const FileStamp stamp = file_stamp(path);
      if (const auto digest = ledger_->source_digest(absolute, stamp)) {
        return files[path] = {*digest, {absolute, stamp, true}, true};
      }
    }
    return hash(path);
  };
  for (const auto& [sha256, source] : wanted) {
    const std::vector<fs::path>& candidates =
        index.by_size.at(source->size_bytes);
    for (const fs::path& path : candidates) {
      try {
        const Known& known = known_of(path);
        if (known.digest == sha256) {
          found.emplace(sha256, known.file);
          break;
        }
      } catch (const Error& e) {
        index.unread.emplace_back(e.what());
      }
    }
    if (found.contains(sha256)) continue;
    // Before a file is called missing, what was only remembered is looked at:
    // a damaged ledger must not stand in the way for ever.
    for (const fs::path& path : candidates) {
      if (!files[path].remembered) continue;
      const Known& known = hash(path);
      if (known.digest == sha256) {
        found.emplace(sha256, known.file);
        break;
      }
    }
  }
  if (ledger_ != nullptr) ledger_->record_sources(fresh);
  return found;
}

std::map<Digest, FoundFile> SourceFinder::find(
    const std::vector<SourceFile>& sources) {
  Index index = index_of(sources);
  std::map<Digest, FoundFile> found = locate(sources, index);
  std::string missing;
  std::string manifest;  // of the first that has one
  std::set<Digest> named;
  for (const SourceFile& source : sources) {
    if (found.contains(source.sha256) || !named.insert(source.sha256).second) {
      continue;
    }
    if (!missing.empty()) missing += '\n';
    missing += source.name;
    if (!source.manifest.empty()) {
      missing += concat(" of manifest ", source.manifest);
    }
    const std::string other = other_bytes(
        source, index.by_name.at(fs::path(source.name).filename().native()));
    missing += !other.empty()
                   ? other
                   : concat(" is missing: ", with_commas(source.size_bytes),
                            " bytes, sha256 ", source.sha256.hex());
    if (manifest.empty()) manifest = source.manifest;
  }
  if (missing.empty()) return found;
  const bool one = missing.find('\n') == std::string::npos;
  missing += one ? "; looked in " : "\nlooked in ";
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    missing += concat(i > 0 ? ", " : "", folders_[i].native(),
                      path_exists(folders_[i]) ? "" : " (does not exist)");
  }
  if (folders_.empty()) missing += "no folder";
  if (!index.unread.empty()) {
    missing += concat("; not looked at: ", listed(index.unread, kMostUnread));
  }
  missing += "; name the folder with --data DIR";
  if (!manifest.empty()) {
    missing += concat(", or copy ", one ? "it" : "them",
                      " once: `moonstain fetch ", manifest, " --from DIR`");
  }
  throw Error(missing);
}

std::vector<fs::path> data_folders_of_environment() {
  std::vector<fs::path> folders;
  const char* value = std::getenv("MOONSTAIN_DATA");
  std::string_view rest = value != nullptr ? value : "";
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    const std::string_view part = rest.substr(0, end);
    if (!part.empty()) folders.emplace_back(part);
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
  return folders;
}

}  // namespace moonstain
