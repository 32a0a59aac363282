#include "core/engine/program/output.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/engine/jail/jail.h"
#include "core/engine/process/children.h"

namespace moonstain {

namespace {

constexpr int kMostLevels = 64;
/// Leaves room for the store's own folders before it.
constexpr std::size_t kMostPathLetters = 1024;

std::string_view kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

/// Counts while it looks.
class Output {
 public:
  explicit Output(const ProcessLimits& limits) : limits_(limits) {}

  std::uint64_t files() const { return files_; }

  void look(const fs::path& folder, const std::string& below, int level) {
    check(level < kMostLevels, "wrote folders in more than ", kMostLevels,
          " levels");
    for (const std::string& name : list_folder(folder)) {
      const std::string shown = printable(below + name);
      check(shown == below + name &&
                name.find_first_of("\n\t") == std::string::npos,
            "wrote '", shown, "', a name that is no plain text");
      check(shown.size() <= kMostPathLetters, "wrote '", shown, "', a path of ",
            shown.size(), " letters; in a result one has at most ",
            kMostPathLetters);
      check(++entries_ <= limits_.files, "wrote more than ", limits_.files,
            " files and folders; its needs say files = ", limits_.files);
      look_at(folder / name, shown, level);
    }
  }

 private:
  void look_at(const fs::path& path, const std::string& shown, int level) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
      fail("wrote '", shown,
           "', which cannot be looked at: ", std::strerror(errno));
    }
    check(S_ISREG(info.st_mode) || S_ISDIR(info.st_mode), "wrote '", shown,
          "' as ", kind_of(info.st_mode),
          "; a result holds files and folders only");
    check(S_ISDIR(info.st_mode) || info.st_nlink == 1, "wrote '", shown,
          "', a file with a second name; a result holds copies");
    const mode_t mode = S_ISDIR(info.st_mode) ? 0755 : 0644;
    if ((info.st_mode & 07777) != mode && ::chmod(path.c_str(), mode) != 0) {
      fail("wrote '", shown,
           "', whose permissions cannot be set: ", std::strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
      look(path, shown + "/", level + 1);
      return;
    }
    ++files_;
    // By its length, which is what has to be read: a hole takes no disk.
    const auto size = static_cast<std::uint64_t>(info.st_size);
    check(size <= limits_.disk_bytes - bytes_, "wrote '", shown, "' of ",
          gigabytes(size), " GB beside ", gigabytes(bytes_),
          " GB of others; its needs say disk_gb = ",
          gigabytes(limits_.disk_bytes));
    bytes_ += size;
  }

  const ProcessLimits& limits_;
  std::uint64_t files_ = 0;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

void check_output(const fs::path& folder, const ProcessLimits& limits) {
  // It may have shut its own output. Where Landlock confines the worker nothing
  // can have, and modes cannot be changed.
  struct stat info {};
  const bool open =
      ::lstat(folder.c_str(), &info) == 0 && (info.st_mode & 0700) == 0700;
  if (!open && ::chmod(folder.c_str(), 0755) != 0) {
    fail("its output cannot be opened: ", std::strerror(errno));
  }
  Output output(limits);
  output.look(folder, "", 0);
  check(output.files() > 0, "wrote no file into its output");
}

void read_shut_in(const ProcessLimits& limits,
                  const std::function<void()>& read) {
  const auto body = [&] {
    try {
      narrow_worker_jail();
      read();
      return 0;
    } catch (const std::bad_alloc&) {
      std::fputs("cannot be read: it takes more memory than there is", stderr);
      return 1;
    } catch (const std::exception& e) {
      std::fputs(e.what(), stderr);
      return 1;
    }
  };
  const ProcessEnd end = run_process(body, limits, {}, Printing::kept, "");
  if (end.code == 0) return;
  const bool by_itself = end.reason.empty() && end.signal == 0;
  check(by_itself && !end.printed.empty(), "cannot be read: the reader ",
        end.reason.empty() ? end_words(end.signal, end.code) : end.reason);
  fail(printable(end.printed));
}

}  // namespace moonstain
