#include "core/engine/run/source_watch.h"

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {

namespace {

constexpr const char* kAdvice =
    "; put the file back that the plan names, or plan anew with this one by "
    "repeating the command";

std::string name_of(const SourceFile& source) {
  return source.manifest.empty()
             ? source.name
             : concat(source.name, " of manifest ", source.manifest);
}

std::string changed_words(const SourceFile& source, const fs::path& path,
                          std::string_view when, const FileEntry& is) {
  std::string words =
      concat(name_of(source), ": ", path.native(), " has changed ", when, ": ");
  words += is.size_bytes != source.size_bytes
               ? concat("it has ", is.size_bytes, " bytes, the plan expects ",
                        source.size_bytes)
               : concat("its sha256 is ", is.sha256.hex(),
                        ", the plan expects ", source.sha256.hex());
  return words + kAdvice;
}

// The file's content as it is now. @return whether it is what the plan names;
// `why` when not
bool look_again(const SourceFile& source, FoundFile& file,
                std::string_view when, std::string& why) {
  try {
    const HashedFile now = hash_source(file.path);
    file.stamp = now.stamp;
    file.settled = now.settled;
    if (now.entry.sha256 == source.sha256) return true;
    why = changed_words(source, file.path, when, now.entry);
  } catch (const Error& e) {
    why = path_exists(file.path)
              ? concat(name_of(source), ": ", e.what())
              : concat(name_of(source), ": ", file.path.native(),
                       " was removed ", when, kAdvice);
  }
  return false;
}

}  // namespace

void SourceWatch::find(const std::vector<SourceFile>& sources) {
  found_.merge(finder_.find(sources));
}

FoundFile SourceWatch::hand_out(const SourceFile& source) {
  auto found = found_.find(source.sha256);
  if (found == found_.end()) {
    find({source});
    found = found_.find(source.sha256);
  }
  FoundFile& file = found->second;
  if (file.settled && path_exists(file.path) &&
      file_stamp(file.path) == file.stamp) {
    return file;
  }
  std::string why;
  if (look_again(source, file, "since the run began", why)) return file;
  try {
    file = finder_.find({source}).at(source.sha256);
  } catch (const Error&) {
    throw Error(why);  // says more than that it is missing
  }
  return file;
}

SourceWatch::Change SourceWatch::change(const SourceFile& source,
                                        const FoundFile& handed,
                                        std::string& why) {
  bool same_stamp = false;
  try {
    same_stamp = file_stamp(handed.path) == handed.stamp;
  } catch (const Error&) {
    // It is gone; look_again says so.
  }
  if (same_stamp && handed.settled) return Change::none;
  FoundFile now = handed;
  if (!look_again(source, now, "while the task ran", why)) {
    return Change::changed;
  }
  if (same_stamp) return Change::none;
  why = concat(name_of(source), ": ", handed.path.native(),
               " was written to or replaced while the task ran");
  return Change::touched;
}

}  // namespace moonstain
