-- HiST's response to immunotherapy: what the published row says by its counts.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Method    METHOD.md
-- Data      none: the slides cannot be had. slides.tsv has which slides are
--           of which patient
-- Expected  expected.json
-- Departs   README.md

local ms = require "moonstain"

local findings = ms.findings {
  title = "HiST's response to immunotherapy",
  model = "hist_response", metric = "weighted_f1", reading = "patients",
  unit = "unknown", scope = "demo",
  scope_note = "arithmetic on what is published; no slide is scored",
  missing = "the 131 slides of the cohort (NGDC OMIX009369) and their labels",
  expected = ms.source { "expected.json", learned_from = "nothing" },
  notes = {
    "By its counts: if each slide is told rightly with the share of its class "
    .. "that the published row implies, 95 of 100 such cohorts lie between. "
    .. "Slides of one patient make it too narrow.",
  },
  panels = {
    ms.fold_groups_panel {
      slides = ms.source { "slides.tsv", learned_from = "nothing" },
      folds = 5, seed = 123,
      title = "The paper's folds, by slide, beside folds by patient",
    },
  },
  protocol = ms.protocol(),
}
return { findings = findings }
