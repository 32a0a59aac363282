// The whole program with networks: the HiST demo as jobs of a cluster.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/slurm/slurm_runs.h"

namespace moonstain {

namespace {

/// The digests of what a run's outputs are, by the links to the store.
std::string outputs_of(const fs::path& results) {
  std::string text;
  for (const std::string& name : list_folder(results)) {
    std::error_code error;
    const fs::path target = fs::read_symlink(results / name, error);
    if (!error) text += concat(name, " ", target.filename().native(), "\n");
  }
  return text;
}

/// Runs the demo in a folder of its own. @return the exit code
int run_demo(const fs::path& folder, const std::string& options) {
  make_folders(folder);
  const fs::path root = fs::current_path();
  ::setenv("MOONSTAIN_HOME", root.c_str(), 1);
  ::setenv("MOONSTAIN_WORKER", (root / "tools/moonstain-worker").c_str(), 1);
  return WEXITSTATUS(std::system(concat("cd '", folder.native(), "' && '",
                                        (root / "tools/moonstain").native(),
                                        "' run demo --set epochs=2 ", options,
                                        " > said.txt 2>&1")
                                     .c_str()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slurm_demo_test,
                      *boost::unit_test::precondition(can_run_slurm))

BOOST_AUTO_TEST_CASE(the_demo_gives_the_same_bytes_as_on_one_machine) {
  const TempFolder folder;
  const int local = run_demo(folder / "local", "");
  BOOST_REQUIRE_MESSAGE(local == 0, read_file(folder / "local" / "said.txt"));
  const SlurmCluster cluster;
  const int slurm = run_demo(folder / "slurm", "--executor slurm");
  BOOST_REQUIRE_MESSAGE(slurm == 0, read_file(folder / "slurm" / "said.txt"));
  const std::string outputs =
      outputs_of(folder / "slurm" / "results/demo/latest");
  BOOST_TEST(!outputs.empty());
  BOOST_TEST(outputs == outputs_of(folder / "local" / "results/demo/latest"));
  BOOST_TEST(list_folder(folder / "slurm" / ".moonstain/slurm").size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
