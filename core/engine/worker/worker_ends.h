#pragma once

#include <string>

namespace moonstain {

/// How worker processes end, for people: end_words (process/children.h), and of
/// one that signal 9 has ended whether the system was out of memory, by its
/// count of processes that it has ended for want of it, here or in any group.
class WorkerEnds {
 public:
  /// Counts from now.
  WorkerEnds();

  /// To be asked once for each end, soon after it: a process that the system
  /// ends between two of them is laid at the door of the second.
  std::string words(int signal, int code);

 private:
  long long memory_kills_;  ///< so far; -1: the system does not say
};

}  // namespace moonstain
