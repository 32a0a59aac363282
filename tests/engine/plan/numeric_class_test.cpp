#include "core/engine/plan/numeric_class.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(numeric_class_test)

BOOST_AUTO_TEST_CASE(the_class_names_library_processor_and_instruction_set) {
  const NumericClass native = numeric_class("native", "2.13.0");
  BOOST_TEST(native.libm.starts_with("libm: glibc "));
  BOOST_TEST(
      (native.libm.ends_with(", fma") || native.libm.ends_with(", no fma")));
  BOOST_TEST(native.torch.starts_with("torch native: 2.13.0, "));
  BOOST_TEST(native.torch.ends_with(", " + cpu_capability()));
  BOOST_TEST(numeric_class("native", "").torch.empty());
}

BOOST_AUTO_TEST_CASE(choices_that_are_not_there_are_refused) {
  BOOST_TEST(error_of([] { numeric_class("cuda", "2.13.0"); }) ==
             "--numeric cuda: networks run on a GPU by --device cuda; "
             "--numeric says how all else computes, native or portable");
  BOOST_TEST(error_of([] { numeric_class("fast", "2.13.0"); }) ==
             "--numeric fast: expected native or portable");
}

BOOST_AUTO_TEST_CASE(only_steps_whose_numbers_depend_on_it_have_a_class) {
  const NumericClass numbers{"native", "libm: x", "torch: y"};
  BOOST_TEST(class_of(numbers, Numeric::exact).empty());
  BOOST_TEST(class_of(numbers, Numeric::libm) == "libm: x");
  BOOST_TEST(class_of(numbers, Numeric::torch) == "torch: y");
  BOOST_CHECK_EXCEPTION(
      class_of({"native", "libm: x", ""}, Numeric::torch), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "the step needs LibTorch, which the worker has not";
      });
}

// What is not a network keeps its class, and so its key.
BOOST_AUTO_TEST_CASE(a_gpu_is_part_of_the_class_of_networks_alone) {
  NumericClass numbers{"portable", "libm: x", "torch: y"};
  BOOST_TEST(class_of(numbers, Numeric::network) == "torch: y");
  BOOST_TEST(!runs_on_gpu(numbers, Numeric::network));
  numbers.cuda = "torch cuda: z";
  BOOST_TEST(class_of(numbers, Numeric::network) == "torch cuda: z");
  BOOST_TEST(runs_on_gpu(numbers, Numeric::network));
  BOOST_TEST(class_of(numbers, Numeric::torch) == "torch: y");
  BOOST_TEST(class_of(numbers, Numeric::libm) == "libm: x");
  BOOST_TEST(class_of(numbers, Numeric::exact).empty());
  BOOST_TEST(!runs_on_gpu(numbers, Numeric::torch));
}

// Results of it never count as equal to those of float32, and say what
// multiplies bfloat16 here.
BOOST_AUTO_TEST_CASE(bfloat16_is_a_class_of_its_own) {
  const NumericClass native = numeric_class("native", "2.13.0");
  BOOST_TEST(class_of(native, Numeric::bfloat16) ==
             native.torch + ", bfloat16 by " + bfloat16_kernels());
  BOOST_TEST((bfloat16_kernels() == "amx" ||
              bfloat16_kernels() == "avx512_bf16" ||
              bfloat16_kernels() == "emulation"));
  BOOST_TEST(class_of(native, Numeric::torch) == native.torch);
  BOOST_TEST(numeric_class("native", "").bfloat16.empty());
  BOOST_TEST(error_of([] {
               class_of({"portable", "libm: x", "torch: y"}, Numeric::bfloat16);
             }) ==
             "products in bfloat16 have no class here: each CPU computes them "
             "its own way, which --numeric portable promises nothing of; use "
             "--numeric native, or precision = \"float32\"");
  BOOST_TEST(error_of([] {
               class_of({"native", "", ""}, Numeric::bfloat16);
             }) == "the step needs LibTorch, which the worker has not");
}

// core/README.md, "Numeric classes": one thread, AVX2, and the library mode
// that picks one path.
BOOST_AUTO_TEST_CASE(portable_pins_every_library) {
  auto set = worker_environment({"portable", "", ""});
  BOOST_TEST(set["OMP_NUM_THREADS"] == "1");
  BOOST_TEST(set["ATEN_CPU_CAPABILITY"] == "avx2");
  BOOST_TEST(set["ONEDNN_MAX_CPU_ISA"] == "AVX2");
  BOOST_TEST(set["MKL_CBWR"] == "COMPATIBLE");
  auto native = worker_environment({"native", "", ""});
  BOOST_TEST(native["OMP_NUM_THREADS"] == "1");
  BOOST_TEST(native["ATEN_CPU_CAPABILITY"] == cpu_capability());
  // A user's own setting must not come through.
  BOOST_TEST(native.at("MKL_CBWR").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
