/*
 * Comforts only; every page works without this file. Warns before typed text
 * is lost, counts characters against the limit, asks once before closing.
 */
"use strict";
(function () {
	var ja = document.documentElement.lang === "ja";
	var changed = false;

	document.querySelectorAll("form[data-guard]").forEach(function (form) {
		form.addEventListener("input", function () { changed = true; });
		form.addEventListener("submit", function () {
			changed = false;
			var b = form.querySelector("button[type=submit]");
			if (b) setTimeout(function () { b.disabled = true; }, 0);
		});
	});
	window.addEventListener("beforeunload", function (e) {
		if (changed) e.preventDefault();
	});
	window.addEventListener("pageshow", function () {
		document.querySelectorAll("button[disabled]").forEach(function (b) {
			b.disabled = false;
		});
	});

	document.querySelectorAll("textarea[data-max]").forEach(function (t) {
		var max = Number(t.dataset.max);
		var note = document.createElement("p");
		note.className = "left";
		t.after(note);
		function show() {
			var n = Array.from(t.value).length;
			note.textContent = n < max * 0.8 ? "" :
				(ja ? "あと " + (max - n) + " 文字" :
				 (max - n) + " characters left");
		}
		t.addEventListener("input", show);
		show();
	});

	var bad = document.querySelector("[aria-invalid=true]");
	if (bad) bad.focus();
})();
