/// The script of the page: its tables are sorted and filtered, and it is switched between light and dark.
///
/// Without it the page says the same. It asks nothing of the network and keeps nothing.
enum HTMLScript {
  static let text = """
    (function () {
      "use strict";
      var root = document.documentElement;
      var words = new Intl.Collator("en", { numeric: true });

      function make(name, text) {
        var element = document.createElement(name);
        element.textContent = text;
        return element;
      }

      // Light and dark: the screen's preference until the switch is used.
      var theme = document.getElementById("theme");
      var prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
      function isDark() {
        var chosen = root.getAttribute("data-theme");
        return chosen ? chosen === "dark" : prefersDark.matches;
      }
      function name() { theme.textContent = isDark() ? "Light" : "Dark"; }
      theme.addEventListener("click", function () {
        root.setAttribute("data-theme", isDark() ? "light" : "dark");
        name();
      });
      prefersDark.addEventListener("change", name);
      theme.hidden = false;
      name();

      // The first number in a cell; nothing sorts last.
      function number(cell) {
        var text = cell.textContent;
        var found = text.match(/-?(\\d+(\\.\\d+)?(e[-+]?\\d+)?|infinity)/);
        return found ? Number(found[0].replace("infinity", "Infinity")) : NaN;
      }
      function compare(one, other, isNumber, sign) {
        if (!isNumber) { return sign * words.compare(one.textContent, other.textContent); }
        var left = number(one), right = number(other);
        if (isNaN(left) || isNaN(right)) { return (isNaN(left) ? 1 : 0) - (isNaN(right) ? 1 : 0); }
        return sign * (left < right ? -1 : left > right ? 1 : 0);
      }

      // A click sorts up, the next down, the next as it was.
      function sortable(table) {
        var body = table.tBodies[0];
        var original = Array.from(body.rows);
        var heads = Array.from(table.tHead.rows[0].cells);
        heads.forEach(function (head, column) {
          var button = make("button", head.textContent);
          button.type = "button";
          button.title = "Sort by this column";
          head.textContent = "";
          head.appendChild(button);
          button.addEventListener("click", function () {
            var before = head.getAttribute("aria-sort");
            var next = before === null ? "ascending" : before === "ascending" ? "descending" : null;
            heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
            if (next) { head.setAttribute("aria-sort", next); }
            var rows = original.slice();
            if (next) {
              rows.sort(function (one, other) {
                return compare(one.cells[column], other.cells[column], head.className === "n",
                  next === "ascending" ? 1 : -1);
              });
            }
            rows.forEach(function (row) { body.appendChild(row); });
          });
        });
      }

      // A row stays if it has all the words.
      function filterable(table) {
        var rows = Array.from(table.tBodies[0].rows);
        var label = make("label", "Filter: ");
        var input = document.createElement("input");
        var count = make("output", "");
        var box = document.createElement("div");
        input.type = "search";
        input.placeholder = "words in a row";
        label.appendChild(input);
        box.className = "filter";
        box.appendChild(label);
        box.appendChild(count);
        table.parentNode.parentNode.insertBefore(box, table.parentNode);
        input.addEventListener("input", function () {
          var asked = input.value.toLowerCase().split(/\\s+/);
          var shown = 0;
          rows.forEach(function (row) {
            var cells = Array.from(row.cells, function (cell) { return cell.textContent; });
            var text = cells.join(" ").toLowerCase();
            row.hidden = !asked.every(function (word) { return text.includes(word); });
            if (!row.hidden) { shown += 1; }
          });
          count.textContent = input.value ? shown + " of " + rows.length + " rows" : "";
        });
      }

      Array.from(document.querySelectorAll("main table")).forEach(function (table) {
        var count = table.tBodies[0].rows.length;
        if (count > 1) { sortable(table); }
        if (count > 5) { filterable(table); }
      });
    })();
    """
}
