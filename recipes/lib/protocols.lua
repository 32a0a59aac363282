-- Who is held out, and what is scored: switches that recipes share.

local ms = require "moonstain"

local protocols = {}

function protocols.cells()
  return ms.switch {
    name = "cells", kind = "scoring",
    published = "whole_grid", audited = "tissue", choices = { "kept_grid" },
    why = "cells without a spot are white in the input and 0 in the target: "
          .. "the tissue mask alone correlates",
  }
end

function protocols.unit()
  return ms.switch {
    name = "unit", kind = "leak",
    published = "section", audited = "patient",
    why = "sections of one patient share its tissue",
  }
end

function protocols.gene_choice()
  return ms.switch {
    name = "gene_choice", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the list keeps genes by their counts in every section, the tested "
          .. "one among them",
  }
end

function protocols.checkpoint()
  return ms.switch {
    name = "checkpoint", kind = "leak",
    published = "last", audited = "last", choices = { "best" },
    why = "choosing the epoch on the held-out section learns from it; for "
          .. "genes the paper's code keeps the last, so both ends do",
  }
end

-- Folds of a data set's sections; with `size_matched` the training sets are cut to
-- the size that a patient held out leaves, sections of the same patient first.
-- `may_be_empty`: the recipe shows what a page says where nothing can be held out.
function protocols.folds(data, unit, may_be_empty)
  local size_matched = ms.param {
    name = "size_matched", default = false,
    "training sets cut to the size that a patient held out leaves, sections "
    .. "of the same patient first: tells the leak from the loss of sections",
  }
  return ms.folds(data.manifest, data.sections, unit, {
    size_like = size_matched and "patient" or nil,
    may_be_empty = may_be_empty,
  })
end

-- Appends the values of one list to another.
function protocols.append(list, more)
  for _, one in ipairs(more) do list[#list + 1] = one end
end

return protocols
