#pragma once

#include <sys/types.h>

namespace moonstain {

/// The first process of a sandbox (sandbox.h) whose program stays: it has
/// imported its packages, stopped itself, and each task is a fork of it.
///
/// The program stands in the sandbox as any other does, with the same filter,
/// user and limits, and has seen no task when it stops. It is woken by SIGCONT
/// to make one fork, which stops itself, too, and stops itself again. So while
/// a task begins and runs, the program does nothing. A task then gets what it
/// is to see: this process, which keeps the rights in the sandbox's namespace
/// and the host's mounts in a mount namespace of its own, mounts /inputs,
/// /output, TMPDIR, HOME and /dev/shm, and wakes the fork. When the fork ends,
/// all that it has started is killed and the mounts go.
///
/// A task finds nothing of another, also where the packages are a stranger's
/// who has foreseen this. Before the fork is woken these are looked at from
/// outside, while both are stopped:
///
///   - the program has one thread. The fork has standard input, output and
///     error as this process has them and no other open file, and no memory
///     that is shared but files nobody can write. So the two have no more in
///     common than what they began with; the filter kept them from sharing
///     memory, files or folder as threads do
///   - there is no other process, and the fork is no child of the program, who
///     so hears nothing of how it ends
///   - the program cannot be looked into (`PR_SET_DUMPABLE`)
///   - importing has left no file in /dev/shm; from then on that, TMPDIR and
///     HOME cannot be written. What lies in the latter two each task gets as a
///     copy (left_files.h)
///
/// Where this is not so the program is not kept, and that is said (`refusal`).
/// After the task the program must be what it was: not have run for a moment,
/// no signal that waits for it, the same limits, priority and CPUs, and no
/// socket of TCP, UDP or UNIX may be left; else it is `spent` and ends. What
/// remains between two tasks is what remains between any two processes of a
/// machine: time, load, the number of the next process.
///
/// @param program      a child that has not stopped yet
/// @param host_mounts  a mount namespace that shows what tasks may be given
/// @param orders       the socket on which they come (warm_message.h)
/// @throws Error       on what no task should do and the kernel refuses
void serve_warm(pid_t program, int host_mounts, int orders);

}  // namespace moonstain
