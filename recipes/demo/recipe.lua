-- The same experiment in small, on what ships with the project: two sections
-- of the mouse olfactory bulb, each predicted by a model that saw the other.
--
-- Data      Stahl et al. 2016, doi:10.1126/science.aaf2403, as in STUtility
-- Departs   README.md: one animal leaves nothing to hold out, so this shows
--           how a page reads and says nothing of the method

local hist = require "hist"

local outputs = hist.leave_one_out {
  title = "HiST in small: two sections of a mouse olfactory bulb",
  dataset = "mob",
  may_be_empty = true,
  output_init = "zero",
  epochs = { quick = 10, standard = 100, paper = 200 },
}

return outputs
