#include "core/data/prepare/label_windows.h"

#include "core/data/prepare/clipped_window.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

void read_label_windows(const Dataset& places, LabelReader& labels,
                        std::int64_t side_px, std::string_view step,
                        const TakeLabels& take) {
  const LabelImageInfo& info = labels.info();
  std::vector<Box> boxes;
  for (std::size_t spot = 0; spot < places.spots.size(); ++spot) {
    boxes.push_back(clipped_window(places, spot, side_px, info.width_px,
                                   info.height_px, step));
  }
  const std::vector<std::size_t> order = by_top(boxes);
  for (std::size_t done = 0; done < order.size(); ++done) {
    const Box& box = boxes[order[done]];
    take(order[done], box,
         labels.window(box.x_px, box.y_px, box.width_px, box.height_px));
    report_progress(done + 1, order.size(), "spots");
  }
}

}  // namespace moonstain
