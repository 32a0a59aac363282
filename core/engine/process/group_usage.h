#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <vector>

namespace moonstain {

/// What a program and all that it has started take together.

struct Descendant {
  pid_t process = 0;
  unsigned depth = 0;  ///< 1: a child of this process
};

/// All that this process has started and is still there, outermost first: the
/// children of each thread of each.
std::vector<Descendant> descendants();

struct GroupUse {
  double cpu_s = 0;
  std::uint64_t memory_bytes = 0;
  std::size_t threads = 0;
};

/// Measures descendants of this process again and again.
///
/// Their memory is what would be free without them: private pages, of those
/// that several share (also copies on write after a fork) each its part (PSS),
/// what is swapped out, tables of pages, and all that lies in a /dev/shm of
/// their own, mapped or not. Memory that is shared without a file counts by its
/// length, since it stays where nobody looks at it. Pages of files on disk do
/// not count: they go when they are wanted.
///
/// PSS costs the kernel a walk over all pages. The plain counts of the kernel
/// are at least as large, so it is asked for only where these say more than
/// was known, and at most a tenth of the time goes into it.
class GroupUsage {
 public:
  GroupUse look(const std::vector<Descendant>& processes);
  /// The most memory seen.
  std::uint64_t peak_bytes() const { return peak_bytes_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::uint64_t peak_bytes_ = 0;
  Clock::time_point exact_from_{};
  std::uint64_t anonymous_bytes_ = 0;  ///< shared without a file
  Clock::time_point anonymous_from_{};
};

/// Bytes of files that processes hold open or mapped, that lie on one of these
/// devices and that have no name any more, so that no folder shows them. One
/// that is only mapped counts as far as the mapping reaches.
std::uint64_t unnamed_bytes(const std::vector<Descendant>& processes,
                            const std::set<dev_t>& devices);

}  // namespace moonstain
