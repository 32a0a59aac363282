#pragma once

#include <c10/core/Device.h>

#include <string>

namespace moonstain {

/// Sets LibTorch up for one task, one thread: no pool of threads may exist
/// when a worker is forked from the template process (children of a process
/// with a pool hang in their first operation). Switches deterministic
/// algorithms on and runs a few small operations, so that workers start warm.
/// To be called before any other use of LibTorch; a repeat does no harm.
///
/// @throws Error if a convolution of ones does not give the number it must
void prepare_torch();

/// Runs a few small operations there.
/// @throws Error if a convolution of ones does not give the number it must
void check_sums(at::Device device);

/// Version of the LibTorch in use: "2.13.0+cpu" without the build suffix.
std::string torch_version();

/// The instruction set its kernels run with: "AVX2", "AVX512", "DEFAULT".
std::string torch_capability();

/// Keeps freed memory in the process while a network trains. A step frees and
/// asks for the same gigabyte again; given back to the system in between, it
/// comes page by page, and each page is cleared. Changes no result.
void keep_freed_memory();

}  // namespace moonstain
