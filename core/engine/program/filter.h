#pragma once

namespace moonstain {

/// System calls that no program of a step needs and that faults of kernels
/// were found in: keys, mounts, namespaces, tracing, modules, io_uring and
/// their kind fail with EPERM (io_uring and clone3 with ENOSYS), other sockets
/// than those of UNIX, TCP and UDP with EAFNOSUPPORT or EPROTONOSUPPORT, calls
/// of another architecture end the program. What would hold memory that could
/// not be counted fails, too, with what a kernel without it says. As the kernel
/// takes it: a new file in memory with a classic BPF program, at its start.
///
/// @param forks_tasks  for a program of which each task is a fork
///                     (warm_sandbox.h): a fork then shares neither memory nor
///                     open files nor its folder with what it was forked from
/// @return the file, to be closed by the caller
/// @throws Error when it cannot be made
int program_filter(bool forks_tasks = false);

}  // namespace moonstain
