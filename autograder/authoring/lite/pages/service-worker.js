// Keeps every file of the site at its first use, so that a second visit needs no network. A site that was built
// anew has another version, and begins with nothing. JupyterLite's own worker stands below: it serves the notebooks'
// files to Python. Its own cache forgets that it is switched on as soon as the browser lets the worker sleep.
const SITE = "site-$version " + self.registration.scope;
const ASKED = ["/api/service-worker-heartbeat", "/api/drive", "/api/stdin/"];
const isFile = (request, url) => request.method === "GET" && url.origin === location.origin
  && !ASKED.some(part => url.pathname.includes(part));
const keptOrFetched = async request => {
  const cache = await caches.open(SITE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone()).catch(() => {}); // a full disk costs speed alone
  return answer;
};
self.addEventListener("activate", event => event.waitUntil(caches.keys().then(names => Promise.all(
  names.filter(name => name.startsWith("site-") && name.endsWith(" " + self.registration.scope) && name !== SITE)
    .map(name => caches.delete(name))))));
self.addEventListener("fetch", event => {
  if (!isFile(event.request, new URL(event.request.url))) return;
  event.stopImmediatePropagation();
  event.respondWith(keptOrFetched(event.request));
});
// What follows is JupyterLite's service-worker.js.
