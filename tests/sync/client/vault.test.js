import assert from "node:assert/strict";
import { test } from "node:test";
import { ITERATIONS, Vault, WrongPin } from "../../../sync/client/vault.js";

const few = { iterations: 10 };

test("what is sealed opens with the PIN and with no other", async () => {
  const { vault, lock } = await Vault.create("1234", few);
  const sealed = await vault.seal({ name: "Wanjiku" }, "documents a");
  assert.equal(Buffer.from(sealed).includes("Wanjiku"), false);
  assert.deepEqual(await (await Vault.open("1234", lock)).unseal(sealed, "documents a"), { name: "Wanjiku" });
  await assert.rejects(Vault.open("1235", lock), WrongPin);
});

test("the same value is never sealed the same way twice", async () => {
  const { vault } = await Vault.create("1234", few);
  assert.notDeepEqual(await vault.seal(1, "a"), await vault.seal(1, "a"));
});

test("what is put in the place of something else does not open", async () => {
  const { vault } = await Vault.create("1234", few);
  const sealed = await vault.seal({ name: "Wanjiku" }, "documents a");
  await assert.rejects(vault.unseal(sealed, "documents b"));
});

test("another PIN opens what was sealed before", async () => {
  const { vault, lock } = await Vault.create("1234", few);
  const sealed = await vault.seal("kept", "a");
  await assert.rejects(Vault.changePin("0000", "5678", lock), WrongPin);
  const changed = await Vault.changePin("1234", "5678", lock);
  assert.equal(await (await Vault.open("5678", changed)).unseal(sealed, "a"), "kept");
  await assert.rejects(Vault.open("1234", changed), WrongPin);
});

test("the key cannot be read out of an open vault", async () => {
  const { vault } = await Vault.create("1234", few);
  await assert.rejects(crypto.subtle.exportKey("raw", vault.key));
});

test("guessing a PIN is made slow", async () => {
  assert.ok(ITERATIONS >= 310000);
  const { lock } = await Vault.create("1234");
  assert.equal(lock.iterations, ITERATIONS);
  await assert.rejects(Vault.create("123"), RangeError);
});
