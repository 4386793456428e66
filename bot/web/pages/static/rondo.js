// Keeps a page that says data-live up to date, without taking a form away from somebody who is using it.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  let tag = null;
  const busy = () => main.querySelector("details[open]") || main.contains(document.activeElement) &&
    document.activeElement.matches("input, textarea, select");
  const look = async () => {
    if (document.hidden || busy()) return;
    const answer = await fetch(location.href, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 401) return location.reload();
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (busy()) return;
    document.title = fresh.title;
    if (main.innerHTML !== fresh.querySelector("main").innerHTML) main.innerHTML = fresh.querySelector("main").innerHTML;
  };
  setInterval(() => look().catch(() => {}), 3000);
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
})();
