#include "core/engine/worker/worker_process.h"

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
[[noreturn]] void exec_worker(char* const* arguments, char* const* environment,
                              int socket, pid_t engine) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != engine) ::_exit(1);
  ::close_range(socket == kEngineFile ? kEngineFile + 1 : kEngineFile, ~0U,
                CLOSE_RANGE_CLOEXEC);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  if (socket == kEngineFile) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kEngineFile);
  }
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

// Ends with a null, as exec wants them.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

pid_t start_worker(const fs::path& program,
                   const std::vector<std::string>& words,
                   const std::map<std::string, std::string>& variables,
                   int socket) {
  if (::access(program.c_str(), X_OK) != 0) {
    fail("worker ", program.native(),
         " cannot be started: ", std::strerror(errno));
  }
  const std::vector<std::string> environment = environment_with(variables);
  std::vector<std::string> arguments = {program.native()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    exec_worker(argument_pointers.data(), environment_pointers.data(), socket,
                self);
  }
  check(child > 0, "worker ", program.native(),
        " cannot be started: ", std::strerror(errno));
  return child;
}

}  // namespace moonstain
