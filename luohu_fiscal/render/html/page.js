"use strict";
(function () {
  var root = document.documentElement, card = document.getElementById("card");
  var data = JSON.parse(document.getElementById("data").textContent), words = data.words;
  var marks = new Map(), uses = new Map(), lit = [], open = null;

  function numbers(node, key) {
    var text = node.getAttribute(key);
    return text ? text.split(" ").map(Number) : [];
  }
  function collect(map, node, key) {
    numbers(node, key).forEach(function (n) {
      if (!map.has(n)) { map.set(n, []); }
      map.get(n).push(node);
    });
  }
  document.querySelectorAll(".f").forEach(function (node) { collect(marks, node, "data-f"); });
  document.querySelectorAll(".id").forEach(function (node) { collect(uses, node, "data-f"); });
  root.classList.add("js");

  function make(name, text, kind) {
    var node = document.createElement(name);
    if (text) { node.textContent = text; }
    if (kind) { node.className = kind; }
    return node;
  }
  function dark() {
    lit.forEach(function (node) { node.classList.remove("on", "stated", "here"); });
    lit = [];
  }
  function light(list, kind) {
    list.forEach(function (n) {
      (marks.get(n) || []).forEach(function (node) { node.classList.add(kind); lit.push(node); });
    });
  }
  function show(list) {
    var first = list.map(function (n) { return (marks.get(n) || [])[0]; }).filter(Boolean)[0];
    if (first) { first.scrollIntoView({ block: "center" }); }
    return first;
  }
  function shut() {
    if (open) {
      open.querySelector(".pick").setAttribute("aria-expanded", "false");
      open.querySelector(".paper").classList.remove("open");
      open = null;
    }
  }
  function pick(item, far) {
    var again = item === open;
    dark();
    shut();
    if (again && !far) { return; }
    open = item;
    item.classList.remove("hide");
    item.querySelector(".pick").setAttribute("aria-expanded", "true");
    item.querySelector(".paper").classList.add("open");
    light(numbers(item, "data-f"), "on");
    light(numbers(item, "data-s"), "stated");
    show(numbers(item, "data-s").concat(numbers(item, "data-f")));
    if (far) {
      item.scrollIntoView({ block: "center" });
      item.querySelector(".pick").focus({ preventScroll: true });
    }
  }
  function tell(list, far) {
    var first;
    dark();
    light(list, "on");
    light(list, "here");
    card.textContent = "";
    list.forEach(function (n) {
      var one = data.figures[n], found = uses.get(n) || [], rows = make("ul", "", "ids");
      card.append(make("h2", one[0] + " " + one[1]), make("p", data.accounts[one[2]] + " " + one[3], "hint"));
      card.append(make("p", found.length ? words.used_in.replace("{count}", found.length) : words.unused, "hint"));
      found.forEach(function (item) {
        var row = make("li", "", item.className.replace("hide", "")), button = item.querySelector(".pick").cloneNode(true);
        button.removeAttribute("aria-expanded");
        button.removeAttribute("aria-controls");
        button.addEventListener("click", function (event) {
          // The card is emptied: further up nobody could tell where the click came from.
          event.stopPropagation();
          card.textContent = "";
          pick(item, true);
        });
        row.append(button);
        rows.append(row);
      });
      card.append(rows);
    });
    var close = make("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", function (event) { event.stopPropagation(); clear(); });
    card.append(close);
    card.scrollIntoView({ block: "nearest" });
    if (far) {
      first = show(list);
      if (first) { first.focus({ preventScroll: true }); }
    }
  }
  function clear() { card.textContent = ""; dark(); shut(); }
  function act(event) {
    var target = event.target, found;
    if (!target.closest || target.closest("#card")) { return false; }
    if ((found = target.closest(".pick"))) { pick(found.parentNode, false); return true; }
    if ((found = target.closest("[data-pick]"))) {
      event.preventDefault();
      pick(document.getElementById(found.getAttribute("data-pick")).parentNode, true);
      return true;
    }
    if ((found = target.closest("[data-go]"))) { tell(numbers(found, "data-go"), true); return true; }
    if ((found = target.closest(".f"))) { tell(numbers(found, "data-f"), false); return true; }
    if ((found = target.closest("[data-show]"))) {
      var on = found.getAttribute("aria-pressed") !== "true";
      found.setAttribute("aria-pressed", String(on));
      document.querySelectorAll(".id." + found.getAttribute("data-show")).forEach(function (item) {
        if (!card.contains(item)) { item.classList.toggle("hide", !on); }
      });
      return true;
    }
    return false;
  }
  document.addEventListener("click", act);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { clear(); return; }
    var role = event.target.getAttribute && event.target.getAttribute("role");
    if (role === "button" && (event.key === "Enter" || event.key === " ") && act(event)) { event.preventDefault(); }
  });
}());
