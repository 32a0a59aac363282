#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/engine/step/step_decl.h"

namespace moonstain {

/// How floating point is computed in this run, by kind of step; part of the id
/// of every step whose numbers depend on it. See core/README.md,
/// "Numeric classes".
struct NumericClass {
  std::string choice;  ///< "native" or "portable", as `--numeric` says
  std::string libm;    ///< "libm: glibc 2.36, fma"
  /// "torch native: 2.13.0+cpu, AuthenticAMD, avx512" or
  /// "torch portable: 2.13.0+cpu, avx2"; empty when the worker has no LibTorch
  std::string torch;
  /// Of networks on a GPU: "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200"; empty
  /// where they run on the CPU, as `torch` says (core/engine/worker/gpus.h).
  std::string cuda{};
  /// Of steps whose products are in bfloat16: the class of `torch` and what
  /// this CPU multiplies bfloat16 by, "torch native: 2.13.0+cpu, GenuineIntel,
  /// avx512, bfloat16 by amx". Empty under `portable`, which pins AVX2, for
  /// which LibTorch has no such kernels, and of a run without such a step.
  std::string bfloat16{};

  /// The class of networks, wherever they run.
  const std::string& of_networks() const { return cuda.empty() ? torch : cuda; }

  bool operator==(const NumericClass&) const = default;
};

/// The class of this host, from the C library, the CPU and the LibTorch that
/// the catalog names, without loading it.
///
/// @param choice    "native" or "portable"
/// @param libtorch  `Catalog::libtorch()`
/// @throws Error on another choice, and for "portable" on a CPU without AVX2
///               and FMA
NumericClass numeric_class(std::string_view choice, std::string_view libtorch);

/// Whether a step of this kind runs on a GPU.
bool runs_on_gpu(const NumericClass& numbers, Numeric numeric);

/// The part of the class that a step's identity holds; empty for `exact`.
/// @throws Error for a `torch` step when the class has no LibTorch, and for a
///               `bfloat16` one when it has none of these
const std::string& class_of(const NumericClass& numbers, Numeric numeric);

/// "avx512", "avx2" or "default": what LibTorch uses on this CPU by itself.
std::string cpu_capability();

/// "amx", "avx512_bf16" or "emulation": what LibTorch's products of bfloat16
/// run on here. Products and sums are float32 in each, but the order of sums is
/// its own, so that two of them give other bytes.
std::string bfloat16_kernels();

/// The variables that a worker of this class must have in its environment
/// before LibTorch is loaded: one thread in every library, the instruction set
/// pinned. An empty value means that the variable must be absent.
std::map<std::string, std::string> worker_environment(
    const NumericClass& numbers);

}  // namespace moonstain
