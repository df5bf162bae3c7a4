/*
 * While a slot moves, its new node serves a call only after ASKING. It refuses a call with several
 * declared keys unless all exist, and a login's record never does. So the call declares its first
 * key alone, and the others go as arguments.
 *
 * The old node sent the call here because it had none of the declared keys any more. For a key that
 * a script finds by itself, that isn't known: if it is absent here, the old node may still have it,
 * and list.lua would take a living session for an ended one.
 */
const prelude = `
local KEYS, ARGV, redis = (function()
  local keys, args, declared, call = {KEYS[1]}, {}, {[KEYS[1]] = true}, redis.call
  local count = tonumber(ARGV[1])
  for i = 2, #ARGV do
    if i <= count + 1 then
      keys[i] = ARGV[i]
      declared[ARGV[i]] = true
    else
      args[#args + 1] = ARGV[i]
    end
  end
  local function checked(command, key, ...)
    if not key then return call(command) end
    if not declared[key] and command ~= 'PUBLISH' and call('EXISTS', key) == 0 then
      error({err = 'TRYAGAIN A key may still be on the node that its slot leaves'})
    end
    return call(command, key, ...)
  end
  return keys, args, setmetatable({call = checked}, {__index = redis})
end)()
`;

/**
 * The script's text for a node that a slot is moving to. {@link askingArguments} says how to call
 * it.
 */
export function askingSource(source: string): string {
  const shebang = /^#!.*\n/.exec(source)?.[0] ?? "";
  return shebang + prelude.trimStart() + source.slice(shebang.length);
}

/**
 * The arguments after the script in EVAL: one key, the number of the others, the others, and the
 * script's own arguments.
 */
export function askingArguments<T>(keys: readonly string[], args: readonly T[]): (T | string | number)[] {
  const [first = "", ...others] = keys;
  return [1, first, others.length, ...others, ...args];
}
