#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/run/resolution.h"
#include "core/engine/run/source_watch.h"
#include "core/engine/run/sources.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/store.h"

namespace moonstain {

/// Whether what a task is given to read is what the plan means: objects of the
/// store are looked at before they are read, source files before and after. It
/// only looks, and remembers what it has seen; what follows is the scheduler's.
///
/// An object that this run has published is there with its files. One whose
/// bytes this run has made or hashed is *whole*, and is not hashed again.
/// Problems are said as by `object_problem`.
class InputCheck {
 public:
  /// What is handed in must outlive this.
  /// @param resolution    which object each node has
  /// @param ledger        knows what objects consist of, and digests of sources
  /// @param data_folders  where source files are looked for
  InputCheck(const Graph& graph, const Resolution& resolution,
             const Store& store, Ledger& ledger,
             const std::vector<fs::path>& data_folders);
  InputCheck(const InputCheck&) = delete;
  InputCheck& operator=(const InputCheck&) = delete;

  /// Finds the source files that `nodes` read, all before any task.
  /// @throws Error   as SourceFinder::find
  void find_sources(const std::vector<NodeIndex>& nodes);

  /// Inputs of a node that are not in the store: somebody has removed them.
  std::vector<NodeIndex> gone_inputs(NodeIndex node) const;

  /// Where the task of `node` is to read its input `from`.
  /// @throws Error   as SourceWatch::hand_out
  fs::path hand_out(NodeIndex node, NodeIndex from);

  /// Objects that a node reads and that are not known to be whole, for its
  /// worker to hash: their folders.
  std::vector<fs::path> not_yet_hashed(NodeIndex node) const;
  /// The worker has hashed them, and found all whole.
  void inputs_hashed(NodeIndex node);

  /// What is wrong with the names and sizes of an object's files. That must do
  /// for a result that no task of this run reads.
  std::string shape_problem(const Digest& object);
  /// What is wrong with the bytes of an object that a worker calls damaged;
  /// empty too when it is no longer there, as another task was first to say so.
  std::string content_problem(const Digest& object);
  /// A worker calls objects damaged and none is: once they may have been made
  /// again since, for another task of theirs. A worker that a step has taken
  /// over could say so for ever.
  /// @return whether it is the first time for this node
  bool believe_once(NodeIndex node);

  enum class Sources : std::uint8_t {
    left_alone,
    touched,  ///< their content is right; the task is to be run again
    changed,  ///< the task has failed
  };
  struct SourcesRead {
    Sources sources = Sources::left_alone;
    std::string why;  ///< where they were not left alone
  };
  /// The task of a node has ended: what has become of the source files that
  /// were handed out to it. Where they were touched for the second time it has
  /// failed.
  SourcesRead sources_read(NodeIndex node);
  /// The task of a node has not begun, and has read no source file.
  void take_back(NodeIndex node);

  /// Whether an object that lies in the store is known to be all there, so that
  /// it need not be replaced by the same one, made again.
  bool is_recorded(const StoredObject& object);
  /// @param recorded  it was in the store before
  void published(const Digest& object, bool recorded);
  /// An object was taken out of the store.
  void lost(const Digest& object);

 private:
  const Graph& graph_;
  const Resolution& resolution_;
  const Store& store_;
  Ledger& ledger_;
  SourceFinder finder_;
  SourceWatch watch_;
  /// Source files that running tasks read, as they were handed out.
  std::unordered_map<NodeIndex, std::map<NodeIndex, FoundFile>> handed_;
  std::unordered_set<NodeIndex> read_again_;  ///< a source was touched
  std::unordered_set<NodeIndex> believed_;
  std::unordered_set<Digest> published_;
  std::unordered_set<Digest> whole_;
};

}  // namespace moonstain
