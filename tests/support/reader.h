#pragma once

#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// What `body` gives, or the text of what it throws, in a process of its own
/// that may not write into `folders`, as where somebody else has made them. A
/// root without its capabilities is held to permissions like anybody.
inline std::string as_a_reader(const std::vector<fs::path>& folders,
                               const std::function<std::string()>& body) {
  const TempFolder said;
  for (const fs::path& folder : folders) ::chmod(folder.c_str(), 0555);
  const pid_t child = ::fork();
  if (child == 0) {
    __user_cap_header_struct version{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2]{};
    if (::syscall(SYS_capset, &version, none) != 0) ::_exit(1);
    std::string text;
    try {
      text = body();
    } catch (const std::exception& e) {
      text = e.what();
    }
    write_file(said / "text", text);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  for (const fs::path& folder : folders) ::chmod(folder.c_str(), 0755);
  return status == 0 ? read_file(said / "text") : "the process has failed";
}

}  // namespace moonstain
