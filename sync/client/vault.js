// Encryption at rest: a random data key, wrapped by a key from the officer's PIN, so that the PIN can be changed.

const crypto = globalThis.crypto ?? (await import("node:crypto")).webcrypto; // Node 18 has it under this name only

export const ITERATIONS = 310000;
const SHORTEST_PIN = 4;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const AES = { name: "AES-GCM", length: 256 };

/** The PIN does not open this copy. */
export class WrongPin extends Error {
  constructor() {
    super("Wrong PIN.");
    this.name = "WrongPin";
  }
}

/** Seals values for the store, and opens them again. The key cannot be read out of it. */
export class Vault {
  constructor(key, random) {
    this.key = key;
    this.random = random;
  }

  /** A new vault, and the lock to keep: a plain object that the PIN opens. */
  static async create(pin, { iterations = ITERATIONS, random = randomBytes } = {}) {
    const key = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
    const lock = await wrapped(key, pin, iterations, random);
    return { vault: await Vault.open(pin, lock, { random }), lock };
  }

  /** Rejects with WrongPin. */
  static async open(pin, lock, { random = randomBytes } = {}) {
    return new Vault(await unwrapped(pin, lock, false), random);
  }

  /** The lock for another PIN. What is sealed stays as it is. Rejects with WrongPin. */
  static async changePin(pin, newPin, lock, { random = randomBytes } = {}) {
    return wrapped(await unwrapped(pin, lock, true), newPin, lock.iterations, random);
  }

  /** `name` says what it is: sealed bytes put in the place of others do not open. */
  async seal(value, name) {
    const iv = this.random(IV_BYTES);
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, name), this.key, bytes));
    const all = new Uint8Array(iv.length + sealed.length);
    all.set(iv);
    all.set(sealed, iv.length);
    return all;
  }

  async unseal(all, name) {
    const iv = all.subarray(0, IV_BYTES);
    const bytes = await crypto.subtle.decrypt(algorithm(iv, name), this.key, all.subarray(IV_BYTES));
    return JSON.parse(new TextDecoder().decode(bytes));
  }
}

/** Random bytes of the platform. */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

function algorithm(iv, name) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

async function wrapped(key, pin, iterations, random) {
  if (typeof pin !== "string" || pin.length < SHORTEST_PIN) throw new RangeError(`A PIN has ${SHORTEST_PIN} digits.`);
  const [salt, iv] = [random(SALT_BYTES), random(IV_BYTES)];
  const wrapping = await fromPin(pin, salt, iterations);
  const bytes = new Uint8Array(await crypto.subtle.wrapKey("raw", key, wrapping, { name: "AES-GCM", iv }));
  return { salt, iv, iterations, wrapped: bytes };
}

async function unwrapped(pin, { salt, iv, iterations, wrapped: bytes }, extractable) {
  const wrapping = await fromPin(String(pin), salt, iterations);
  const uses = ["encrypt", "decrypt"];
  try {
    return await crypto.subtle.unwrapKey("raw", bytes, wrapping, { name: "AES-GCM", iv }, AES, extractable, uses);
  } catch (error) {
    if (error.name === "OperationError") throw new WrongPin();
    throw error;
  }
}

async function fromPin(pin, salt, iterations) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, raw, AES, false, ["wrapKey", "unwrapKey"]);
}
