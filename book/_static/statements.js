// Sorting, searching and filtering of the table of statements.
import { jQuery } from "./dt_bundle.js";

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const table = jQuery("#statements").DataTable({
  paging: false, order: [], autoWidth: false,
  columnDefs: [{ targets: [2, 5, 6], visible: false }], // group, conditions and episode stand in the cell of the words; the menus filter by them
  language: { search: "search all columns", info: "_TOTAL_ statements shown", infoEmpty: "no statement shown", infoFiltered: "of _MAX_", zeroRecords: "No statement fits." },
});
const filters = document.querySelector(".statement-table .filters");
filters.hidden = false;
for (const menu of filters.querySelectorAll("select")) {
  menu.addEventListener("change", () => {
    // A cell may hold several values, separated by semicolons.
    const value = menu.value && `(^|; )${escape(menu.value)}(;|$)`;
    table.column(menu.dataset.column).search(value, { regex: true, smart: false }).draw();
  });
}

// A link to one statement finds it, also where a filter had put it away.
function show() {
  const id = location.hash.slice(1);
  if (!id.startsWith("statement-")) return;
  if (!document.getElementById(id)) {
    for (const menu of filters.querySelectorAll("select")) menu.value = "";
    table.search("").columns().search("").draw();
  }
  document.querySelector("#statements tr.chosen")?.classList.remove("chosen");
  const row = document.getElementById(id);
  row?.classList.add("chosen");
  row?.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", show);
show();
