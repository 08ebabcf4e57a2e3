// A link to a finding opens the folded cell that computed it.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const folded = target && target.closest("details:not([open])");
  if (folded) { folded.open = true; target.scrollIntoView(); }
}
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", unfold);

// Escape puts the notes of findings away until the next finding is pointed at or focused.
const dismissed = (yes) => document.documentElement.classList.toggle("notes-dismissed", yes);
addEventListener("keydown", (event) => { if (event.key === "Escape") dismissed(true); });
for (const kind of ["mouseover", "focusin"]) {
  addEventListener(kind, (event) => { if (event.target.closest?.("a.finding")) dismissed(false); });
}
