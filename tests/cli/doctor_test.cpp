#include <boost/test/unit_test.hpp>

#include "core/base/json.h"
#include "tests/cli/place.h"
#include "tools/cli/commands/doctor_facts.h"

namespace moonstain {

namespace {

MachineFacts everything() {
  MachineFacts facts;
  facts.kernel = "Linux 6.12.0";
  facts.native = {"native", "libm: glibc 2.36, fma",
                  "torch native: 2.13.0, GenuineIntel, avx512"};
  facts.native.bfloat16 = facts.native.torch + ", bfloat16 by amx";
  facts.cuda = "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200";
  facts.cores = 16;
  facts.memory_bytes = 64'000'000'000;
  facts.task_memory_bytes = 51'200'000'000;
  facts.call_filter = facts.own_mounts = true;
  facts.landlock = 6;
  facts.workspace = ".moonstain";
  facts.workspace_there = facts.workspace_writable = true;
  facts.free_bytes = 2'000'000'000;
  facts.home = "moonstain";
  facts.data = {{"slides", true}, {"gone", false}};
  return facts;
}

// Of the guarantee whose sentence begins so.
const Guarantee& of(const std::vector<Guarantee>& all,
                    const std::string& start) {
  for (const Guarantee& one : all) {
    if (one.what.starts_with(start)) return one;
  }
  fail("no guarantee '", start, "'");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_test)

BOOST_AUTO_TEST_CASE(a_machine_with_everything_lacks_nothing) {
  const MachineFacts facts = everything();
  for (const Guarantee& one : guarantees(facts)) {
    BOOST_TEST(one.holds, one.what);
  }
  BOOST_TEST(missing_parts(facts).empty());
  const std::string text = doctor_text(facts);
  BOOST_TEST(text.starts_with(
      "moonstain 0.1.0\n\n"
      "kernel        Linux 6.12.0\n"
      "numbers       libm: glibc 2.36, fma\n"
      "              torch native: 2.13.0, GenuineIntel, avx512\n"
      "cores         16\n"
      "memory        64 GB; tasks take 51 GB\n"
      "workspace     .moonstain, on this machine's disk, 2.0 GB free\n"
      "own files     moonstain\n"
      "data          slides\n"
      "data          gone (not there)\n\n"));
  BOOST_TEST(text.ends_with("\n\nnothing that a run needs is missing\n"));
}

BOOST_AUTO_TEST_CASE(writes_are_confined_by_either_of_two_ways) {
  MachineFacts facts = everything();
  facts.landlock = 1;  // too old
  BOOST_TEST(of(guarantees(facts), "steps write").why ==
             "mounts of their own (user namespaces)");
  facts.own_mounts = false;
  const Guarantee writes = of(guarantees(facts), "steps write");
  BOOST_TEST(!writes.holds);
  BOOST_TEST(writes.why ==
             "neither Landlock (Linux 5.19) nor user namespaces are to be had");
  BOOST_TEST(!of(guarantees(facts), "other people's").holds);
  // A run goes on without, and says so.
  BOOST_TEST(missing_parts(facts).empty());
}

BOOST_AUTO_TEST_CASE(without_a_filter_of_calls_no_recipe_is_planned) {
  MachineFacts facts = everything();
  facts.call_filter = false;
  BOOST_TEST(!of(guarantees(facts), "a stranger's").holds);
  BOOST_TEST(!of(guarantees(facts), "steps have no network").holds);
  BOOST_TEST(missing_parts(facts) ==
                 std::vector<std::string>{
                     "no filter of system calls (seccomp), without which no "
                     "recipe is planned; the kernel needs "
                     "CONFIG_SECCOMP_FILTER"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_gpu_is_named_or_why_there_is_none) {
  MachineFacts facts = everything();
  BOOST_TEST(of(guarantees(facts), "--device cuda").why ==
             "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200");
  facts.cuda_error = "--device cuda: no GPU is found on this machine";
  const Guarantee lacking = of(guarantees(facts), "--device cuda");
  BOOST_TEST(!lacking.holds);
  BOOST_TEST(lacking.why == facts.cuda_error);
  // Networks run on the CPU, as they do without the option.
  BOOST_TEST(missing_parts(facts).empty());
}

// Whether it is worth it, and that machines differ in it.
BOOST_AUTO_TEST_CASE(what_multiplies_bfloat16_is_named) {
  MachineFacts facts = everything();
  BOOST_TEST(of(guarantees(facts), "bfloat16 is").why ==
             "torch native: 2.13.0, GenuineIntel, avx512, bfloat16 by amx; "
             "other kernels give other bytes, compared by tolerance");
  facts.native.bfloat16 = facts.native.torch + ", bfloat16 by emulation";
  const Guarantee emulated = of(guarantees(facts), "bfloat16 is");
  BOOST_TEST(!emulated.holds);
  BOOST_TEST(emulated.why ==
             "it has neither AMX nor AVX512-BF16, and emulates it: "
             "slower than float32");
  BOOST_TEST(missing_parts(facts).empty());
}

BOOST_AUTO_TEST_CASE(a_shared_disk_says_what_its_locks_are) {
  MachineFacts facts = everything();
  facts.network_file_system = "nfs";
  facts.workspace_there = false;
  BOOST_TEST(of(guarantees(facts), "whole results").why ==
             "nfs locks no folders: the lock's file alone keeps a second "
             "engine out");
  BOOST_TEST(holds(doctor_text(facts),
                   "workspace     .moonstain (made by the first run), on nfs, "
                   "which machines share, 2.0 GB free\n"));
}

BOOST_AUTO_TEST_CASE(what_every_run_needs_is_code_1) {
  const Place place(kSum);
  const Said good = place.run("doctor");
  BOOST_TEST(good.code == 0);
  BOOST_TEST(good.out.ends_with("\nnothing that a run needs is missing\n"));
  BOOST_TEST(!fs::exists(place.here() / ".moonstain"));
  place.write("here/file", "text");
  const Said bad = place.run("doctor --workspace file", "env MOONSTAIN_HOME=");
  BOOST_TEST(bad.code == 1);
  BOOST_TEST(bad.out.ends_with(
      "\n\nmissing: Moonstain's own recipes and manifests are not found; name "
      "their folder in MOONSTAIN_HOME\n"
      "missing: the workspace file cannot be written; name another by "
      "--workspace\n"));
  const Json json = parse_json(place.run("doctor --json").out, "doctor");
  BOOST_TEST(json["version"] == "0.1.0");
  BOOST_TEST(json["missing"] == Json::array());
  BOOST_TEST(json["facts"]["workspace"] == ".moonstain");
  BOOST_TEST(json["guarantees"][0]["holds"] == true);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
