// The service worker: keeps one version of the app whole, for use without signal. It never touches what is synced.
// The server puts VERSION and FILES before these lines; each version brings another worker, with a cache of its own.

const KEPT = `fursa-tablet-${VERSION}`;
const PAGE = "/tablet/";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then(async (cache) => {
      // A file of another version is not there (404): then nothing is installed, and the browser tries again later.
      await cache.addAll(FILES);
      const page = await fetch(PAGE, { cache: "no-store" });
      const body = await page.clone().text();
      if (!page.ok || !body.includes(VERSION)) throw new Error("The page is of another version.");
      await cache.put(PAGE, page);
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith("fursa-tablet-") && name !== KEPT).map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

// The app says when: never while somebody is in the middle of something.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(kept(PAGE, event.request));
  else if (FILES.includes(pathname)) event.respondWith(kept(pathname, event.request));
});

async function kept(path, request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(path)) ?? fetch(request);
}
