#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/slurm/command.h"
#include "tests/support/short_folder.h"

namespace moonstain {

/// A real Slurm on this machine: one controller and two nodes of two CPUs each,
/// unpacked from Debian's packages, in a folder of its own, on loopback.
/// While it lives, PATH leads to its commands.
///
/// The daemons of Debian want to be root; `possible()` says whether they can.
class SlurmCluster {
 public:
  static bool possible() { return ::geteuid() == 0; }

  /// @param more  lines for slurm.conf
  explicit SlurmCluster(const std::string& more = "") {
    for (const char* folder : {"state", "spool", "log", "run", "bin"}) {
      make_folders(root_ / folder);
    }
    const char* runfiles = std::getenv("TEST_SRCDIR");
    check(runfiles != nullptr, "the test is run by Bazel");
    slurm_ = fs::path(runfiles) / "slurm";
    write_file(root_ / "slurm.conf", configuration() + more);
    for (const char* command : {"sbatch", "squeue", "scancel", "scontrol"}) {
      const fs::path path = root_ / "bin" / command;
      write_file(path, concat("#!/bin/sh\nexport LD_LIBRARY_PATH=", libraries(),
                              " LD_PRELOAD=", preload(), "\nexec ",
                              (slurm_ / "usr/bin").native(), "/", command,
                              " \"$@\"\n"));
      fs::permissions(path, fs::perms::owner_all);
    }
    ::setenv("SLURM_CONF", (root_ / "slurm.conf").c_str(), 1);
    const char* path = std::getenv("PATH");
    path_ = path != nullptr ? path : "/usr/bin:/bin";
    ::setenv("PATH", concat((root_ / "bin").native(), ":", path_).c_str(), 1);
    start_controller(true);
    for (const char* node : {"n1", "n2"}) start_node(node);
    wait_until_up();
  }

  ~SlurmCluster() {
    for (const auto& [name, process] : daemons_) {
      ::kill(process, SIGTERM);
    }
    for (const auto& [name, process] : daemons_) end(process);
    ::setenv("PATH", path_.c_str(), 1);
    ::unsetenv("SLURM_CONF");
  }
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  void kill_controller() {
    const pid_t process = daemons_.at("slurmctld");
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
    daemons_.erase("slurmctld");
  }
  /// @param forget  begins without the jobs it knew
  void start_controller(bool forget = false) {
    std::vector<std::string> words = {"slurmctld-wlm", "-D"};
    if (forget) words.push_back("-c");
    start("slurmctld", words);
  }

  /// What a command of Slurm prints. @throws Error when it fails
  static std::string said(const std::vector<std::string>& words) {
    const slurm::Reply reply = slurm::ask(words, 30'000);
    check(reply.ok(), words.front(), " failed: ", reply.error);
    return reply.out;
  }

  std::string log() const { return read_file(root_ / "log" / "slurmctld.log"); }
  const fs::path& root() const { return root_; }

 private:
  std::string libraries() const {
    const std::string lib = (slurm_ / "usr/lib/x86_64-linux-gnu").native();
    return concat(lib, ":", lib,
                  "/slurm-wlm:", (slurm_ / "lib/x86_64-linux-gnu").native());
  }

  std::string preload() const {
    return (slurm_.parent_path() / "moonstain/tests/slurm/loopback.so")
        .native();
  }

  static int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    check(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
              ::getsockname(socket, reinterpret_cast<sockaddr*>(&address),
                            &size) == 0,
          "loopback is not up");
    ::close(socket);
    return ::ntohs(address.sin_port);
  }

