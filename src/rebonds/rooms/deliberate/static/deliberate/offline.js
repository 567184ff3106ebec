// Out of the network, a phone opens its workshop again. Only the pages that the server marks are kept, with their
// styles and scripts; an answer is not kept here but by phone.js, which sends it. Needs HTTPS, or the machine itself.
"use strict";
const PAGES = "rebonds-atelier-pages", FILES = "rebonds-atelier-fichiers";
const MARK = "X-Rebonds-Offline", NOWHERE = "/hors-ligne/";
const PAGE = /^\/espaces\/[\w-]+\/(?:ateliers|votes)\/[\w-]+\/$/;
const PATIENCE = 6000, LONGEST = 24 * 3600 * 1000, MOST_PAGES = 20, MOST_FILES = 30;

const trim = async (cache, most) => {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
};

// The page says when it was kept: phone.js shows it to whoever reads an old page.
const keepPage = async (url, response) => {
  const cache = await caches.open(PAGES);
  if (response.status !== 200 || response.redirected || !response.headers.has(MARK)) {
    await cache.delete(url);
    return;
  }
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  const text = (await response.text()).replace("<html ", `<html data-kept="${Date.now()}" `);
  await cache.put(url, new Response(text, { headers }));
  await trim(cache, MOST_PAGES);
};

const keptPage = async (url) => {
  const cache = await caches.open(PAGES);
  const found = await cache.match(url);
  if (!found) return undefined;
  const text = await found.clone().text();
  const since = Number((/data-kept="(\d+)"/.exec(text) || [])[1]);
  if (Date.now() - since < LONGEST) return found;
  await cache.delete(url);
  return undefined;
};

const openPage = async (event, url) => {
  const kept = await keptPage(url);
  const asked = fetch(event.request).then((response) => {
    const copy = response.clone();
    event.waitUntil(response.type === "basic" ? keepPage(url, copy) : caches.open(PAGES).then((c) => c.delete(url)));
    return response;
  });
  event.waitUntil(asked.catch(() => undefined));
  const soon = kept && new Promise((done) => setTimeout(done, PATIENCE, kept));
  try {
    return await (soon ? Promise.race([asked, soon]) : asked);
  } catch {
    return kept || (await caches.match(NOWHERE)) || Response.error();
  }
};

const openFile = async (request) => {
  const cache = await caches.open(FILES);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch {
    return (await cache.match(request)) || Response.error();
  }
};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(NOWHERE)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (PAGE.test(url.pathname)) event.respondWith(openPage(event, url.origin + url.pathname));
  } else if (["style", "script", "image"].includes(request.destination)) {
    const from = request.referrer && new URL(request.referrer);
    if (from && (PAGE.test(from.pathname) || from.pathname === NOWHERE)) event.respondWith(openFile(request));
  }
});

// The first page was loaded before this worker: it asks to be kept, with the files it uses.
self.addEventListener("message", (event) => {
  const page = event.data && event.data.page && new URL(event.data.page, location.origin);
  if (!page || page.origin !== location.origin || !PAGE.test(page.pathname)) return;
  const url = page.origin + page.pathname;
  event.waitUntil((async () => {
    const cache = await caches.open(FILES);
    await Promise.all((event.data.files || []).map((file) => cache.add(file).catch(() => undefined)));
    await trim(cache, MOST_FILES);
    await keepPage(url, await fetch(url, { credentials: "same-origin" }));
  })().catch(() => undefined));
});
