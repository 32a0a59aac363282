#include "core/engine/worker/gpus.h"

#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/engine/test_runs.h"
#include "tests/support/scoped_variable.h"

namespace moonstain {

namespace {

constexpr const char* kGpu = "torch cuda: 2.13.0, CUDA 13.0, a stand-in";

/// A folder laid out as LibTorch is: the worker of these tests loads none.
struct LibTorch {
  TempFolder folder;

  explicit LibTorch(const std::string& minor = "13") {
    write("lib/libtorch_cpu.so", "");
    write("lib/libtorch_cuda.so", "");
    write("include/torch/headeronly/version.h",
          concat("#pragma once\n#define TORCH_VERSION_MAJOR 2\n"
                 "#define TORCH_VERSION_MINOR ",
                 minor, "\n#define TORCH_VERSION_PATCH 0\n"));
  }
  void write(const std::string& file, const std::string& text) {
    const fs::path path = folder.path / file;
    make_folders(path.parent_path());
    write_file(path, text);
  }
  std::string refused(const std::string& libtorch) const {
    return error_of([&] { find_gpus(test_worker(), libtorch, "2.13.0"); },
                    folder.path);
  }
  std::string refused() const { return refused(folder.path.native()); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gpus_test)

BOOST_AUTO_TEST_CASE(gpus_of_one_kind_are_counted_and_give_the_class) {
  const ScopedVariable named("MOONSTAIN_TEST_GPUS", concat(kGpu, "|", kGpu));
  const LibTorch libtorch;
  const Gpus gpus =
      find_gpus(test_worker(), libtorch.folder.path.native(), "2.13.0");
  BOOST_TEST(gpus.count == 2U);
  BOOST_TEST(gpus.numeric == kGpu);
  BOOST_TEST(gpus.libraries == libtorch.folder.path / "lib");
}

// As a wheel is unzipped: LibTorch is in torch/.
BOOST_AUTO_TEST_CASE(an_unzipped_wheel_is_taken_by_its_own_folder) {
  const ScopedVariable named("MOONSTAIN_TEST_GPUS", kGpu);
  const LibTorch libtorch;
  const fs::path torch = libtorch.folder.path / "wheel" / "torch";
  make_folders(torch);
  rename_path(libtorch.folder.path / "lib", torch / "lib");
  rename_path(libtorch.folder.path / "include", torch / "include");
  const Gpus gpus =
      find_gpus(test_worker(), torch.parent_path().native(), "2.13.0");
  BOOST_TEST(gpus.libraries == torch / "lib");
}

BOOST_AUTO_TEST_CASE(what_is_no_libtorch_of_this_version_with_cuda_is_refused) {
  const LibTorch libtorch;
  BOOST_TEST(libtorch.refused("") ==
             "--device cuda: MOONSTAIN_LIBTORCH is not set; point it to an "
             "unpacked LibTorch 2.13.0 with CUDA, the folder that has lib/ and "
             "include/");
  BOOST_TEST(libtorch.refused("/nowhere") ==
             "--device cuda: MOONSTAIN_LIBTORCH=/nowhere has no "
             "lib/libtorch_cpu.so; it must be an unpacked LibTorch 2.13.0 with "
             "CUDA, or the folder of an unzipped torch wheel");
  const LibTorch older("12");
  const std::string its = older.folder.path.filename().native();
  BOOST_TEST(older.refused().ends_with(
      concat(its,
             " is LibTorch 2.12.0; this program is built for 2.13.0 and "
             "takes no other")));
  LibTorch cpu;
  remove_tree(cpu.folder.path / "lib/libtorch_cuda.so");
  BOOST_TEST(cpu.refused().ends_with(
      " is a LibTorch for CPUs alone: it has no lib/libtorch_cuda.so; take one "
      "with CUDA, of version 2.13.0"));
  remove_tree(cpu.folder.path / "include");
  cpu.write("include/torch/headeronly/version.h", "nothing");
  BOOST_TEST(cpu.refused().ends_with(
      " is LibTorch of an unknown version; this program is built for 2.13.0 "
      "and takes no other"));
}

BOOST_AUTO_TEST_CASE(a_program_without_networks_has_nothing_for_a_gpu) {
  BOOST_TEST(error_of([] { find_gpus(test_worker(), "/anywhere", ""); }) ==
             "--device cuda: this program has no LibTorch, and so no networks");
}

BOOST_AUTO_TEST_CASE(a_machine_without_gpus_or_with_two_kinds_is_refused) {
  const LibTorch libtorch;
  BOOST_TEST(libtorch.refused() ==
             "--device cuda: no GPU is found: nobody has named one");
  {
    const ScopedVariable none("MOONSTAIN_TEST_GPUS", "");
    BOOST_TEST(libtorch.refused() ==
               "--device cuda: no GPU is found on this machine");
  }
  const ScopedVariable two("MOONSTAIN_TEST_GPUS",
                           "torch cuda: a|torch cuda: b");
  BOOST_TEST(libtorch.refused() ==
             "--device cuda: the GPUs compute differently, as 'torch cuda: a' "
             "and 'torch cuda: b'; name those of one kind in "
             "CUDA_VISIBLE_DEVICES");
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_start_is_named) {
  const LibTorch libtorch;
  BOOST_TEST(error_of(
                 [&] {
                   find_gpus("/bin/false", libtorch.folder.path.native(),
                             "2.13.0");
                 },
                 libtorch.folder.path) ==
             "--device cuda: the worker /bin/false cannot be started with the "
             "LibTorch "
             "in lib; what it printed stands above");
}

// Bytes of length 1 that are no message.
BOOST_AUTO_TEST_CASE(a_worker_of_nonsense_is_not_left_behind) {
  const LibTorch libtorch;
  const fs::path worker = libtorch.folder.path / "worker";
  write_file(worker,
             "#!/bin/sh\nprintf '\\001\\000\\000\\000\\301' >&3\nsleep 100\n");
  fs::permissions(worker, fs::perms::owner_all);
  BOOST_TEST(error_of([&] {
               find_gpus(worker, libtorch.folder.path.native(), "2.13.0");
             }) == "a worker process sent bytes that are no message");
  BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) == -1);
  BOOST_TEST(errno == ECHILD);
}

// What the user's own variable names comes after.
BOOST_AUTO_TEST_CASE(its_libraries_come_before_all_others) {
  {
    const ScopedVariable own("LD_LIBRARY_PATH", "/own");
    BOOST_TEST(gpu_environment("/with/cuda").at("LD_LIBRARY_PATH") ==
               "/with/cuda:/own");
  }
  const ScopedVariable none("LD_LIBRARY_PATH", "");
  const auto variables = gpu_environment("/with/cuda");
  BOOST_TEST(variables.at("LD_LIBRARY_PATH") == "/with/cuda");
  BOOST_TEST(variables.at("CUBLAS_WORKSPACE_CONFIG") == ":4096:8");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
