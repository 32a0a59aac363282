#include "core/engine/worker/template_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.h"

extern char** environ;

namespace moonstain {

namespace {

constexpr int kTemplateFile = 3;

std::vector<std::string> environment_with(
    const std::map<std::string, std::string>& variables) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!variables.contains(std::string(text.substr(0, text.find('='))))) {
      out.emplace_back(text);
    }
  }
  for (const auto& [name, value] : variables) {
    if (!value.empty()) out.push_back(concat(name, "=", value));
  }
  return out;
}

// In the child, between fork and exec: plain system calls only.
[[noreturn]] void exec_template(const char* program, char* const* environment,
                                int socket, pid_t engine) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != engine) ::_exit(1);
  ::close_range(socket == kTemplateFile ? kTemplateFile + 1 : kTemplateFile,
                ~0U, CLOSE_RANGE_CLOEXEC);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  if (socket == kTemplateFile) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kTemplateFile);
  }
  char option[] = "--template";
  char* const arguments[] = {const_cast<char*>(program), option, nullptr};
  ::execve(program, arguments, environment);
  ::_exit(127);
}

}  // namespace

pid_t start_template(const fs::path& program,
                     const std::map<std::string, std::string>& variables,
                     int socket) {
  if (::access(program.c_str(), X_OK) != 0) {
    fail("worker ", program.native(),
         " cannot be started: ", std::strerror(errno));
  }
  const std::vector<std::string> environment = environment_with(variables);
  std::vector<char*> pointers;
  for (const std::string& entry : environment) {
    pointers.push_back(const_cast<char*>(entry.c_str()));
  }
  pointers.push_back(nullptr);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    exec_template(program.c_str(), pointers.data(), socket, self);
  }
  check(child > 0, "worker ", program.native(),
        " cannot be started: ", std::strerror(errno));
  return child;
}

}  // namespace moonstain
