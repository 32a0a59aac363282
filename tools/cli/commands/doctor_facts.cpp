#include "tools/cli/commands/doctor_facts.h"

#include "core/base/error.h"
#include "core/engine/jail/jail.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

std::string line(const std::string& name, const std::string& what) {
  return concat(padded(name, 12), "  ", what, "\n");
}

std::string write_jail(const MachineFacts& facts) {
  if (facts.landlock >= kLeastLandlock) {
    return concat("Landlock, version ", facts.landlock);
  }
  if (facts.own_mounts) return "mounts of their own (user namespaces)";
  return "neither Landlock (Linux 5.19) nor user namespaces are to be had";
}

std::string workspace_words(const MachineFacts& facts) {
  std::string text = facts.workspace;
  text += facts.workspace_there ? "" : " (made by the first run)";
  text += facts.network_file_system.empty()
              ? ", on this machine's disk"
              : concat(", on ", facts.network_file_system,
                       ", which machines share");
  return text + concat(", ", size_words(facts.free_bytes), " free");
}

}  // namespace

std::vector<Guarantee> guarantees(const MachineFacts& facts) {
  const bool writes = facts.landlock >= kLeastLandlock || facts.own_mounts;
  const std::string no_filter = "the kernel has no filter of calls (seccomp)";
  const std::string filter = "seccomp";
  const bool emulates = facts.native.bfloat16.ends_with("emulation");
  std::vector<Guarantee> all = {
      {true, "exact steps give the same bytes on every machine",
       "they round nothing that machines round differently"},
      {true, "other steps give the same bytes on machines of one class",
       facts.native.torch.empty()
           ? facts.native.libm
           : concat(facts.native.libm, "; ", facts.native.torch)},
      {facts.portable_error.empty(),
       "--numeric portable: one instruction set, as far as it was measured",
       facts.portable_error.empty() ? "AVX2 and FMA are there"
                                    : facts.portable_error},
      {facts.cuda_error.empty(),
       "--device cuda: networks on a GPU, compared with the CPU by tolerance",
       facts.cuda_error.empty() ? facts.cuda : facts.cuda_error},
      {!facts.native.bfloat16.empty() && !emulates,
       "bfloat16 is multiplied by this CPU, where a step is told to use it",
       emulates ? "it has neither AMX nor AVX512-BF16, and emulates it: slower "
                  "than float32"
       : facts.native.bfloat16.empty()
           ? "the worker has no LibTorch"
           : concat(facts.native.bfloat16,
                    "; other kernels give other bytes, compared by "
                    "tolerance")},
      {facts.call_filter, "a stranger's recipe is planned in a jail",
       facts.call_filter ? filter : no_filter},
      {facts.call_filter, "steps have no network",
       facts.call_filter ? filter : no_filter},
      {writes, "steps write into their own folder alone", write_jail(facts)},
      {facts.own_mounts && facts.call_filter,
       "other people's programs run confined",
       !facts.own_mounts    ? "user namespaces are not to be had"
       : !facts.call_filter ? no_filter
                            : "namespaces of their own and seccomp"},
      {true, "whole results or none after a crash; one engine a workspace",
       facts.network_file_system.empty()
           ? "flushes and locks of this machine's disk"
           : concat(facts.network_file_system,
                    " locks no folders: the lock's file alone keeps a second "
                    "engine out")},
      {facts.slurm_error.empty(), "tasks go out as jobs of a cluster",
       !facts.slurm_error.empty() ? facts.slurm_error
       : facts.network_file_system.empty()
           ? "Slurm's commands are there; the workspace must lie where all "
             "machines see it"
           : "Slurm's commands are there"},
  };
  return all;
}

std::vector<std::string> missing_parts(const MachineFacts& facts) {
  std::vector<std::string> missing;
  if (!facts.worker_error.empty()) missing.push_back(facts.worker_error);
  if (facts.home.empty()) {
    missing.push_back(
        "Moonstain's own recipes and manifests are not found; name their "
        "folder in MOONSTAIN_HOME");
  }
  if (!facts.call_filter) {
    missing.push_back(
        "no filter of system calls (seccomp), without which no recipe is "
        "planned; the kernel needs CONFIG_SECCOMP_FILTER");
  }
  if (!facts.workspace_writable) {
    missing.push_back(concat("the workspace ", facts.workspace,
                             " cannot be written; name another by "
                             "--workspace"));
  }
  return missing;
}

std::string doctor_text(const MachineFacts& facts) {
  std::string text = concat("moonstain ", kVersion, "\n\n");
  text += line("kernel", facts.kernel);
  text += line("numbers", facts.native.libm);
  if (!facts.native.torch.empty()) text += line("", facts.native.torch);
  text += line("cores", concat(facts.cores));
  text += line("memory", concat(size_words(facts.memory_bytes), "; tasks take ",
                                size_words(facts.task_memory_bytes)));
  text += line("workspace", workspace_words(facts));
  text += line("own files", facts.home.empty() ? "not found" : facts.home);
  for (const MachineFacts::Folder& folder : facts.data) {
    text +=
        line("data", concat(folder.path, folder.there ? "" : " (not there)"));
  }
  text += "\n";
  for (const Guarantee& one : guarantees(facts)) {
    text += concat(one.holds ? "yes  " : "no   ", one.what, "\n       ",
                   one.why, "\n");
  }
  const std::vector<std::string> missing = missing_parts(facts);
  if (missing.empty()) return text + "\nnothing that a run needs is missing\n";
  text += "\n";
  for (const std::string& one : missing) text += concat("missing: ", one, "\n");
  return text;
}

Json doctor_json(const MachineFacts& facts) {
  Json data = Json::array();
  for (const MachineFacts::Folder& folder : facts.data) {
    data.push_back({{"path", folder.path}, {"there", folder.there}});
  }
  Json promises = Json::array();
  for (const Guarantee& one : guarantees(facts)) {
    promises.push_back(
        {{"holds", one.holds}, {"what", one.what}, {"why", one.why}});
  }
  return {{"version", kVersion},
          {"facts",
           {{"kernel", facts.kernel},
            {"libm", facts.native.libm},
            {"torch", facts.native.torch},
            {"bfloat16", facts.native.bfloat16},
            {"cuda", facts.cuda},
            {"cores", facts.cores},
            {"memory_bytes", facts.memory_bytes},
            {"task_memory_bytes", facts.task_memory_bytes},
            {"call_filter", facts.call_filter},
            {"own_mounts", facts.own_mounts},
            {"landlock", facts.landlock},
            {"workspace", facts.workspace},
            {"workspace_there", facts.workspace_there},
            {"network_file_system", facts.network_file_system},
            {"free_bytes", facts.free_bytes},
            {"home", facts.home},
            {"data", data}}},
          {"guarantees", promises},
          {"missing", missing_parts(facts)}};
}

}  // namespace moonstain
