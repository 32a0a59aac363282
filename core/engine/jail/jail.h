#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// What keeps a worker's writes below its own folder.
enum class WriteJail {
  landlock,  ///< rules of the kernel for this process (ABI 2, Linux 5.19)
  mounts,  ///< own mounts, all read-only but one (user namespaces, Linux 5.12)
  none,    ///< neither is to be had here
};
std::string_view write_jail_name(WriteJail jail);

/// What this kernel gives this user. Asked once and remembered.
///
/// Version of Landlock's interface; 0: none.
int landlock_abi();
/// The version that is needed.
inline constexpr int kLeastLandlock = 2;
bool has_landlock();
bool has_own_mounts();
/// Filters of system calls (seccomp), which take the network away.
bool has_call_filter();

/// Landlock where it is, else own mounts. A worker that starts programs takes
/// own mounts first: under Landlock a program cannot change the mode of its
/// own files, nor make namespaces for what it starts.
WriteJail best_write_jail(bool starts_programs);

/// What a user, or a test, asks of the jail.
struct JailSettings {
  bool require = false;             ///< rather no run than workers not confined
  std::optional<WriteJail> writes;  ///< instead of the best; for tests
  int landlock_abi = 0;             ///< instead of the kernel's; for tests
};

/// What a worker may still do.
struct JailPlan {
  /// Absolute. All that is written must lie below it.
  std::filesystem::path folder;
  WriteJail writes = WriteJail::none;
  /// Landlock's version to make do with; 0: the kernel's. For tests.
  int landlock_abi = 0;
  /// May fork and execute.
  bool starts_programs = false;
  /// Files of devices that it may also write to and control: a GPU's.
  std::vector<std::string> devices{};

  bool has_own_network() const {
    return starts_programs && writes == WriteJail::mounts;
  }
};

/// Shuts this process in, for good, with the threads and programs it starts.
/// Steps parse pictures and weights of strangers; a fault in a decoder then
/// reaches no further than the task:
///
///   - nothing is written, made, moved, linked or removed outside `folder`,
///     the files of `devices` excepted, which may be written and controlled;
///     modes, owners, times and attributes of files stay as they are (below
///     `folder` they may be changed only where `writes` is own mounts)
///   - no network and no socket but those already open. One that starts
///     programs may have socket pairs, and with own mounts any socket, in a
///     network of its own in which nothing is; sockets that are files of the
///     host are then for what confines its programs to hide
///   - no new processes or programs, unless `starts_programs`; with own mounts
///     these may make namespaces, as a sandbox needs, and then write to /proc
///   - no signal to and no look into other processes; one that starts programs
///     may signal, and only these where Landlock has version 6 (Linux 6.12)
///   - no mounts, namespaces, keys, kernel modules, io_uring, shared memory of
///     System V; of root's rights only those to read what others own, and for
///     one that starts programs those to make another user's sandbox; of other
///     users none
///
/// Reading is not restricted. What is refused gives "Operation not permitted",
/// "Permission denied" or "Read-only file system", and the process lives on.
///
/// To be called while there is one thread. Without a call filter of the kernel
/// only writes are confined.
///
/// @throws Error when a mechanism that the kernel has does not come into force
void enter_worker_jail(const JailPlan& plan);

/// Takes the rights to make a sandbox from a process whose jail left them.
void drop_sandbox_rights();

/// Takes those and programs, sockets and mounts from a process whose jail
/// allowed them, for good; the latter not without a call filter of the kernel.
void narrow_worker_jail();

/// Names of the system calls refused since the last time it was asked, each
/// once, in order; not those that Landlock or mounts refused, and not in a
/// worker that starts programs.
std::vector<std::string> take_refused_calls();

// Parts of enter_worker_jail:

/// write_confinement.cpp
void confine_writes(const JailPlan& plan);
/// call_filter.cpp
void filter_calls(const JailPlan& plan);

}  // namespace moonstain
