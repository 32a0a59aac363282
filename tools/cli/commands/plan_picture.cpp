#include "tools/cli/commands/plan_picture.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"

namespace moonstain {

namespace {

using report::element;
using report::empty_element;
using report::px;
using report::text_element;

constexpr double kWidth = 190, kHeight = 46;   // of a box
constexpr double kAcross = 70, kBetween = 18;  // from box to box
constexpr double kBorder = 20;
constexpr std::size_t kLetters = 26;  // that fit into a box

struct Box {
  std::string label;
  std::string where{};
  bool files = false;
  std::uint32_t nodes = 0, kept = 0;
  std::size_t depth = 0;  ///< the longest way to one of its nodes
  std::set<std::size_t> from{};
  double x = 0, y = 0;
};

std::string cut(const std::string& text) {
  return width_of(text) <= kLetters ? text
                                    : cut_to_width(text, kLetters - 3) + "...";
}

/// Nodes put together to boxes, in the order of their first nodes.
std::vector<Box> boxes_of(const Graph& graph, const PlanState& state) {
  const std::size_t count = graph.nodes.size();
  std::vector<std::size_t> depth(count), box_of(count);
  std::vector<Box> boxes;
  std::map<std::pair<std::string, std::string>, std::size_t> by_call;
  for (std::size_t i = 0; i < count; ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) continue;
    for (const NodeIndex from : inputs_of(node)) {
      depth[i] = std::max(depth[i], depth[from] + 1);
    }
    const auto [at, is_new] = by_call.emplace(
        std::pair(node.where.str(), node.step.str()), boxes.size());
    if (is_new) boxes.push_back({.label = node.step, .where = node.where});
    box_of[i] = at->second;
    Box& box = boxes[at->second];
    ++box.nodes;
    box.kept += state.states[i] == NodeState::kept;
    box.depth = std::max(box.depth, depth[i]);
  }
  std::map<std::pair<std::size_t, std::string>, std::set<NodeIndex>> files;
  for (std::size_t i = 0; i < count; ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) continue;
    for (const NodeInput& input : node.inputs) {
      for (const NodeIndex from : input.nodes) {
        if (graph.nodes[from].is_source()) {
          files[{box_of[i], input.name}].insert(from);
        } else if (box_of[from] != box_of[i]) {
          boxes[box_of[i]].from.insert(box_of[from]);
        }
      }
    }
  }
  for (const auto& [user, sources] : files) {
    const Node& first = graph.nodes[*sources.begin()];
    Box box{.label = sources.size() == 1
                         ? std::string(first.source->name)
                         : concat(sources.size(), " files: ", user.second),
            .files = true};
    box.nodes = static_cast<std::uint32_t>(sources.size());
    // Just before the box that takes them.
    box.depth = boxes[user.first].depth > 0 ? boxes[user.first].depth - 1 : 0;
    boxes[user.first].from.insert(boxes.size());
    boxes.push_back(std::move(box));
  }
  return boxes;
}

/// A column for each depth that a box has; in it, boxes by the mean height of
/// what they take, so that few lines cross.
void place(std::vector<Box>& boxes) {
  std::map<std::size_t, std::vector<std::size_t>> columns;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    columns[boxes[i].depth].push_back(i);
  }
  double x = kBorder;
  for (auto& [depth, column] : columns) {
    std::map<std::size_t, double> height;
    for (const std::size_t i : column) {
      double sum = 0;
      std::size_t placed = 0;
      for (const std::size_t from : boxes[i].from) {
        if (boxes[from].depth >= depth) continue;
        sum += boxes[from].y;
        ++placed;
      }
      height[i] = placed > 0 ? sum / static_cast<double>(placed) : 0;
    }
    std::stable_sort(
        column.begin(), column.end(),
        [&](std::size_t a, std::size_t b) { return height[a] < height[b]; });
    double y = kBorder;
    for (const std::size_t i : column) {
      boxes[i].x = x;
      boxes[i].y = y;
      y += kHeight + kBetween;
    }
    x += kWidth + kAcross;
  }
}

std::string drawn(const Box& box) {
  const bool kept = !box.files && box.kept == box.nodes;
  std::string fill = kept ? "#dddddd" : "#ffffff";
  report::Attributes frame = {{"x", px(box.x)},      {"y", px(box.y)},
                              {"width", px(kWidth)}, {"height", px(kHeight)},
                              {"rx", "4"},           {"fill", fill},
                              {"stroke", "#555555"}};
  if (box.files) frame.emplace_back("stroke-dasharray", "4 3");
  const std::string second =
      box.files
          ? ""
          : concat(box.where,
                   box.nodes > 1 ? concat(", ", box.nodes, " times") : "");
  std::string out = empty_element("rect", frame);
  out += text_element("title", {},
                      box.files ? box.label : concat(box.label, ", ", second));
  const double middle = box.y + kHeight / 2;
  out += text_element("text",
                      {{"x", px(box.x + 10)},
                       {"y", px(second.empty() ? middle + 5 : middle - 3)}},
                      cut(box.label));
  if (!second.empty()) {
    out += text_element("text",
                        {{"x", px(box.x + 10)},
                         {"y", px(middle + 14)},
                         {"font-size", "11"},
                         {"fill", "#555555"}},
                        cut(second));
  }
  return element("g", {}, out) + "\n";
}

std::string line(const Box& from, const Box& to) {
  const double x1 = from.x + kWidth, y1 = from.y + kHeight / 2;
  const double x2 = to.x, y2 = to.y + kHeight / 2;
  const double bend = kAcross / 2;
  return empty_element(
             "path", {{"d", concat("M", px(x1), " ", px(y1), "C", px(x1 + bend),
                                   " ", px(y1), " ", px(x2 - bend), " ", px(y2),
                                   " ", px(x2), " ", px(y2))},
                      {"fill", "none"},
                      {"stroke", "#8899aa"}}) +
         "\n";
}

}  // namespace

std::string plan_picture(const Graph& graph, const PlanState& state) {
  std::vector<Box> boxes = boxes_of(graph, state);
  place(boxes);
  double right = 0, bottom = 0;
  std::string lines, drawn_boxes;
  for (const Box& box : boxes) {
    right = std::max(right, box.x + kWidth + kBorder);
    bottom = std::max(bottom, box.y + kHeight + kBorder);
    for (const std::size_t from : box.from) lines += line(boxes[from], box);
    drawn_boxes += drawn(box);
  }
  return element(
             "svg",
             {{"xmlns", "http://www.w3.org/2000/svg"},
              {"width", px(right)},
              {"height", px(bottom)},
              {"viewBox", concat("0 0 ", px(right), " ", px(bottom))},
              {"font-family", "sans-serif"},
              {"font-size", "13"}},
             "\n" +
                 text_element("title", {}, concat("Plan of ", graph.recipe)) +
                 "\n" + lines + drawn_boxes) +
         "\n";
}

}  // namespace moonstain
