"use strict";
(function () {
  var lines = Array.prototype.slice.call(document.querySelectorAll("tbody.line"));
  var severity = document.getElementById("f-severity");
  var status = document.getElementById("f-status");
  var sector = document.getElementById("f-sector");
  var desk = document.getElementById("f-desk");
  var text = document.getElementById("f-text");
  var count = document.getElementById("f-count");
  var more = document.getElementById("f-more");
  var printing = false;
  // A phone shows so many rows, and more when asked.
  var PAGE = 50;
  var most = window.matchMedia("(max-width: 600px)").matches ? PAGE : Infinity;

  function bare(value) {
    return value.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").trim();
  }

  function fill(select, name) {
    var seen = {};
    lines.forEach(function (line) { seen["=" + line.dataset[name]] = true; });
    Object.keys(seen).sort(function (a, b) { return a.localeCompare(b, "vi"); }).forEach(function (key) {
      if (key === "=") { return; }
      var option = document.createElement("option");
      option.value = option.textContent = key.slice(1);
      select.appendChild(option);
    });
  }

  function matches(line, wanted) {
    return (!severity.value || line.dataset.severity === severity.value)
      && (!status.value || line.dataset.status === status.value)
      && (!sector.value || line.dataset.sector === sector.value)
      && (!desk.value || line.dataset.desk === desk.value)
      && wanted.every(function (word) { return line.dataset.search.indexOf(word) >= 0; });
  }

  function apply() {
    var wanted = bare(text.value).split(/\s+/).filter(Boolean);
    var found = 0;
    var shown = 0;
    lines.forEach(function (line) {
      var fits = matches(line, wanted);
      if (fits) { found += 1; }
      line.hidden = !fits || (!printing && found > most);
      if (!line.hidden) { shown += 1; }
    });
    document.querySelectorAll("tbody.desk").forEach(function (head) {
      var next = head.nextElementSibling;
      var some = false;
      while (next && next.classList.contains("line")) {
        some = some || !next.hidden;
        next = next.nextElementSibling;
      }
      head.hidden = !some;
    });
    more.parentNode.hidden = shown === found;
    more.textContent = "Hiện thêm " + Math.min(PAGE, found - shown) + " dòng (còn " + (found - shown) + ")";
    document.querySelectorAll("table.lines").forEach(function (table) {
      var none = !table.querySelector("tbody.line:not([hidden])");
      table.hidden = none;
      table.nextElementSibling.hidden = !none || shown < found;
    });
    count.textContent = found + "/" + lines.length + " dòng";
  }

  function choose(sectorName, severityRank) {
    sector.value = sectorName;
    severity.value = severityRank;
    desk.value = "";
    status.value = "";
    text.value = "";
    apply();
    document.getElementById("filters").scrollIntoView();
  }

  function reveal() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    var line = target && target.closest("tbody.line");
    if (line) {
      if (line.hidden) { most = Infinity; choose("", ""); }
      line.querySelector("details").open = true;
      target.scrollIntoView();
    }
  }

  if (lines.length) {
    fill(sector, "sector");
    fill(desk, "desk");
    document.getElementById("filters").hidden = false;
    document.getElementById("filters").addEventListener("input", apply);
    document.getElementById("filters").addEventListener("submit", function (event) { event.preventDefault(); });
    document.getElementById("f-clear").addEventListener("click", function () { choose("", ""); });
    more.addEventListener("click", function () { most += PAGE; apply(); });
    document.getElementById("f-open").addEventListener("click", function (event) {
      var open = event.target.getAttribute("aria-pressed") !== "true";
      lines.forEach(function (line) { line.querySelector("details").open = open; });
      event.target.setAttribute("aria-pressed", String(open));
      event.target.textContent = open ? "Đóng tất cả" : "Mở tất cả";
    });
    document.querySelectorAll("#sector-table td[data-sector]").forEach(function (cell) {
      if (cell.textContent === "0") { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.addEventListener("click", function () { choose(cell.dataset.sector, cell.dataset.severity); });
      cell.textContent = "";
      cell.appendChild(button);
    });
    document.querySelectorAll(".with-script").forEach(function (each) { each.hidden = false; });
    apply();
  }

  var closed = [];
  window.addEventListener("beforeprint", function () {
    printing = true;
    apply();
    if (document.body.id !== location.hash.slice(1)) { return; }
    closed = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    closed.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    printing = false;
    apply();
    closed.forEach(function (each) { each.open = false; });
    closed = [];
  });
  document.getElementById("f-print-all").addEventListener("click", function () {
    setTimeout(function () { window.print(); }, 0);
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
