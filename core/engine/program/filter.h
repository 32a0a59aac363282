#pragma once

namespace moonstain {

/// System calls that no program of a step needs and that faults of kernels
/// were found in: keys, mounts, namespaces, tracing, modules, io_uring and
/// their kind fail with EPERM (io_uring and clone3 with ENOSYS), sockets of
/// other families than UNIX and IP with EAFNOSUPPORT, calls of another
/// architecture end the program. As the kernel takes it: a new file in memory
/// with a classic BPF program, at its start.
///
/// @return the file, to be closed by the caller
/// @throws Error when it cannot be made
int program_filter();

}  // namespace moonstain
