#pragma once

namespace moonstain {

/// System calls that no program of a step needs and that faults of kernels
/// were found in: keys, mounts, namespaces, tracing, modules, io_uring and
/// their kind fail with EPERM (io_uring with ENOSYS), calls of another
/// architecture end the program. As bubblewrap reads it: a new file in memory
/// with a classic BPF program, at its start.
///
/// @return the file, to be closed by the caller
/// @throws Error when it cannot be made
int program_filter();

}  // namespace moonstain
