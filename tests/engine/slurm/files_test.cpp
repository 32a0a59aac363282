#include "core/engine/slurm/files.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain::slurm {

namespace tt = boost::test_tools;

namespace {

struct Place : TempFolder {
  Folder slurm{path / "0012-003"};
  Place() { make_array_folders(slurm); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(files_test)

// A path may hold bytes that are no UTF-8, which JSON text would refuse.
BOOST_AUTO_TEST_CASE(a_batch_comes_back_as_it_was) {
  Place folder;
  Batch batch;
  batch.numbers = {"native", "libm: glibc 2.36, fma", ""};
  batch.numbers.bfloat16 = "bfloat16 by amx";
  batch.task_limit_s = 7;
  batch.stall_limit_s = 900;
  batch.budget_s = 600;
  Task task;
  task.node = 5;
  task.step = "join";
  task.options = Json{{"separator", "+"}, {"scale", 1.0}};
  task.inputs["notes"] = {{"/store/\xff/9f", "a", "mob/1"},
                          {"/store/b", "", ""}};
  batch.tasks = {{41, task}};
  write_batch(folder.slurm, 7, batch);
  const Batch back = read_batch(folder.slurm, 7);
  BOOST_TEST((back.numbers == batch.numbers));
  BOOST_TEST(back.task_limit_s == 7);
  BOOST_TEST(back.stall_limit_s == 900);
  BOOST_TEST(back.budget_s == 600);
  BOOST_REQUIRE(back.tasks.size() == 1U);
  BOOST_TEST(back.tasks[0].first == 41U);
  const Task& same = back.tasks[0].second;
  BOOST_TEST(same.node == 5U);
  BOOST_TEST(same.step == "join");
  BOOST_TEST(same.options.text() == R"({"scale":1.0,"separator":"+"})");
  BOOST_REQUIRE(same.inputs.at("notes").size() == 2U);
  BOOST_TEST(same.inputs.at("notes")[0].path.native() == "/store/\xff/9f");
  BOOST_TEST(same.inputs.at("notes")[0].name == "a");
  BOOST_TEST(same.inputs.at("notes")[0].section == "mob/1");
}

BOOST_AUTO_TEST_CASE(a_result_comes_whole_and_a_second_takes_its_place) {
  Place folder;
  BOOST_TEST(list_results(folder.slurm).empty());
  Result result;
  result.task.files["a/text"] = {3, sha256("abc")};
  result.task.seconds = 1.5;
  result.task.cpu_s = 1.25;
  result.task.peak_bytes = 4096;
  result.task.host = "n1";
  result.stage = "41-9f2c";
  result.job = "12_7";
  write_result(folder.slurm, 41, result);
  BOOST_TEST((read_result(folder.slurm, 41).task.files == result.task.files));
  result.stage = "41-0000";
  result.out_of_memory = true;
  result.task.error = "not enough memory";
  result.task.files.clear();
  write_result(folder.slurm, 41, result);
  // What another machine is still writing is no result.
  write_file(folder.slurm.results() / ".42-9f2c", "half");
  BOOST_TEST(list_results(folder.slurm) == std::vector<unsigned>{41},
             tt::per_element());
  const Result back = read_result(folder.slurm, 41);
  BOOST_TEST(back.task.files.empty());
  BOOST_TEST(back.task.seconds == 1.5);
  BOOST_TEST(back.task.cpu_s == 1.25);
  BOOST_TEST(back.task.peak_bytes == 4096U);
  BOOST_TEST(back.task.host == "n1");
  BOOST_TEST(back.stage == "41-0000");
  BOOST_TEST(back.job == "12_7");
  BOOST_TEST(back.out_of_memory);
  BOOST_TEST(back.task.error == "not enough memory");
  BOOST_TEST(list_folder(folder.slurm.results()).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_record_comes_back_as_it_was) {
  Place folder;
  const Record record{"moonstain-a-0012-003",
                      1792,
                      60,
                      {{{0, sha256("a")}, {1, sha256("b")}}, {}}};
  write_record(folder.slurm, record);
  const Record back = read_record(folder.slurm);
  BOOST_TEST(back.job_name == record.job_name);
  BOOST_TEST(back.memory_mb == 1792U);
  BOOST_TEST(back.time_min == 60U);
  BOOST_TEST((back.jobs == record.jobs));
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_named) {
  Place folder;
  write_file(folder.slurm.batch(0), "\x81");
  BOOST_TEST(error_of([&] { read_batch(folder.slurm, 0); }, folder.path) ==
             "0012-003/batch/0: is cut or damaged; expected what Moonstain "
             "wrote there");
  // A list in a list in a list, ten million times.
  rewrite(folder.slurm.batch(0), std::string(10'000'000, '\x91'));
  BOOST_TEST(error_of([&] { read_batch(folder.slurm, 0); }, folder.path) ==
             "0012-003/batch/0: is cut or damaged; expected what Moonstain "
             "wrote there");
  write_file(folder.slurm.record(), "\x80");
  BOOST_TEST(error_of([&] { read_record(folder.slurm); }, folder.path)
                 .starts_with("0012-003/record: is not what this version of "
                              "Moonstain writes: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::slurm
