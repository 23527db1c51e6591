// Sorts the table by a column, and shows only the rows that hold what is typed and chosen. Without it the table stands as it is.
(function () {
  "use strict";
  const table = document.getElementById("providers");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const typed = document.getElementById("typed");
  const chosen = document.getElementById("chosen");
  const count = document.getElementById("count");
  document.getElementById("filter").hidden = false;

  function key(row, column) {
    const cell = row.cells[column];
    return "n" in cell.dataset ? Number(cell.dataset.n) : cell.textContent.trim();
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (a === "" || b === "") return (a === "") - (b === "");
    return String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
  }

  table.querySelectorAll("thead button").forEach(function (button) {
    button.addEventListener("click", function () {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = rows.slice().sort(function (a, b) {
        const found = compare(key(a, head.cellIndex), key(b, head.cellIndex));
        return down ? -found : found;
      });
      body.append.apply(body, sorted);
    });
  });

  function filter() {
    const words = typed.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach(function (row) {
      const said = row.textContent.toLocaleLowerCase();
      const fits = (!chosen.value || row.dataset.decision === chosen.value) &&
        words.every(function (word) { return said.includes(word); });
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = String(shown);
  }

  typed.addEventListener("input", filter);
  chosen.addEventListener("change", filter);
  filter();
})();
