#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// GPUs that networks may run on, and the LibTorch that drives them.
struct Gpus {
  fs::path libraries;   ///< folder of its libraries, put before a worker's own
  unsigned count = 0;   ///< 0: networks run on the CPU
  std::string numeric;  ///< NumericClass::cuda, the same of all
};

/// Looks for the GPUs of this machine. The program's own LibTorch computes on
/// CPUs; one of the same version with CUDA is put before it in a worker
/// process, which says what it finds. Nothing of CUDA comes into this process.
///
/// @param worker    the program moonstain-worker
/// @param libtorch  MOONSTAIN_LIBTORCH: an unpacked LibTorch (lib/, include/)
///                  or the folder that has it as torch/; empty: not set
/// @param version   of the worker's LibTorch (Catalog::libtorch)
/// @throws Error    "--device cuda: ...": not set, no LibTorch, of another
///                  version, without CUDA, one that cannot be loaded, no GPU,
///                  GPUs that compute differently
Gpus find_gpus(const fs::path& worker, const std::string& libtorch,
               std::string_view version);

/// Variables of a worker on a GPU, beside worker_environment: its LibTorch
/// before all others, and the mode of cuBLAS that repeats its sums.
/// @param libraries  Gpus::libraries
std::map<std::string, std::string> gpu_environment(const fs::path& libraries);

/// Files of devices that such a worker writes to: /dev/nvidia*.
std::vector<std::string> gpu_device_files();

}  // namespace moonstain
