#include "core/engine/store/object_files.h"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"

namespace moonstain {

namespace {

using Files = std::map<std::string, FileEntry>;
using Read = std::function<void(std::uint64_t)>;

constexpr std::size_t kMostNamed = 3;
constexpr std::size_t kHexDigits = 64;

// hash_file, telling how far it is.
FileEntry hash_in_pieces(const fs::path& path, const Read& read) {
  FileReader reader(path);
  std::string piece(std::size_t{1} << 20, '\0');
  Sha256 hash;
  FileEntry entry;
  while (const std::size_t got = reader.read(piece.data(), piece.size())) {
    hash.add(std::string_view(piece).substr(0, got));
    entry.size_bytes += got;
    if (read) read(got);
  }
  entry.sha256 = hash.finish();
  return entry;
}

// Empty when the file is as it was written.
std::string file_problem(const fs::path& folder, const std::string& name,
                         const FileEntry& was, Look look, const Read& read) {
  const fs::path path = folder / name;
  struct stat info;
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return concat("file ", name, " is not there");
    }
    return concat("file ", name, " cannot be read: ", std::strerror(errno));
  }
  if (!S_ISREG(info.st_mode)) return concat(name, " is no file");
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size != was.size_bytes) {
    return concat("file ", name, " has ", size, " bytes, was written with ",
                  was.size_bytes);
  }
  if (look == Look::shape) return "";
  try {
    const FileEntry is = hash_in_pieces(path, read);
    if (is == was) return "";
    return concat("file ", name, " has changed: its sha256 is ",
                  is.sha256.hex(), ", was ", was.sha256.hex());
  } catch (const Error& e) {
    return concat("file ", name, " cannot be read: ", e.what());
  }
}

std::string unlisted_problem(const fs::path& folder, const Digest& object,
                             Look look, const Read& read) {
  if (look == Look::shape) return "";
  try {
    Files files;
    for (const std::string& name : list_files(folder)) {
      files[name] = hash_in_pieces(folder / name, read);
    }
    const Digest found = sha256(object_listing(files));
    return found == object
               ? ""
               : concat(" has changed: its files give ", found.hex());
  } catch (const Error& e) {
    return concat(" cannot be read: ", e.what());
  }
}

}  // namespace

std::string object_listing(const Files& files) {
  std::string listing;
  for (const auto& [path, entry] : files) {
    listing +=
        concat(entry.sha256.hex(), " ", entry.size_bytes, " ", path, "\n");
  }
  return listing;
}

Files parse_listing(std::string_view listing, std::string_view where) {
  Files files;
  while (!listing.empty()) {
    const std::size_t end = listing.find('\n');
    const std::string_view line = listing.substr(0, end);
    const std::size_t space = line.find(' ', kHexDigits + 1);
    check(end != listing.npos && space != line.npos && space + 1 < line.size(),
          where, ": '", line, "' is no line of an object's listing");
    FileEntry entry;
    entry.sha256 = Digest::from_hex(line.substr(0, kHexDigits));
    const char* last = line.data() + space;
    const auto parsed =
        std::from_chars(line.data() + kHexDigits + 1, last, entry.size_bytes);
    check(parsed.ec == std::errc() && parsed.ptr == last, where, ": '", line,
          "' is no line of an object's listing");
    files[std::string(line.substr(space + 1))] = entry;
    listing.remove_prefix(end + 1);
  }
  return files;
}

std::string object_problem(const fs::path& folder, const Digest& object,
                           std::string_view listing, Look look,
                           const Read& read) {
  if (!entry_exists(folder)) return " is not in the store";
  const fs::path part = folder.parent_path();
  if (!is_folder_itself(folder) || (!part.empty() && !is_folder_itself(part))) {
    return " is no folder of the store";
  }
  Files files;
  try {
    if (sha256(listing) == object) files = parse_listing(listing, "listing");
  } catch (const Error&) {
    // A step may have put a line feed into a name.
  }
  if (files.empty()) return unlisted_problem(folder, object, look, read);
  std::vector<std::string> problems;
  for (const auto& [name, was] : files) {
    std::string problem = file_problem(folder, name, was, look, read);
    if (!problem.empty()) problems.push_back(std::move(problem));
  }
  try {
    for (const std::string& name : list_files(folder)) {
      if (!files.contains(name)) {
        problems.push_back(concat("file ", name, " does not belong to it"));
      }
    }
  } catch (const Error& e) {
    if (problems.empty()) return concat(" cannot be read: ", e.what());
  }
  return problems.empty() ? "" : concat(": ", listed(problems, kMostNamed));
}

}  // namespace moonstain
