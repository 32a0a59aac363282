#include "core/learn/train/fit_report.h"

#include "core/base/text.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

void report_fit(const FitWords& words, const OutputCollapse& collapse,
                const TrainingLog& log) {
  if (collapse.constant_outputs > 0) {
    log_line(concat(words.step, ": ", collapse.words(words.outputs)));
  }
  if (!is_fitted(log.final_loss, log.constant_loss)) {
    log_line(concat(words.step, ": after ", log.steps, " steps the ",
                    words.loss, " is ", log.final_loss, ", that of ",
                    words.constant, " is ", *log.constant_loss,
                    "; the network is not fitted"));
  }
}

}  // namespace moonstain
