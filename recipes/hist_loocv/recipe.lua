-- HiST's gene module on legacy ST sections, leaving one out at a time.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Expected  expected.json, the paper's HER2+ cohort; expected_not_here.json, what
--           it reports of sections that cannot be had here
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local hist = require "hist"

local outputs = hist.leave_one_out {
  title = "HiST, expression from H&E, one section held out",
  dataset = "her2st",
  epochs = { quick = 5, standard = 200, paper = 200 },
}

outputs.not_here = ms.findings {
  title = "HiST's expression, published numbers that cannot be tested here",
  model = "hist_model", metric = "pearson.mean", reading = "whole_grid",
  unit = "section", scope = "demo", scope_note = "nothing is scored",
  missing = "the paper's Visium slides, and the weights of CTransPath",
  expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
  protocol = ms.protocol(),
}

return outputs
