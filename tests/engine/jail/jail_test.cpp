// Steps that reach for what is not theirs: each is refused, named, and has
// changed nothing.
#include "core/engine/jail/jail.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <sstream>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"
#include "tests/support/plain_user.h"

namespace moonstain {

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

namespace {

using State = RunOutcome::State;
namespace tt = boost::test_tools;

tt::assertion_result with_landlock(boost::unit_test::test_unit_id) {
  tt::assertion_result result(has_landlock() && has_call_filter());
  result.message() << "this kernel has no Landlock, or no seccomp";
  return result;
}

tt::assertion_result with_mounts(boost::unit_test::test_unit_id) {
  tt::assertion_result result(has_own_mounts() && has_call_filter());
  result.message() << "this system allows no mounts of one's own, or has no "
                      "seccomp";
  return result;
}

// Path, kind and mode, time of change, content of all that lies below.
std::string snapshot(const fs::path& root) {
  std::ostringstream text;
  std::vector<fs::path> paths = {root};
  while (!paths.empty()) {
    const fs::path path = paths.back();
    paths.pop_back();
    struct stat info;
    if (::lstat(path.c_str(), &info) != 0) {
      text << path << " is not there\n";
      continue;
    }
    text << path << " " << info.st_mode << " " << info.st_nlink << " "
         << info.st_ctim.tv_sec << "." << info.st_ctim.tv_nsec;
    if (S_ISREG(info.st_mode)) text << " " << read_file(path);
    text << "\n";
    if (!S_ISDIR(info.st_mode)) continue;
    for (const std::string& name : list_folder(path)) {
      paths.push_back(path / name);
    }
  }
  return text.str();
}

constexpr std::string_view kOwnFolder =
    "; a step may write into its own output folder only";

/// What whoever is not root meets first: files of the store are read-only.
std::string on_object(const std::string& denied) {
  return ::geteuid() == 0 ? denied : concat("Permission denied", kOwnFolder);
}

/// A workspace with one result, a home, and steps that reach for them.
struct Reach : TestRuns {
  fs::path object;  ///< the file of the result
  fs::path home;
  fs::path in_tmp;
  std::map<NodeIndex, std::string> expected;

  explicit Reach(const JailSettings& jail) {
    test.output("kept", test.add("write", {{"text", "kept"}}));
    object = run().outputs.at("kept").front() / "text";
    home = folder.path / "home";
    make_folders(home);
    write_file(home / "notes", "mine");
    // Where all may write; TEST_TMPDIR is elsewhere.
    in_tmp = concat("/tmp/moonstain-reach-", ::getpid());
    settings.jail = jail;
    settings.keep_going = true;
  }

  /// @param error  what follows "reach: ATTEMPT: "
  void attempt(const std::string& what, const std::string& target,
               const std::string& error, const char* step = "reach") {
    const NodeIndex node =
        test.add(step, {{"attempt", what}, {"target", target}});
    test.output(concat("o", node), node);
    expected[node] =
        concat("recipe.lua:", node + 1, ": ", step, ": ", what, ": ", error);
  }

  /// Nothing but the run's record may differ afterwards.
  void all_are_refused() {
    const auto look = [this] {
      return snapshot(object.parent_path().parent_path()) + snapshot(home) +
             snapshot(settings.results) + snapshot(in_tmp);
    };
    const std::string before = look();
    const RunOutcome outcome = run();
    BOOST_TEST((outcome.state == State::failed));
    std::map<NodeIndex, std::string> found;
    for (const TaskFailure& failure : outcome.failures) {
      found[failure.node] = failure.message;
    }
    for (const auto& [node, message] : expected) {
      BOOST_TEST(found[node] == message);
    }
    BOOST_TEST(found.size() == expected.size());
    BOOST_TEST(look() == before);
    BOOST_TEST(list_folder(settings.workspace / "stage").empty());
  }
};

/// A process that is shut in and then opens a file to write.
/// @return whether it may
bool may_write(const JailPlan& plan, const char* path) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      enter_worker_jail(plan);
    } catch (const std::exception&) {
      ::_exit(2);
    }
    ::_exit(::open(path, O_WRONLY | O_CLOEXEC) >= 0 ? 0 : 1);
  }
  const int code = wait_for(child);
  BOOST_REQUIRE(code < 2);
  return code == 0;
}

