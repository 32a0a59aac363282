#include "core/engine/jail/jail_words.h"

#include "core/base/error.h"

namespace moonstain {

WriteJail chosen_write_jail(const JailSettings& settings,
                            bool starts_programs) {
  return settings.writes ? *settings.writes : best_write_jail(starts_programs);
}

std::string jail_words(const JailSettings& settings) {
  return concat(write_jail_name(chosen_write_jail(settings, false)),
                has_call_filter() ? ", seccomp" : ", no seccomp");
}

std::string jail_gap(const JailSettings& settings) {
  if (chosen_write_jail(settings, false) == WriteJail::none) {
    return "steps are not kept from writing elsewhere: this system has neither "
           "Landlock (Linux 5.19) nor mounts of one's own (user namespaces)";
  }
  if (!has_call_filter()) {
    return "steps are not kept from the network: this system has no filter of "
           "system calls (seccomp)";
  }
  return "";
}

}  // namespace moonstain
