#include "core/engine/plan/numeric_class.h"

#include <cpuid.h>
#include <gnu/libc-version.h>

#include <cstring>

#include "core/base/error.h"

namespace moonstain {

namespace {

bool has_avx2_and_fma() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

// AMX's tiles and their bfloat16 products, kept by the operating system from
// task to task (Intel SDM volume 1, section 18.3). Asked of CPUID itself:
// clang 16's __builtin_cpu_supports does not know the names.
bool has_amx_bfloat16() {
  constexpr unsigned tiles = 1u << 24, bfloat16 = 1u << 22;
  constexpr unsigned saves = 1u << 27, tile_state = 3u << 17;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || !(c & saves)) return false;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
  if (!(d & tiles) || !(d & bfloat16)) return false;
  unsigned kept = 0, kept_high = 0;
  asm volatile("xgetbv" : "=a"(kept), "=d"(kept_high) : "c"(0));
  return (kept & tile_state) == tile_state;
}

std::string cpu_vendor() {
  unsigned most = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(0, &most, &b, &c, &d) == 0) return "unknown";
  char name[13] = {};
  std::memcpy(name, &b, 4);
  std::memcpy(name + 4, &d, 4);
  std::memcpy(name + 8, &c, 4);
  return name;
}

}  // namespace

// The rule of LibTorch's own dispatch (aten/src/ATen/native/DispatchStub.cpp).
std::string cpu_capability() {
  if (!has_avx2_and_fma()) return "default";
  if (__builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq")) {
    return "avx512";
  }
  return "avx2";
}

// The rule of oneDNN's own dispatch (src/cpu/x64/cpu_isa_traits.hpp), of what
// has bfloat16; AVX-NE-CONVERT is on no CPU that LibTorch takes for it.
std::string bfloat16_kernels() {
  if (cpu_capability() != "avx512") return "emulation";
  if (has_amx_bfloat16()) return "amx";
  return __builtin_cpu_supports("avx512bf16") ? "avx512_bf16" : "emulation";
}

NumericClass numeric_class(std::string_view choice, std::string_view libtorch) {
  check(choice != "cuda",
        "--numeric cuda: networks run on a GPU by --device cuda; --numeric "
        "says how all else computes, native or portable");
  check(choice == "native" || choice == "portable", "--numeric ", choice,
        ": expected native or portable");
  NumericClass numbers;
  numbers.choice = choice;
  // glibc picks its FMA versions of exp, log and the like where AVX2 and FMA
  // are there.
  numbers.libm = concat("libm: glibc ", gnu_get_libc_version(), ", ",
                        has_avx2_and_fma() ? "fma" : "no fma");
  if (libtorch.empty()) return numbers;
  if (choice == "portable") {
    check(has_avx2_and_fma(),
          "--numeric portable: this CPU lacks AVX2 or FMA, which the portable "
          "class is pinned to; use native");
    numbers.torch = concat("torch portable: ", libtorch, ", avx2");
  } else {
    numbers.torch = concat("torch native: ", libtorch, ", ", cpu_vendor(), ", ",
                           cpu_capability());
    numbers.bfloat16 =
        concat(numbers.torch, ", bfloat16 by ", bfloat16_kernels());
  }
  return numbers;
}

bool runs_on_gpu(const NumericClass& numbers, Numeric numeric) {
  return numeric == Numeric::network && !numbers.cuda.empty();
}

const std::string& class_of(const NumericClass& numbers, Numeric numeric) {
  static const std::string none;
  switch (numeric) {
    case Numeric::exact:
      return none;
    case Numeric::libm:
      return numbers.libm;
    case Numeric::torch:
    case Numeric::network:
      check(!numbers.torch.empty(),
            "the step needs LibTorch, which the worker has not");
      return numeric == Numeric::torch ? numbers.torch : numbers.of_networks();
    case Numeric::bfloat16:
      check(!numbers.torch.empty(),
            "the step needs LibTorch, which the worker has not");
      check(!numbers.bfloat16.empty(),
            "products in bfloat16 have no class here: each CPU computes them "
            "its own way, which --numeric portable promises nothing of; use "
            "--numeric native, or precision = \"float32\"");
      return numbers.bfloat16;
  }
  return none;
}

std::map<std::string, std::string> worker_environment(
    const NumericClass& numbers) {
  const bool portable = numbers.choice == "portable";
  return {
      {"OMP_NUM_THREADS", "1"},
      {"MKL_NUM_THREADS", "1"},
      {"OPENBLAS_NUM_THREADS", "1"},
      {"ATEN_CPU_CAPABILITY", portable ? "avx2" : cpu_capability()},
      {"ONEDNN_MAX_CPU_ISA", portable ? "AVX2" : ""},
      {"DNNL_MAX_CPU_ISA", ""},
      {"MKL_CBWR", portable ? "COMPATIBLE" : ""},
      {"MKL_ENABLE_INSTRUCTIONS", portable ? "AVX2" : ""},
      // Would change which functions of the C library are used.
      {"GLIBC_TUNABLES", ""},
      {"LD_PRELOAD", ""},
      {"LC_ALL", "C"},
      {"TZ", "UTC"},
  };
}

}  // namespace moonstain
