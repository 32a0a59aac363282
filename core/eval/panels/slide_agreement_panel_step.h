#pragma once

namespace moonstain {

class StepKind;

/// `slide_agreement_panel`: how far predictions of a slide stay as they were
/// where its stain or its tiles are others (metrics/slide_agreement.h), a row a
/// change and predictor. It says nothing of whether they are right.
StepKind slide_agreement_panel_step();

}  // namespace moonstain