  std::string configuration() const {
    const std::string at = root_.native();
    return concat(
        "ClusterName=moonstain\nSlurmctldHost=localhost(127.0.0.1)\n"
        "SlurmctldPort=",
        free_port(),
        "\nSlurmUser=root\nSlurmdUser=root\n"
        "AuthType=auth/none\nCredType=cred/none\nPluginDir=",
        (slurm_ / "usr/lib/x86_64-linux-gnu/slurm-wlm").native(),
        "\nStateSaveLocation=", at, "/state\nSlurmdSpoolDir=", at,
        "/spool/%n\nSlurmctldPidFile=", at,
        "/run/slurmctld.pid\nSlurmdPidFile=", at,
        "/run/slurmd-%n.pid\nSlurmctldLogFile=", at,
        "/log/slurmctld.log\nSlurmdLogFile=", at,
        "/log/slurmd-%n.log\n"
        "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n"
        "JobAcctGatherType=jobacct_gather/none\nSwitchType=switch/none\n"
        "MpiDefault=none\nSelectType=select/cons_tres\n"
        "SelectTypeParameters=CR_CPU\nSchedulerType=sched/backfill\n"
        "SchedulerParameters=sched_interval=1,sched_min_interval=0,"
        "bf_interval=1,batch_sched_delay=0\n"
        "ReturnToService=2\nSlurmctldTimeout=30\nSlurmdTimeout=30\n"
        "InactiveLimit=0\nMinJobAge=300\nKillWait=2\nMessageTimeout=10\n"
        "AccountingStorageType=accounting_storage/none\n"
        "CommunicationParameters=NoInAddrAny,NoCtldInAddrAny\n"
        "SlurmdParameters=config_overrides\nNodeName=n1 NodeHostname=localhost "
        "NodeAddr=127.0.0.1 Port=",
        free_port(),
        " CPUs=2 RealMemory=16000 State=UNKNOWN\nNodeName=n2 "
        "NodeHostname=localhost "
        "NodeAddr=127.0.0.1 Port=",
        free_port(),
        " CPUs=2 RealMemory=16000 State=UNKNOWN\n"
        "PartitionName=main Nodes=n[1-2] Default=YES MaxTime=INFINITE "
        "State=UP OverSubscribe=NO\n");
  }

  void start_node(const std::string& node) {
    start(node, {"slurmd-wlm", "-D", "-N", node, "-d",
                 (slurm_ / "usr/sbin/slurmstepd-wlm").native()});
  }

  void start(const std::string& name, const std::vector<std::string>& words) {
    const std::string program = (slurm_ / "usr/sbin" / words.front()).native();
    const std::string output = (root_ / "log" / (name + ".out")).native();
    const std::string library_path = libraries();
    const std::string preloaded = preload();
    std::vector<char*> pointers;
    for (const std::string& word : words) {
      pointers.push_back(const_cast<char*>(word.c_str()));
    }
    pointers.push_back(nullptr);
    const pid_t test = ::getpid();
    const pid_t process = ::fork();
    if (process == 0) {
      ::setpgid(0, 0);
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != test) ::_exit(1);
      ::setenv("LD_LIBRARY_PATH", library_path.c_str(), 1);
      ::setenv("LD_PRELOAD", preloaded.c_str(), 1);
      std::freopen(output.c_str(), "a", stdout);
      std::freopen(output.c_str(), "a", stderr);
      ::execv(program.c_str(), pointers.data());
      ::_exit(127);
    }
    daemons_[name] = process;
  }

  static void end(pid_t process) {
    for (int i = 0; i < 500; ++i) {
      if (::waitpid(process, nullptr, WNOHANG) == process) return;
      ::usleep(10'000);
    }
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }

  void wait_until_up() {
    std::string last;
    for (const auto end = ::time(nullptr) + 60; ::time(nullptr) < end;) {
      for (const auto& [name, process] : daemons_) {
        if (::waitpid(process, nullptr, WNOHANG) == process) {
          fail(name,
               " has ended: ", read_file(root_ / "log" / (name + ".out")));
        }
      }
      const slurm::Reply reply =
          slurm::ask({"scontrol", "--oneliner", "show", "nodes"}, 5'000);
      last = reply.out + reply.error;
      std::size_t idle = 0;
      for (std::size_t at = 0;
           (at = last.find("State=IDLE ", at)) != std::string::npos; ++at) {
        ++idle;
      }
      if (reply.ok() && idle == 2) return;
      ::usleep(100'000);
    }
    fail("Slurm did not come up: ", last, "\n", log());
  }

  const ShortFolder folder_;  // of a socket
  const fs::path root_ = folder_.path;
  fs::path slurm_;
  std::string path_;
  std::map<std::string, pid_t> daemons_;
};

}  // namespace moonstain
