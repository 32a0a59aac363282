#pragma once

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "core/base/text.h"

namespace moonstain {

/// Where MOONSTAIN_TEST_USER is "plain" and root runs the tests, they and all
/// that they start are a user who is not root and has no capability. Bazel's
/// sandbox knows one user only, so that user gets another number: 1234, in a
/// user namespace of this process.
struct PlainUser {
  PlainUser() {
    const char* asked = std::getenv("MOONSTAIN_TEST_USER");
    if (asked == nullptr || std::string_view(asked) != "plain") return;
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    if (user != 0) return;
    if (::unshare(CLONE_NEWUSER) != 0 ||
        !write("/proc/self/setgroups", "deny") ||
        !write("/proc/self/uid_map", concat("1234 ", user, " 1")) ||
        !write("/proc/self/gid_map", concat("1234 ", group, " 1")) ||
        !drop_capabilities()) {
      std::cerr << "skipped, because this machine lets root be no plain user: "
                   "it allows no user namespaces\n";
      ::_exit(0);
    }
  }

 private:
  static bool write(const char* path, const std::string& text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) ==
                                          static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
  }

  static bool drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    return ::syscall(SYS_capset, &header, none) == 0;
  }
};

}  // namespace moonstain
