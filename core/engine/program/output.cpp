#include "core/engine/program/output.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/engine/jail/jail.h"

namespace moonstain {

namespace {

constexpr int kMostLevels = 64;

std::string_view kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

std::size_t check_folder(const fs::path& folder, const std::string& below,
                         int level) {
  check(level < kMostLevels, "wrote folders in more than ", kMostLevels,
        " levels");
  std::size_t files = 0;
  for (const std::string& name : list_folder(folder)) {
    const std::string shown = printable(below + name);
    check(shown == below + name &&
              name.find_first_of("\n\t") == std::string::npos,
          "wrote '", shown, "', a name that is no plain text");
    const fs::path path = folder / name;
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
      files += check_folder(path, concat(below, name, "/"), level + 1);
    } else {
      ++files;
    }
  }
  return files;
}

}  // namespace

void check_output(const fs::path& folder) {
  check(check_folder(folder, "", 0) > 0, "wrote no file into its output");
}

void read_shut_in(const ProcessLimits& limits,
                  const std::function<void()>& read) {
  const auto body = [&] {
    try {
      narrow_worker_jail();
      read();
      return 0;
    } catch (const std::exception& e) {
      std::fputs(e.what(), stderr);
      return 1;
    }
  };
  const ProcessEnd end = run_process(body, limits, {}, Printing::kept, "");
  if (end.code == 0) return;
  check(end.reason.empty() && end.signal == 0 && !end.printed.empty(),
        "cannot be read: ",
        end.reason.empty() ? concat("signal ", end.signal, " ended the reader")
                           : end.reason);
  fail(end.printed);
}

}  // namespace moonstain
