// Sorts the table by a column, and shows only the rows that hold what is typed and chosen, so many at a time. Without it the table
// stands as it is.
(function () {
  "use strict";
  const STEP = 200;
  const table = document.getElementById("providers");
  if (!table) return;
  const body = table.tBodies[0];
  const typed = document.getElementById("typed");
  const chosen = document.getElementById("chosen");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const said = new Map();
  let rows = Array.from(body.rows);
  let most = STEP;
  rows.forEach(function (row) { said.set(row, row.textContent.toLocaleLowerCase()); });
  document.getElementById("filter").hidden = false;

  // What a cell is sorted by: a number where it has one, else its text; null where it is empty.
  function key(row, column) {
    const cell = row.cells[column];
    return "n" in cell.dataset ? Number(cell.dataset.n) : cell.textContent.trim() || null;
  }

  function sort(column, down) {
    const keys = new Map(rows.map(function (row) { return [row, key(row, column)]; }));
    rows.sort(function (left, right) {
      const a = keys.get(left), b = keys.get(right);
      if (a === null || b === null) return (a === null) - (b === null); // what is empty stands at the end, either way
      const found = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
      return down ? -found : found;
    });
    body.append(...rows);
  }

  function show() {
    const words = typed.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let fitting = 0;
    rows.forEach(function (row) {
      const fits = (!chosen.value || row.dataset.decision === chosen.value) &&
        words.every(function (word) { return said.get(row).includes(word); });
      fitting += fits ? 1 : 0;
      row.hidden = !fits || fitting > most;
    });
    count.textContent = fitting.toLocaleString(document.documentElement.lang);
    more.hidden = fitting <= most;
  }

  function restart() {
    most = STEP;
    show();
  }

  table.querySelectorAll("thead button").forEach(function (button) {
    button.addEventListener("click", function () {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(head.cellIndex, down);
      restart();
    });
  });
  typed.addEventListener("input", restart);
  chosen.addEventListener("change", restart);
  more.addEventListener("click", function () {
    most += STEP;
    show();
  });
  show();
})();
