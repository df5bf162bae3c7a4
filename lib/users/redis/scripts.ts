import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../../session/redis/script.ts";

/*
 * How an email stays unique although its claim and its user's fields are in different slots, so
 * that no script reaches both. An account with an email exists if and only if the user's hash says
 * `email`; the claim only says where to look. The steps to take an email, at sign-up and at a
 * change:
 *
 *   1. draft.lua or propose.lua
 *        the user's hash notes `nextEmail` and the attempt (a new user's hash also gets a TTL)
 *   2. claim.lua
 *        the email's claim names the user, if it's free, and gets a new fence
 *   3. commit.lua
 *        if the attempt is still the last one, `nextEmail` becomes `email` and the TTL is removed:
 *        only now the user has the email
 *   4. release.lua
 *        the claim to the earlier email is removed, if its fence is the one that the hash had noted
 *
 * A crash after 1 leaves a draft that expires, or a proposal without effect. A crash after 2 or 3
 * leaves a claim that leads to a user without that email. The next user who wants the email asks
 * that user's hash by contest.lua, which first removes the proposal, so that a slow step 3 then
 * fails. Only then does the next user take over the claim. So two users never commit one email, and
 * an unfinished attempt never blocks an email permanently. Each step is durable and may be
 * repeated.
 *
 * Any step may reach Redis late, because it was delayed or sent again after a lost connection.
 * Attempts and fences are unique, one for each time that a script runs, so a late step fails
 * instead of acting on changed data. A late 1 makes the commit fail, and the app then retries the
 * commit. A late 2 makes a takeover and a release fail. A late takeover or release finds another
 * fence if the user has claimed the email since contest.lua asked about it or the user gave it up.
 * A late 3 finds another attempt, or none.
 *
 * A user may have an empty email: after a provider gave the email to another person (yield.lua), or
 * if the account was opened a moment ago (open.lua). No email leads to such a user, but the link to
 * its subject at the provider does. A barred user (yield.lua) isn't found at all, and is about to
 * be removed.
 *
 * To take an email that another user has, the app asks claimed.lua for the claim's owner and fence,
 * and yield.lua takes the email and any proposal from that user's hash. Then the app takes over the
 * claim at that fence, as after contest.lua. A late yield finds another fence in the hash if the
 * user has taken the email since.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const draftScript = new Script(join(folder, "draft.lua"));
export const proposeScript = new Script(join(folder, "propose.lua"));
export const claimScript = new Script(join(folder, "claim.lua"));
export const contestScript = new Script(join(folder, "contest.lua"));
export const commitScript = new Script(join(folder, "commit.lua"));
export const releaseScript = new Script(join(folder, "release.lua"));
export const ownerScript = new Script(join(folder, "owner.lua"));
export const claimedScript = new Script(join(folder, "claimed.lua"));
export const findScript = new Script(join(folder, "find.lua"));
export const setFieldsScript = new Script(join(folder, "set-fields.lua"));
export const setPasswordScript = new Script(join(folder, "set-password.lua"));
export const removeScript = new Script(join(folder, "remove.lua"));
export const openScript = new Script(join(folder, "open.lua"));
export const linkScript = new Script(join(folder, "link.lua"));
export const unlinkScript = new Script(join(folder, "unlink.lua"));
export const yieldScript = new Script(join(folder, "yield.lua"));
export const proveScript = new Script(join(folder, "prove.lua"));
export const getNoteScript = new Script(join(folder, "get-note.lua"));
export const beginProofScript = new Script(join(folder, "begin-proof.lua"));
export const useProofScript = new Script(join(folder, "use-proof.lua"));
export const resetPasswordScript = new Script(join(folder, "reset-password.lua"));
