#pragma once

#include <cstdio>
#include <map>
#include <string>

#include "core/engine/record/events.h"

namespace moonstain {

/// Shows a run as it goes, from the engine's events.
///
/// - `table`: on a terminal, a block of lines redrawn in place: how many of
///   how many, how long still, and every running task with how far it is. No
///   line is wider than the terminal, which would break it in two; on a narrow
///   one a task's name and how far it is stand below each other;
/// - `lines`: a line for each finished or failed task, for logs and pipes;
/// - `json`: each event as a line of JSON (core/engine/record/events.h).
class LiveView {
 public:
  enum class Style { table, lines, json };

  /// @param title    "hist_loocv unit=patient"
  /// @param columns  of the table; 0: as many as the terminal has
  LiveView(Style style, std::FILE* out, std::string title,
           std::size_t columns = 0);
  /// Takes the table away and leaves the last state of it.
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  void show(const Event& event);

  /// The style for this stream: a table where it is a terminal that can.
  static Style style_for(std::FILE* out, bool json);

 private:
  struct Running {
    std::string name;
    double began_s = 0;
    double expected_s = -1;
    double said_s = 0;  ///< when it last said how far it is
    double left_s = -1;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::string what;
  };

  void note(const Event& event);
  void draw(const Event& event);
  void add_task(const Running& task, double now_s, std::size_t columns,
                std::vector<std::string>& lines) const;
  void clear();
  void print_line(const std::string& line);

  Style style_;
  std::FILE* out_;
  std::string title_;
  std::size_t columns_;
  std::map<NodeIndex, Running> running_;
  int drawn_lines_ = 0;
  double drawn_s_ = -1;
};

/// "patches B4"; of a task that belongs to no section what it works for:
/// "hist_model for B4, B5, B6".
std::string task_name(const Event& event);
/// "12 of 84 done, 3 kept, 2 running, 5 min left".
std::string counts_words(const Event& event);
/// How far a task is: "100/200 batches, loss 0.512, 3 min left"; "" where it
/// has not said.
std::string progress_words(const Event& event);

}  // namespace moonstain
