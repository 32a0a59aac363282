#include "core/engine/process/children.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cstring>

#include "core/base/error.h"
#include "core/engine/process/usage.h"

namespace moonstain {

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

std::set<pid_t>& lasting_children() {
  static std::set<pid_t> children;
  return children;
}

std::vector<std::string> end_children(const std::function<bool(pid_t)>& keep) {
  std::vector<std::string> names;
  // Nearly always there are none, which this tells at once.
  siginfo_t info{};
  while (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0) {
    bool any = false;
    for (const auto child : own_children()) {
      const auto process = static_cast<pid_t>(child);
      if (lasting_children().contains(process)) continue;
      if (keep && keep(process)) continue;
      any = true;
      // One that has ended already was waited for by nobody.
      const std::string name = command_of(process);
      if (!name.empty())
        names.push_back(concat(name, " (process ", child, ")"));
      ::kill(process, SIGKILL);
      ::waitpid(process, nullptr, __WALL);
    }
    if (!any) break;
  }
  return names;
}

std::string end_words(int signal, int code) {
  if (signal == 0) return concat("left with code ", code);
  const char* name = ::sigabbrev_np(signal);
  const char* words = ::sigdescr_np(signal);
  if (name == nullptr) return concat("was ended by signal ", signal);
  return concat("was ended by signal ", signal, " (SIG", name, ": ", words,
                ")");
}

}  // namespace moonstain
