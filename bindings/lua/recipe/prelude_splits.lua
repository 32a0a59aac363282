-- The part of the prelude that selects from lists: sections, folds and splits.
-- Compiled behind prelude.lua as one chunk: the locals of that file are seen here.

-- Lists ---------------------------------------------------------------------

function ms.without(list, names)
  need_list(list, "ms.without", "the first argument")
  need_list(names, "ms.without", "the second argument")
  local known, left_out = set_of(list), set_of(names)
  for _, name in ipairs(names) do
    if not known[name] then
      core.fail("ms.without: '" .. tostring(name) .. "' is not in the list"
                .. core.did_you_mean(tostring(name), list))
    end
  end
  local kept = {}
  for _, item in ipairs(list) do
    if not left_out[item] then kept[#kept + 1] = item end
  end
  return kept
end

-- The values of these sections, in the order of `names`; of blocks their rows.
function ms.part(values, names)
  if type(names) == "string" then names = { names } end
  need_list(values, "ms.part", "the first argument")
  need_list(names, "ms.part", "the second argument")
  if core.block_section(names[1]) ~= nil then return ms.rows(values, names) end
  local by_name, here = {}, {}
  for _, value in ipairs(values) do
    local section = core.section_of(value)
    if section == nil then
      core.fail("ms.part: the list is not one by section: it holds "
                .. core.describe(value))
    end
    by_name[section] = value
    local short = section:match("/(.*)$") or section
    by_name[short] = by_name[short] == nil and value or false
    here[#here + 1] = short
  end
  local picked = {}
  for i, name in ipairs(names) do
    local value = by_name[name]
    if value == nil then
      core.fail("ms.part: no value of section '" .. tostring(name)
                .. "'; there are " .. text_list(here))
    elseif value == false then
      core.fail("ms.part: section '" .. name .. "' is in two data sets; say "
                .. "\"DATA/" .. name .. "\"")
    end
    picked[i] = value
  end
  return picked
end

-- A section, a block of one, or a patient of a table, and its row of the sheet.
local function unit_of(data, name, unit, who)
  local row = data.patient_rows[name]
  local section = core.block_section(name)
  if section ~= nil or row == nil or data.rows[name] ~= nil then
    row = row_of(data, section or name, who)
  end
  if unit == "block" and section ~= nil then return name end
  if unit == "section" and row.section ~= nil then return row.section end
  if unit == "block" or unit == "section" then
    core.fail(who .. ": '" .. tostring(name) .. "' is no " .. unit
              .. (unit == "block" and "; ms.regions gives names of blocks" or ""))
  end
  if unit == "patient" then return row.patient end
  if unit == "site" or unit == "batch" then
    local value = row[unit] or ""
    if value == "" then
      core.fail(who .. ": the sample sheet of " .. data.name .. " names no " .. unit
                .. " for " .. (row.section and "section " .. row.section
                               or "patient " .. row.patient))
    end
    return value
  end
  core.fail(who .. ": no unit '" .. tostring(unit)
            .. "'; expected \"block\", \"section\", \"patient\", \"site\" or \"batch\", "
            .. "or in ms.folds \"split\"")
end

-- Sections (or blocks, or patients) by unit: sorted names, and a list of them
-- each.
local function by_unit(data, sections, unit, who)
  need_data(data, who)
  need_list(sections, who, "the list of sections")
  local groups = {}
  for _, section in ipairs(sections) do
    local name = unit_of(data, section, unit, who)
    groups[name] = groups[name] or {}
    table.insert(groups[name], section)
  end
  local names = {}
  for name in pairs(groups) do names[#names + 1] = name end
  return names, groups
end

-- A fold says which unit it holds out, and what it is called.
local function split_off(sections, unit, name, test)
  local inside, train = set_of(test), {}
  for _, section in ipairs(sections) do
    if not inside[section] then train[#train + 1] = section end
  end
  return { name = name, unit = unit, test = test, train = train }
end

-- A fold with as many training sections as would be left if the units of
-- `groups` that it tests were held out instead. Sections of those units stay
-- first, so that the size changes and the leak does not; the next ones behind the
-- tested section are taken, round the list. Unchanged where nothing would be left.
local function cut_to_size(fold, sections, groups)
  local tested, related, size = set_of(fold.test), {}, #sections
  for _, group in pairs(groups) do
    local touched = false
    for _, section in ipairs(group) do touched = touched or tested[section] end
    if touched then
      size = size - #group
      for _, section in ipairs(group) do related[section] = true end
    end
  end
  if size < 1 then return fold end
  local last = 0
  for i, section in ipairs(sections) do
    if tested[section] then last = i end
  end
  local inside, chosen, left = set_of(fold.train), {}, size
  for _, wanted in ipairs({ true, false }) do
    for i = last, last + #sections - 1 do
      local section = sections[i % #sections + 1]
      if left > 0 and inside[section] and (related[section] or false) == wanted then
        chosen[section], left = true, left - 1
      end
    end
  end
  local train = {}
  for _, section in ipairs(fold.train) do
    if chosen[section] then train[#train + 1] = section end
  end
  return { name = fold.name, unit = fold.unit, test = fold.test, train = train }
end

-- What a published list says of each section that it names, those among them that
-- the recipe does not take: of the sheet's column `split`, or of a table.
local function split_words(data, sections, given)
  local words = {}
  for _, section in ipairs(sections) do
    local row = row_of(data, section, "ms.folds")
    local word = row.split
    if given ~= nil then word = given[row.section] or "" end
    if word == "" then
      core.fail("ms.folds: the " .. (given and "list" or "sample sheet of " .. data.name)
                .. " names no split for section " .. row.section)
    end
    words[row.section] = word
  end
  if given ~= nil then
    for section, word in pairs(given) do words[section] = word end
  else
    for _, row in ipairs(data.sheet) do
      if row.split ~= "" then words[row.section] = row.split end
    end
  end
  return words
end

-- The tested sections of each fold of a list: names of folds, sorted, and a list of
-- sections each.
local function tested_by_fold(data, words)
  local names, tested = {}, {}
  for section, word in pairs(words) do
    if word ~= "train" and word ~= "val" then
      if tested[word] == nil then
        names[#names + 1], tested[word] = word, {}
      end
      table.insert(tested[word], section)
    end
  end
  if #names == 0 then
    core.fail("ms.folds: the split of " .. data.name .. " tests no section, each is train "
              .. "or val; where a benchmark has no list of its own to test and scores on "
              .. "val, say test in place of val")
  end
  table.sort(names)
  if tested.test ~= nil and #names > 1 then
    core.fail("ms.folds: the split of " .. data.name .. " says test, and names folds, too: "
              .. text_list(names) .. "; of one split say train, val and test, of several "
              .. "the fold that tests a section")
  end
  for _, name in ipairs(names) do table.sort(tested[name]) end
  return names, tested
end

-- Folds as a list has them, and the sections of the list that are not taken. A fold
-- holds out patients where it learns from no other section of one that it tests, else
-- sections; all folds say the same.
local function listed_folds(data, sections, args)
  need_data(data, "ms.folds")
  need_list(sections, "ms.folds", "the list of sections")
  if args.size_like ~= nil then
    core.fail("ms.folds: size_like cuts training sets that are made; those of a split are "
              .. "given")
  end
  if args.split ~= nil and type(args.split) ~= "table" then
    core.fail("ms.folds: split is " .. core.describe(args.split)
              .. "; expected a table from section to word")
  end
  local words = split_words(data, sections, args.split)
  local names, tested = tested_by_fold(data, words)
  local taken, here, absent = {}, {}, {}
  for i, section in ipairs(sections) do
    local name = row_of(data, section, "ms.folds").section
    taken[name], here[i] = true, name .. " " .. words[name]
  end
  for section in pairs(words) do
    if not taken[section] then absent[#absent + 1] = section end
  end
  table.sort(absent)
  local folds, missing, unit = {}, {}, "patient"
  for _, name in ipairs(names) do
    local fold = { name = name, test = {}, train = {}, validation = {} }
    for _, section in ipairs(sections) do
      local word = words[row_of(data, section, "ms.folds").section]
      local side = word == name and "test" or word == "val" and "validation" or "train"
      table.insert(fold[side], section)
    end
    local tests = text_list(tested[name])
    if #fold.test == 0 then
      missing[#missing + 1] = tests
    elseif #fold.train == 0 then
      core.fail("ms.folds: the split of " .. data.name .. " tests " .. tests
                .. ", and leaves none of the " .. #sections .. " sections that are taken "
                .. "to learn from: " .. text_list(here))
    else
      folds[#folds + 1] = fold
    end
    local patients = {}
    for _, section in ipairs(fold.train) do patients[data:patient_of(section)] = true end
    for _, section in ipairs(fold.test) do
      if patients[data:patient_of(section)] then unit = "section" end
    end
  end
  if #folds == 0 and args.may_be_empty ~= true then
    core.fail("ms.folds: the split of " .. data.name .. " tests " .. text_list(missing)
              .. ": none of these is among the " .. #sections .. " sections that are taken, "
              .. text_list(here) .. "; get what is missing (files that the recipe needs of "
              .. "a section), or hold out another unit")
  end
  for _, tests in ipairs(missing) do
    print("ms.folds: a fold of the split is left out, which tests " .. tests
          .. ": none of these is taken")
  end
  for _, fold in ipairs(folds) do fold.unit = unit end
  return folds, absent
end

-- One fold a unit, held out; of "split" the folds that a list gives. With one unit
-- nothing is left to learn from: an error, unless the recipe says that its page is
-- to show just that.
function ms.folds(data, sections, unit, args)
  if unit == "split" then
    check_members(args or {}, "ms.folds", { size_like = true, may_be_empty = true,
                                            split = true })
    return listed_folds(data, sections, args or {})
  end
  local names, groups = by_unit(data, sections, unit, "ms.folds")
  local like_groups
  if args ~= nil then
    check_members(args, "ms.folds", { size_like = true, may_be_empty = true })
    if args.size_like ~= nil then
      like_groups = select(2, by_unit(data, sections, args.size_like, "ms.folds"))
    end
  end
  local folds = {}
  if #names < 2 then
    if args ~= nil and args.may_be_empty == true then return folds end
    core.fail("ms.folds: " .. (#names == 0 and "there are no sections"
              or #sections == 1 and "there is one section, " .. sections[1]
              or #sections .. " sections are of one " .. unit .. ", "
                 .. names[1])
              .. ": held out, it leaves nothing to learn from and nothing is "
              .. "scored; hold out another unit, or say that the recipe shows "
              .. "this, { may_be_empty = true }")
  end
  for i, name in ipairs(names) do
    folds[i] = split_off(sections, unit, name, groups[name])
    if like_groups then
      folds[i] = cut_to_size(folds[i], sections, like_groups)
    end
  end
  return folds
end

-- One split: the sections of the named units are held out.
function ms.split(data, sections, unit, held_out)
  local names, groups = by_unit(data, sections, unit, "ms.split")
  if type(held_out) == "string" then held_out = { held_out } end
  need_list(held_out, "ms.split", "the units held out")
  local inside = {}
  for _, name in ipairs(held_out) do
    if groups[name] == nil then
      core.fail("ms.split: no " .. unit .. " '" .. tostring(name) .. "'; there are "
                .. text_list(names))
    end
    for _, section in ipairs(groups[name]) do inside[section] = true end
  end
  local test = {}
  for _, section in ipairs(sections) do
    if inside[section] then test[#test + 1] = section end
  end
  return split_off(sections, unit, table.concat(held_out, "+"), test)
end