/// A port of this machine at which somebody listens.
class Listener {
 public:
  Listener() : file_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* place = reinterpret_cast<sockaddr*>(&address);
    BOOST_REQUIRE(::bind(file_, place, length) == 0);
    BOOST_REQUIRE(::listen(file_, 1) == 0);
    ::getsockname(file_, place, &length);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { ::close(file_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  unsigned port() const { return port_; }

 private:
  int file_;
  unsigned port_ = 0;
};

void add_calls(Reach& runs) {
  const std::string self = concat(::getpid());
  const auto refused = [](const char* call) {
    return concat("Operation not permitted; a step may not call ", call);
  };
  runs.attempt("tcp socket", "", refused("socket"));
  runs.attempt("udp socket", "", refused("socket"));
  runs.attempt("unix socket", "", refused("socket"));
  runs.attempt("send to 127.0.0.1", "", refused("sendto"));
  runs.attempt("send a file", "", refused("sendmsg"));
  runs.attempt("execve", "", refused("execve"));
  runs.attempt("fork", "", refused("clone"));
  runs.attempt("kill", self, refused("kill"));
  runs.attempt("ptrace", self, refused("ptrace"));
  runs.attempt("read memory", self, refused("process_vm_readv"));
  runs.attempt("namespace", "", refused("unshare"));
  runs.attempt("mount", "", refused("mount"));
}

void add_attributes(Reach& runs, const std::string& error) {
  const auto refused = [&](const char* call) {
    return error.empty()
               ? concat("Operation not permitted; a step may not call ", call)
               : error;
  };
  const std::string object = runs.object.native();
  runs.attempt("chmod", object, refused("chmod"));
  runs.attempt("chown", object, refused("chown"));
  runs.attempt("utime", object, refused("utime"));
  runs.attempt("setxattr", object, refused("setxattr"));
  runs.attempt("set flags", object, refused("ioctl"));
}

void add_writes(Reach& runs, const std::string& denied,
                const std::string& moved, const std::string& linked) {
  const std::string object = runs.object.native();
  const std::string fresh = runs.object.parent_path() / "more";
  runs.attempt("write", fresh, denied);
  runs.attempt("append", object, on_object(denied));
  runs.attempt("truncate", object, on_object(denied));
  runs.attempt("unlink", object, denied);
  runs.attempt("mkdir", fresh, denied);
  runs.attempt("symlink", object, on_object(denied));
  runs.attempt("rename out", fresh, moved);
  runs.attempt("rename in", object, moved);
  runs.attempt("hard link in", object, linked);
  runs.attempt("write", runs.settings.results / "test/mine", denied);
  runs.attempt("append", runs.home / "notes", denied);
  runs.attempt("write", runs.home / "new", denied);
  runs.attempt("write", runs.in_tmp, denied);
  runs.attempt("symlink", runs.in_tmp, denied);
  runs.attempt("append", runs.settings.workspace / "ledger.sqlite", denied);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jail_test)

// As a GPU's: nothing else of /dev but what every worker may write to.
BOOST_AUTO_TEST_CASE(devices_that_are_named_may_be_written,
                     *boost::unit_test::precondition(with_landlock)) {
  const TempFolder folder;
  JailPlan plan;
  plan.folder = folder.path;
  plan.writes = WriteJail::landlock;
  BOOST_TEST(!may_write(plan, "/dev/zero"));
  plan.devices = {"/dev/zero"};
  BOOST_TEST(may_write(plan, "/dev/zero"));
  BOOST_TEST(!may_write(plan, "/dev/full"));
}

BOOST_AUTO_TEST_CASE(landlock_keeps_a_step_in_its_stage,
                     *boost::unit_test::precondition(with_landlock)) {
  Reach runs({.writes = WriteJail::landlock});
  const std::string denied = concat("Permission denied", kOwnFolder);
  const std::string across = concat("Invalid cross-device link", kOwnFolder);
  add_calls(runs);
  add_attributes(runs, "");
  add_writes(runs, denied, denied, across);
  runs.attempt("open and cut", runs.object, denied);
  runs.all_are_refused();
  BOOST_TEST(read_run(runs.settings.workspace, "latest").jail ==
             "landlock, seccomp");
  BOOST_TEST(runs.said(EventKind::warning) == 0U);
}

// As Linux 5.19 to 6.1 have it, without a rule for cutting files.
BOOST_AUTO_TEST_CASE(so_does_the_older_landlock,
                     *boost::unit_test::precondition(with_landlock)) {
  Reach runs({.writes = WriteJail::landlock, .landlock_abi = 2});
  const std::string denied = concat("Permission denied", kOwnFolder);
  const std::string object = runs.object.native();
  runs.attempt("append", object, denied);
  runs.attempt("write", runs.home / "new", denied);
  runs.attempt("truncate", object,
               "Operation not permitted; a step may not call truncate");
  runs.attempt("open and cut", object,
               "Operation not permitted; a step may not call openat");
  runs.all_are_refused();
}

BOOST_AUTO_TEST_CASE(own_mounts_keep_a_step_in_its_stage,
                     *boost::unit_test::precondition(with_mounts)) {
  Reach runs({.writes = WriteJail::mounts});
  const std::string denied = concat("Read-only file system", kOwnFolder);
  const std::string across = concat("Invalid cross-device link", kOwnFolder);
  add_calls(runs);
  add_attributes(runs, denied);
  add_writes(runs, denied, across, across);
  runs.attempt("open and cut", runs.object, denied);
  runs.all_are_refused();
  BOOST_TEST(read_run(runs.settings.workspace, "latest").jail ==
             "mounts, seccomp");
}

// The first step is at work in its stage while the second reaches for it.
BOOST_AUTO_TEST_CASE(another_tasks_stage_is_out_of_reach,
                     *boost::unit_test::precondition(with_landlock)) {
  for (const WriteJail writes : {WriteJail::landlock, WriteJail::mounts}) {
    if (writes == WriteJail::mounts && !has_own_mounts()) continue;
    Reach runs({.writes = writes});
    runs.test.output(
        "busy", runs.test.add("write", {{"text", "busy"}, {"sleep_ms", 1000}}));
    runs.attempt("other stage", runs.settings.workspace / "stage",
                 concat(writes == WriteJail::mounts ? "Read-only file system"
                                                    : "Permission denied",
                        kOwnFolder));
    runs.all_are_refused();
  }
}

// The jail is laid for each of a worker's kinds: a program inherits it.
BOOST_AUTO_TEST_CASE(programs_are_kept_as_their_step_is,
                     *boost::unit_test::precondition(with_landlock)) {
  for (const WriteJail writes : {WriteJail::mounts, WriteJail::landlock}) {
    if (writes == WriteJail::mounts && !has_own_mounts()) continue;
    Reach runs({.writes = writes});
    const std::string denied =
        concat(writes == WriteJail::mounts ? "Read-only file system"
                                           : "Permission denied",
               kOwnFolder);
    const std::string not_permitted =
        concat("Operation not permitted", kOwnFolder);
    const char* step = "program_reach";
    runs.attempt("append", runs.object, on_object(denied), step);
    runs.attempt("write", runs.home / "new", denied, step);
    runs.attempt("chmod", runs.object,
                 writes == WriteJail::mounts ? denied : not_permitted, step);
    // With own mounts it has a network of its own, in which nothing is.
    const Listener listener;
    runs.attempt(
        "tcp connect", concat(listener.port()),
        writes == WriteJail::mounts ? "Network is unreachable" : not_permitted,
        step);
    runs.attempt("ptrace", concat(::getpid()), not_permitted, step);
    if (landlock_abi() >= 6) {
      runs.attempt("kill", concat(::getpid()), not_permitted, step);
    }
    runs.all_are_refused();
  }
}

// ... and can be confined further by its step.
BOOST_AUTO_TEST_CASE(a_program_can_be_put_into_a_sandbox,
                     *boost::unit_test::precondition(with_mounts)) {
  TestRuns runs;
  runs.test.output("a",
                   runs.test.add("program_reach", {{"attempt", "sandbox"}}));
  const RunOutcome outcome = runs.run();
  for (const TaskFailure& failure : outcome.failures) {
    BOOST_TEST(failure.message == "");
  }
  BOOST_TEST((outcome.state == State::done));
}

BOOST_AUTO_TEST_CASE(what_a_step_needs_is_allowed) {
  for (const WriteJail writes :
       {WriteJail::landlock, WriteJail::mounts, WriteJail::none}) {
    if (writes == WriteJail::landlock && !has_landlock()) continue;
    if (writes == WriteJail::mounts && !has_own_mounts()) continue;
    TestRuns runs;
    runs.settings.cores = 1;
    runs.settings.jail.writes = writes;
    // The second finds a clean folder for temporary files.
    for (const char* section : {"a", "b"}) {
      const NodeIndex node = runs.test.add("behave", {}, {}, section);
      runs.test.output(section,
                       runs.test.add("length", {}, {{"note", {node}}}));
    }
    const RunOutcome outcome = runs.run();
    BOOST_TEST((outcome.state == State::done));
    for (const TaskFailure& failure : outcome.failures) {
      BOOST_TEST(failure.message == "");
    }
    BOOST_TEST(runs.text(outcome, "a") == "5");  // "first"
  }
}

BOOST_AUTO_TEST_CASE(what_a_step_gets_over_stands_in_its_log,
                     *boost::unit_test::precondition(with_landlock)) {
  TestRuns runs;
  const NodeIndex node =
      runs.test.add("reach_quietly", {{"attempt", "tcp socket"}});
  runs.test.output("a", node);
  const RunOutcome outcome = runs.run();
  BOOST_TEST(runs.text(outcome, "a") == "refused");
  BOOST_TEST(
      read_file(run_logs(runs.settings.workspace, outcome.run).at(node)) ==
      "refused to the step: socket\n");
}

BOOST_AUTO_TEST_CASE(a_system_without_confinement_is_told_or_refused) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("write"));
  runs.settings.jail.writes = WriteJail::none;
  runs.settings.jail.require = true;
  const std::string gap =
      "steps are not kept from writing elsewhere: this system has neither "
      "Landlock (Linux 5.19) nor mounts of one's own (user namespaces)";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             gap + "; --require-jail asks for it");
  runs.settings.jail.require = false;
  BOOST_TEST((runs.run().state == State::done));
  BOOST_REQUIRE(runs.said(EventKind::warning) == 1U);
  for (const Event& event : runs.events) {
    if (event.kind != EventKind::warning) continue;
    BOOST_TEST(event.message == gap + "; --require-jail would refuse to run");
  }
  BOOST_TEST(read_run(runs.settings.workspace, "latest").jail ==
             (has_call_filter() ? "none, seccomp" : "none, no seccomp"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
