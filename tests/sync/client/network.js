// Answers, and lines that break: what stands between a tablet and a server.

/** Lines that come in pieces of a few bytes, and are cut at a random one: in place of a whole response. */
export function cutting(random, howOften = 0.5) {
  return async (response, signal) => {
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isCut = random() < howOften;
    // Cut before a byte came: the server has done it all, and the tablet does not know.
    const until = isCut ? Math.floor(random() * (bytes.length + 1)) : bytes.length;
    if (isCut && until === 0) throw new TypeError("fetch failed");
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (signal?.aborted) return controller.error(signal.reason);
        if (at < until) {
          const next = Math.min(until, at + 1 + Math.floor(random() * 400));
          controller.enqueue(bytes.slice(at, next));
          at = next;
        } else if (isCut && random() < 0.5) controller.error(new TypeError("terminated"));
        else controller.close(); // as it looks where the length was not told
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function problem(status, code, headers = {}) {
  const body = JSON.stringify({ status, code, title: code });
  return new Response(body, { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

export function ndjson(lines) {
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return new Response(body, { headers: { "Content-Type": "application/x-ndjson" } });
}
