-- The end of the prelude: other names that recipes may use, and the module as a
-- recipe gets it. Compiled behind prelude_knobs.lua as one chunk: the locals of the
-- files before are seen here. Each use of such a name is noted, and `moonstain
-- lint` names its line.

-- Functions and steps: the other name, and what is called.
local functions = {
  { "command", "program", " { ... }" },
  { "switches", "protocol", "()" },
  { "metrics", "expression_scores", " { ... }" },
}
local by_alias = {}
for _, rule in ipairs(functions) do
  local alias, name, form = rule[1], rule[2], rule[3]
  if ms[alias] == nil and ms[name] ~= nil then
    local call = ms[name]
    by_alias[alias] = function(...)
      core.alias("ms." .. alias, "is an alias of ms." .. name .. "; write ms."
                 .. name .. form)
      return call(...)
    end
  end
end

-- Members of a step's call: those with another name, those that are not read, and
-- those that another step takes, whose result goes into a member of the call. What
-- the step declares itself is its own.
local members = {
  findings = {
    renamed = { { "metrics", "scores" }, { "switches", "protocol" } },
    left_out = { { "kinds", "the step that makes a baseline says its kind" } },
    moved = {
      step = "map_panel", into = "panels",
      needs = { "targets", "predictions" },
      members = {
        { "targets", "targets" }, { "predictions", "predictions" },
        { "picture", "picture" }, { "map_genes", "items" },
        { "map_gene_count", "item_count" }, { "map_px", "longest_px" },
      },
      shared = { "scores", "dataset" },
    },
  },
}

local function is_given(value)
  return value ~= nil and not (type(value) == "table" and #value == 0)
end

local function rename_members(step, call, rules)
  for _, rule in ipairs(rules) do
    local alias, name = rule[1], rule[2]
    if call[alias] ~= nil and not core.declares(step, alias)
       and core.declares(step, name) then
      if call[name] ~= nil then
        core.fail(step .. ": '" .. alias .. "' is an alias of '" .. name
                  .. "', which is given too")
      end
      core.alias(step .. ": " .. alias, "is an alias of " .. name .. "; write "
                 .. name .. " = ...")
      call[name], call[alias] = call[alias], nil
    end
  end
end

local function leave_out_members(step, call, rules)
  for _, rule in ipairs(rules) do
    local alias, reason = rule[1], rule[2]
    if call[alias] ~= nil and not core.declares(step, alias) then
      core.alias(step .. ": " .. alias, "is not read: " .. reason)
      call[alias] = nil
    end
  end
end

local function move_members(step, call, rule)
  if ms[rule.step] == nil or not core.declares(step, rule.into) then return end
  local inner, moves, whole = {}, false, true
  for _, name in ipairs(rule.needs) do whole = whole and is_given(call[name]) end
  for _, member in ipairs(rule.members) do
    local alias, name = member[1], member[2]
    if call[alias] ~= nil and not core.declares(step, alias) then
      core.alias(step .. ": " .. alias, whole
        and "is taken by " .. rule.step .. "; write " .. rule.into .. " = { ms."
            .. rule.step .. " { " .. name .. " = ... } }"
        or "is not read: " .. rule.step .. " needs "
           .. table.concat(rule.needs, " and "))
      inner[name], call[alias], moves = call[alias], nil, true
    end
  end
  if not (moves and whole) then return end
  for _, name in ipairs(rule.shared) do inner[name] = call[name] end
  local made = { ms[rule.step](inner) }
  if call[rule.into] ~= nil then table.insert(made, 1, call[rule.into]) end
  call[rule.into] = made
end

for step, rules in pairs(members) do
  local made = ms[step]
  if made ~= nil then
    ms[step] = function(args)
      if type(args) ~= "table" then return made(args) end
      local call = {}
      for key, value in pairs(args) do call[key] = value end
      rename_members(step, call, rules.renamed)
      leave_out_members(step, call, rules.left_out)
      move_members(step, call, rules.moved)
      return made(call)
    end
  end
end

-- The module ----------------------------------------------------------------

local names = {}
for name in pairs(ms) do names[#names + 1] = name end

return setmetatable({}, {
  __metatable = "protected",
  __index = function(_, name)
    local member = ms[name]
    if member == nil then member = by_alias[name] end
    if member == nil then
      core.fail("moonstain has no '" .. tostring(name) .. "'"
                .. core.did_you_mean(tostring(name), names))
    end
    return member
  end,
  __newindex = function(_, name)
    core.fail("moonstain: '" .. tostring(name) .. "' cannot be set")
  end,
})
