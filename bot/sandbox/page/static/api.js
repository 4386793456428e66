// What this window asks of the server: the state as one person sees it, and deeds.

import { toast } from "./toasts.js";

export const mine = {
  get me() { return sessionStorage.getItem("me") || ""; },
  set me(name) { sessionStorage.setItem("me", name); },
  get place() { return sessionStorage.getItem("place") || ""; },
  set place(id) { sessionStorage.setItem("place", id); },
  get form() { return sessionStorage.getItem("form") || ""; },
  set form(id) { sessionStorage.setItem("form", id); },
};

// Slack lets a form be opened within three seconds of a click; a look at the news takes its own moment.
const SOON_MS = 4000;
let acted = -Infinity;
export const lately = () => performance.now() - acted < SOON_MS;

export async function look(place) {
  const asked = new URLSearchParams({ me: mine.me, place });
  const answer = await fetch(`/page/state?${asked}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

// Does something; tells the person when it could not be done. Returns the answer, or null.
export async function act(name, body = {}, { quiet = false } = {}) {
  if (!quiet) acted = performance.now();
  const { problem, done } = await tried(name, body);
  if (!quiet) acted = performance.now();
  if (problem && !quiet) toast({ title: "That did not work", text: problem, bad: true });
  else if (done && done.warning && !quiet) toast({ title: "No answer", text: done.warning, bad: true });
  return done;
}

export async function tried(name, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/page/${name}`, { method: "POST", headers, body: JSON.stringify({ me: mine.me, ...body }) });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return { done: told, problem: null };
    return { done: null, problem: told.problem || `The demo answered ${answer.status}. Its terminal says more.` };
  } catch {
    return { done: null, problem: "The demo does not answer. Is it still running?" };
  }
}

export const files = (file) => `/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}?me=${encodeURIComponent(mine.me)}`;
