#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <vector>

#include "core/engine/process/socket_usage.h"

namespace moonstain {

/// A piece of memory that is shared without a file counts for this much at
/// least. A program that is confined gets no larger ones (program/filter.h): of
/// one that it has unmapped in part, nobody could say how large it is.
inline constexpr std::uint64_t kMostSharedAnonymous = 64 << 10;

/// What a program and all that it has started take together.

struct Descendant {
  pid_t process = 0;
  unsigned depth = 0;  ///< 1: a child of this process
};

/// All that this process has started and is still there, outermost first: the
/// children of each thread of each. Its lasting children (children.h) and what
/// is below them are left out.
std::vector<Descendant> descendants();
/// One child of this process and all below it.
std::vector<Descendant> descendants_from(pid_t child);

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
/// The kernel's own records of them count by what they take at most: threads,
/// open files, mappings, pipes with their content, files in /dev/shm; and what
/// sockets hold.
///
/// PSS costs the kernel a walk over all pages. The plain counts of the kernel
/// are at least as large, so it is asked for only where these say more than
/// was known, and at most a tenth of the time goes into it.
class GroupUsage {
 public:
  /// @param sockets       of their network namespace; null: these do not count
  /// @param enough_bytes  where it is clear that they take more than this, the
  ///                      rest need not be looked at, which may take long
  explicit GroupUsage(SocketUsage* sockets = nullptr,
                      std::uint64_t enough_bytes = UINT64_MAX)
      : sockets_(sockets), enough_bytes_(enough_bytes) {}

  GroupUse look(const std::vector<Descendant>& processes);
  /// The most memory seen.
  std::uint64_t peak_bytes() const { return peak_bytes_; }

 private:
  using Clock = std::chrono::steady_clock;

  void look_closer(const std::vector<pid_t>& processes);

  SocketUsage* sockets_;
  std::uint64_t enough_bytes_;
  std::uint64_t peak_bytes_ = 0;
  Clock::time_point exact_from_{};
  std::uint64_t anonymous_bytes_ = 0;  ///< shared without a file
  std::uint64_t records_bytes_ = 0;    ///< mappings, pipes, sockets
  Clock::time_point closer_from_{};
};

struct UnnamedFiles {
  std::uint64_t bytes = 0;
  /// Whether there may be others or larger ones: one is only mapped, and counts
  /// as far as the mapping reaches; files are on their way through a socket, or
  /// a socket is, with what is on its way through it.
  bool may_be_more = false;
};

/// Files that processes hold open or mapped, that lie on one of these devices
/// and that have no name any more, so that no folder shows them.
///
/// @param sockets  UNIX sockets that there were before this call; each that no
///                 process holds is on its way
UnnamedFiles unnamed_files(const std::vector<Descendant>& processes,
                           const std::set<dev_t>& devices,
                           const std::set<ino_t>& sockets);

}  // namespace moonstain
