/*
 * Every page in a browser, at 1280 and 390 pixels: axe-core finds nothing,
 * nothing is wider than the screen; one incident goes from the first report to
 * closing by clicks alone; the report is filed without scripts too.
 *
 *	node pages.mjs PROGRAM [FOLDER FOR SCREENSHOTS]
 *
 * Starts its own server on a new data directory and ends it again.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(
	createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, shots] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), "shodo-pages-"));
const PASSWORD = "shodo-demo";
let passed = 0, failed = 0, base = "";

function check(ok, what) {
	if (ok) {
		passed++;
	} else {
		failed++;
		console.log("FAILED: " + what);
	}
}

function startServer() {
	const init = spawnSync(program, ["--data", join(data, "d"), "init",
		"--demo"], { encoding: "utf8" });
	if (init.status !== 0)
		throw new Error("init: " + init.stderr);
	/* files of the server that the administrator allows */
	mkdirSync(join(data, "logs"));
	for (let i = 1; i <= 15; i++)
		writeFileSync(join(data, "logs", `access.log.${i}`),
			syntheticLog());
	writeFileSync(join(data, "d", "inquiry.yaml"),
		`sources:\n  - name: 県のサイト\n    path: ${join(data, "logs")}\n`);
	const p = spawn(program, ["--data", join(data, "d"), "serve", "--listen",
		"127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
	return new Promise((done, bad) => {
		let said = "";
		const hear = chunk => {
			said += chunk;
			const m = said.match(/port (\d+)/);
			if (m) {
				base = "http://127.0.0.1:" + m[1];
				done(p);
			}
		};
		p.stdout.on("data", hear);
		p.stderr.on("data", hear);
		p.on("exit", () => bad(new Error("server ended: " + said)));
	});
}

async function look(page, name) {
	for (const [width, height] of [[1280, 900], [390, 844]]) {
		await page.setViewportSize({ width, height });
		const wide = await page.evaluate(() =>
			document.documentElement.scrollWidth - innerWidth);
		check(wide <= 0, `${name} at ${width} is ${wide} px too wide`);
		if (shots)
			await page.screenshot({ fullPage: true,
				path: join(shots, `${name}-${width}.png`) });
		await page.evaluate(axe);
		const r = await page.evaluate(() => axe.run(document, {
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
				"wcag22aa", "best-practice"] }));
		for (const v of r.violations)
			for (const n of v.nodes.slice(0, 3))
				console.log(`axe ${name} ${width}: ${v.id}: ` +
					`${n.html.slice(0, 160)} ${n.failureSummary
						.replace(/\s+/g, " ").slice(0, 200)}`);
		check(r.violations.length === 0,
			`${name} at ${width}: axe finds ${r.violations.length}`);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
}

async function login(page, user) {
	await page.goto(base + "/login");
	await page.fill("#f-user", user);
	await page.fill("#f-password", PASSWORD);
	await page.click("main button[type=submit]");
	await page.waitForLoadState();
}

const send = page => Promise.all([
	page.waitForNavigation(),
	page.click("main form .form-end button[type=submit]")]);

/* The report by hand, with or without scripts. Answers the code. */
async function report(page, summary) {
	await page.goto(base + "/report");
	await page.check("input[name=types][value=t1]");
	await page.fill("[name=summary]", summary);
	await page.fill("[name=occurred_at_d]", "2026-11-20");
	await page.fill("[name=known_at_d]", "2026-11-21");
	await page.check("input[name=source][value=self]");
	await page.check("input[name=personal_information][value=yes]");
	await page.fill("[name=unit]", "soumu/zeimu");
	await send(page);
	return (await page.textContent(".code")).trim();
}

async function publicPages(page) {
	for (const [path, name] of [["/", "start"], ["/report", "report"],
		["/login", "login"], ["/help", "help"], ["/manual", "manuals"],
		["/manual/gifu-1.7", "manual"], ["/manual/gifu-1.7?q=紛失", "search"],
		["/manual/gifu-1.7/differences", "differences"],
		["/nothing-here", "missing"]]) {
		await page.goto(base + path);
		await look(page, name);
	}
	await page.click("text=English");
	check(await page.getAttribute("html", "lang") === "en",
		"the language switch switches");
	await page.goto(base + "/report");
	await look(page, "report-en");
	await page.click("text=日本語");
}

async function wrongReport(page) {
	await page.goto(base + "/report");
	await page.check("input[name=source][value=outside]");
	await page.fill("[name=summary]", "住民からの電話で分かった");
	await send(page);
	check(await page.inputValue("[name=summary]") ===
		"住民からの電話で分かった", "what was typed is kept");
	check(await page.locator("[id='e-caller.contact']").count() === 1,
		"the missing contact is said at its field");
	await look(page, "report-wrong");
}

async function withoutScripts(browser) {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	const code = await report(page, "スクリプトなしで出した一報");

	check(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code),
		`a code without scripts: ${code}`);
	await context.close();
}

/* Opens an action's form, fills what it asks, sends it. */
async function act(page, code, action, query, values) {
	await page.goto(`${base}/incidents/${code}/act/${action}?${query}`);
	for (const [name, value] of Object.entries(values)) {
		const at = page.locator(`main [name="${name}"]`);
		const type = await at.first().getAttribute("type");
		if (type === "radio" || type === "checkbox")
			await page.check(`main [name="${name}"]` +
				(value === true ? " >> nth=0" : `[value="${value}"]`));
		else if (await at.first().evaluate(x => x.tagName) === "SELECT")
			await at.selectOption(value);
		else
			await at.first().fill(value);
	}
	await send(page);
	const said = await page.locator(".notice-error").allTextContents();
	const field = await page.locator(".error").allTextContents();
	check(said.length === 0, `${action} ${query}: ${said} ${field}`);
	return said.length === 0;
}

/* Whatever the page lists under "what still keeps it from closing". */
async function settleRest(page, code) {
	for (let round = 0; round < 200; round++) {
		await page.goto(`${base}/incidents/${code}`);
		const links = await page.$$eval("#close .missing a[href*=\"/act/\"]",
			as => as.map(a => a.getAttribute("href")));
		if (links.length === 0)
			return;
		for (const href of links) {
			const [, action, query] =
				href.match(/act\/([a-z.]+)\??(.*)$/);
			const values = {
				"task.done": { result: "実施した" },
				"duty.submit": { means: "持参", receipt: "受付 1" },
				"fact.state": { certainty: "confirmed" },
				"severity.judge": { "answers.1": true,
					"answers.2": "施錠して保管", "answers.3": true,
					"answers.4": "持ち出しの手続がなかった",
					level: "中", reason: "件数が少ない" },
				"decision.make": { outcome: "not",
					reason: "件数が少なく、本人に通知した" },
				"prevention.plan": { title: "持ち出しの手続を定める",
					owner: "税務課長", due_d: "2026-12-25" },
				"prevention.done": { check: "手続を確認した" },
				"persons.count": { confirmed: "50", max: "50" },
			}[action];
			if (!values) {
				check(false, "no idea how to settle " + href);
				return;
			}
			await page.goto(base + href);
			if (action === "fact.state") {
				const value = page.locator("main [name=value]").first();
				if (await value.getAttribute("type") === "radio")
					values.value = "no";
				else if (await page.locator("[name=value_d]").count())
					values.value_d = "2026-11-20";
				else
					values.value = "確認した内容";
			}
			if (await page.locator("main [name=override]").count())
				values.override = "代わりの記録がある";
			if (!await act(page, code, action, query, values))
				return;
		}
	}
	check(false, "the list before closing never ends");
}

async function wholeWay(page) {
	const started = Date.now();
	const code = await report(page, "名簿の入った USB メモリーを失くした");

	console.log(`the first report took ${Date.now() - started} ms by clicks`);
	await look(page, "receipt");
	await page.goto(`${base}/incidents/${code}`);
	await look(page, "incident-new");
	check(await page.locator("#now .todo-item").count() > 2,
		"there is something to do now");
	await act(page, code, "fact.state", "item=t1.fact.1",
		{ value: "税務課の職員", certainty: "confirmed", source: "本人から" });
	await act(page, code, "fact.state", "item=t1.fact.1",
		{ value: "税務課の職員 1 名", certainty: "confirmed" });
	await act(page, code, "persons.count", "", { confirmed: "50", max: "５０" });
	await act(page, code, "measure.take", "item=t1.firstaid.1",
		{ effect: "駅に届け出た" });
	await act(page, code, "contact.add", "",
		{ kind: "警察", name: "最寄りの警察署" });
	await act(page, code, "consult.hold", "", { with: "事務局",
		topics: "個人情報の有無\n公表の要否", minutes: "本人通知を先に行う" });
	await act(page, code, "desk.call", "",
		{ about: "自分の名前があるか", answer: "確認して折り返す" });
	await act(page, code, "note.add", "", { text: "<b>太字ではない</b> & メモ" });
	await act(page, code, "task.add", "",
		{ title: "鞄の販売元に確認", phase: "investigation" });
	await act(page, code, "finding.attach", "",
		{ tool: "inventory", result: '{"total":{"people_max":50}}' });
	await act(page, code, "task.assign", "item=step.report.1",
		{ to: "tanto", due_d: "2026-12-01" });
	await page.goto(`${base}/incidents/${code}/facts?sheet=t1`);
	await look(page, "facts");
	await page.fill('[name="v.t1.fact.2"]', "USB メモリー 1 本");
	await send(page);
	check((await page.content()).includes("USB メモリー 1 本"),
		"the sheet records an answer");
	await page.goto(`${base}/incidents/${code}/act/severity.judge`);
	await look(page, "severity");
	await page.goto(`${base}/incidents/${code}/act/task.done?item=step.report.1`);
	await send(page);
	check(await page.locator(".error").count() === 1,
		"an empty result is refused at its field");
	await look(page, "act-wrong");
	await page.goto(`${base}/incidents/${code}/act/incident.close`);
	await look(page, "close-missing");
	await page.goto(`${base}/incidents/${code}`);
	check(await page.locator("main b >> text=太字ではない").count() === 0,
		"typed markup stays text");
	await look(page, "incident");
	await page.goto(`${base}/incidents/${code}/timeline`);
	await look(page, "timeline");
	await settleRest(page, code);
	await act(page, code, "incident.close", "",
		{ summary: "回収し、本人に通知した。再発防止の手続を定めた。" });
	await page.goto(`${base}/incidents/${code}`);
	await look(page, "incident-closed");
	check((await page.textContent(".tags")).includes("終結"),
		"the incident is closed");
}

async function board(page) {
	await page.goto(base + "/incidents");
	await look(page, "board");
	await page.fill("#f-q", "該当なしの言葉");
	await page.click(".filter button");
	await page.waitForSelector(".empty");
	await look(page, "board-empty");
	await page.goto(base + "/users");
	await look(page, "users");
	await page.goto(base + "/token");
	await look(page, "token");
}

/* A log of two days: 40 readers, the office, a search engine, a stranger. */
function syntheticLog() {
	const lines = [];
	const line = (ip, at, path, agent, referrer = "-") => lines.push(
		`${ip} - - [${at} +0900] "GET ${path} HTTP/1.1" 200 5120 ` +
		`"${referrer}" "${agent}"`);
	const two = n => String(n).padStart(2, "0");

	for (let i = 0; i < 400; i++)
		line(`198.51.100.${i % 40 + 1}`, `${two(2 + i % 2)}/May/2026:` +
			`${two(9 + i % 11)}:${two(i % 60)}:00`,
			i % 3 ? "/koho/meibo.csv" : "/koho/%6Deibo.csv", "Mozilla/5.0",
			i % 5 ? "-" : "https://www.example.jp/link");
	for (let i = 0; i < 30; i++)
		line("10.1.2.3", `02/May/2026:10:${two(i)}:00`, "/koho/meibo.csv",
			"Mozilla/5.0");
	line("192.0.2.9", "03/May/2026:04:00:00", "/koho/meibo.csv",
		"Mozilla/5.0 (compatible; Googlebot/2.1; " +
		"+http://www.google.com/bot.html)");
	for (let i = 0; i < 3000; i++)
		line(`203.0.113.${i % 250}`, `03/May/2026:12:${two(i % 60)}:00`,
			"/index.html", "Mozilla/5.0");
	return lines.join("\n") + "\n";
}

/* Files of the server, without scripts: no upload bar, a page that reloads. */
async function exposureOfTheServer(page, code) {
	const all = await page.context().storageState();
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu"] });
	const plain = await (await browser.newContext({ javaScriptEnabled: false,
		storageState: all })).newPage();

	await plain.goto(`${base}/incidents/${code}/exposure`);
	check(await plain.locator("input[name=file]").count() === 15,
		"the server's files are offered");
	if (shots)
		await plain.screenshot({ fullPage: true,
			path: join(shots, "exposure-form-sources.png") });
	await plain.fill("[name=urls_text]", "/koho/");
	await plain.check("[name=everything_under]");
	await plain.check("input[name=file][value='県のサイト|access.log.2']");
	await plain.fill("[name=from_d]", "2026-05-02");
	await plain.fill("[name=to_d]", "2026-05-02");
	await plain.click("main form .form-end button[type=submit]");
	for (let i = 0; i < 100 && !await plain.locator(".figures").count(); i++)
		await plain.waitForTimeout(200);
	check(await figure(plain, 2) === "230", "the first day alone, without " +
		"scripts: " + await figure(plain, 2));
	await browser.close();
}

const figure = async (page, n) => (await page.locator(".figure dd b").nth(n)
	.textContent()).trim();

/* Upload a log, see figures, attach, confirm the facts, discard. */
async function exposure(page) {
	await page.goto(base + "/report");
	await page.check("input[name=types][value=t2]");
	await page.fill("[name=summary]", "名簿を県のサイトで公開していた");
	await page.check("input[name=source][value=self]");
	await send(page);
	const code = (await page.textContent(".code")).trim();
	await page.goto(`${base}/incidents/${code}`);
	check(await page.locator(`a[href="/incidents/${code}/exposure"]`).count() > 1,
		"the incident leads to the exposure tool");
	await page.goto(`${base}/incidents/${code}/exposure`);
	await look(page, "exposure-form");
	await page.click("summary");
	await look(page, "exposure-form-more");
	/* nothing chosen: the form again, with the sentence at its field */
	await send(page);
	check(await page.locator("#e-urls_text").count() === 1,
		"a missing URL is said at its field");
	await page.fill("[name=urls_text]", "/koho/meibo.csv");
	await send(page);
	check(await page.locator("#e-logs").count() === 1,
		"a missing log is said at its field");
	await look(page, "exposure-form-wrong");
	await loginOver(page, code);
	await page.goto(`${base}/incidents/${code}/exposure`);
	await page.fill("[name=urls_text]", "/koho/meibo.csv");
	/* a file that is no log: the run fails, and says so */
	await page.setInputFiles("[name=logs]", { name: "photo.log",
		mimeType: "text/plain", buffer: Buffer.from("これはログではない\n".repeat(9)) });
	await page.click("main form .form-end button[type=submit]");
	await page.waitForURL(/inquiries/);
	await page.waitForSelector(".notice-error");
	await look(page, "exposure-failed");
	await page.click("main a.button");
	check(await page.inputValue("[name=urls_text]") === "/koho/meibo.csv",
		"the earlier question stands in the form");
	await page.fill("[name=urls_text]", "https://www.example.lg.jp/koho/meibo.csv");
	await page.setInputFiles("[name=logs]", { name: "access.log",
		mimeType: "text/plain", buffer: Buffer.from(syntheticLog()) });
	await page.locator("[name=all]").evaluate((tick) => { tick.checked = true; });
	await page.click("main form .form-end button[type=submit]");
	await page.waitForURL(/inquiries/);
	await page.waitForSelector(".figures");
	check(await page.locator("#all-h").count() === 1, "the whole log's sums");
	check(await figure(page, 0) === "40", "40 people: " + await figure(page, 0));
	check(await figure(page, 1) === "42", "42 addresses: " + await figure(page, 1));
	check(await figure(page, 2) === "431", "431 times: " + await figure(page, 2));
	check(await page.locator(".chart rect").count() > 10, "there is a chart");
	check((await page.textContent("#crawlers-h ~ ul")).includes("Google"),
		"the search engine is named");
	check(await page.locator("#addresses tbody tr").count() === 42,
		"the addresses are listed");
	await look(page, "exposure-result");
	if (shots) {
		await page.emulateMedia({ media: "print" });
		await page.pdf({ path: join(shots, "exposure-result.pdf"), format: "A4" })
			.catch(() => {});
		await page.emulateMedia({ media: "screen" });
	}
	await exposureOfTheServer(page, code);
	const result = page.url();
	const csv = await page.request.get(result + "/result.csv");
	check(csv.status() === 200 && (await csv.text()).includes("198.51.100.7"),
		"the CSV has the addresses");
	await page.click("main button:has-text('事案に添付する')");
	await page.waitForSelector("#findings .proposal");
	await look(page, "exposure-finding");
	check(!(await page.content()).includes("198.51.100."),
		"no address of a reader stands in the incident");
	const proposals = page.locator("#findings .proposal form");
	check(await proposals.count() === 4, "four facts are proposed");
	for (let left = await proposals.count(); left > 0; left--) {
		await Promise.all([page.waitForNavigation(),
			proposals.first().locator("button").click()]);
		check(await page.locator(".notice-error").count() === 0,
			"a proposal is recorded by one click");
		check(page.url().endsWith("#findings"),
			"and the next one is at hand");
	}
	check(await page.locator("#findings .proposal .tag-done").count() === 4,
		"each proposal is marked as recorded");
	const facts = await page.textContent("#facts");
	check(facts.includes("5月2日（土） 9:00") || facts.includes("令和8年5月2日"),
		"when it was first read is a fact");
	check(facts.includes("調査結果 #"), "the fact names its finding");
	await page.goto(result);
	check(await page.locator("text=添付済み").count() > 0, "it says attached");
	await Promise.all([page.waitForNavigation(),
		page.click("main button:has-text('結果を消す')")]);
	check((await page.goto(result)).status() === 404, "a discarded one is gone");
}

/* A login that ends before the sending loses nothing that was entered. */
async function loginOver(page, code) {
	await page.goto(`${base}/incidents/${code}/exposure`);
	await page.fill("[name=urls_text]", "/koho/meibo.csv");
	await page.setInputFiles("[name=logs]", [1, 2].map(i => ({
		name: `access.log.${i}`, mimeType: "text/plain",
		buffer: Buffer.from(syntheticLog()) })));
	await page.context().clearCookies();
	await page.click("main form .form-end button[type=submit]");
	await page.waitForSelector(".upload-bad");
	check((await page.textContent(".upload")).includes("もう一度送れます"),
		"that the login is over, and what to do, is said");
	check(!await page.isVisible(".upload button"),
		"there is nothing left to stop");
	await look(page, "exposure-login-over");
	const other = await page.context().newPage();
	await login(other, "jimukyoku");
	await other.close();
	await page.click("main form .form-end button[type=submit]");
	await page.waitForURL(/inquiries/);
	await page.waitForSelector(".figures");
	check(await figure(page, 0) === "40", "sent again as it stood");
	check((await page.textContent("main")).includes("同じ内容のログが二つ"),
		"that one log came twice is said");
	await look(page, "exposure-twice");
	await Promise.all([page.waitForNavigation(),
		page.click("main button:has-text('結果を消す')")]);
}

/* Files that lie on the server, by ticks alone; asked again they are kept. */
async function inventoryOfTheServer(page, code) {
	const file = "[name=file][value='県のサイト|access.log.3']";

	await page.goto(`${base}/incidents/${code}/inventory`);
	await page.check(file);
	await Promise.all([page.waitForNavigation(),
		page.click("main form .form-end button[type=submit]")]);
	await page.waitForSelector(".figures");
	check((await page.textContent("#files")).includes("access.log.3"),
		"a file of the server is read");
	check((await page.textContent("#answers-h ~ dl")).includes("更新日"),
		"its day of modification is known");
	await Promise.all([page.waitForNavigation(),
		page.click("main a:has-text('条件を変えてもう一度')")]);
	check(await page.isChecked(file), "the server's file is ticked again");
	check(!(await page.textContent("main")).includes("もう一度選んでください"),
		"nothing has to be sent again");
}

/* 個人番号 with its check digit (平成26年総務省令第85号 Art. 5). */
function myNumber(n) {
	const d = String(n).padStart(11, "0");
	let sum = 0;

	for (let i = 1; i <= 11; i++)
		sum += Number(d[11 - i]) * (i <= 6 ? i + 1 : i - 5);
	return d + (sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

/* A roll of made-up residents, in the shape of 住民台帳. */
function syntheticRoll(n) {
	const family = ["見本", "試験", "架空", "例示"], given = ["太郎", "花子", "次郎"];
	const rows = ["宛名番号,氏名,生年月日,住所,電話番号,個人番号"];

	for (let i = 0; i < n; i++)
		rows.push([10000 + i, family[i % 4] + "　" + given[i % 3],
			`昭和${30 + i % 30}年${1 + i % 12}月${1 + i % 28}日`,
			`岐阜県岐阜市架空町${1 + i % 9}丁目${i}`,
			`058-000-${String(i).padStart(4, "0")}`,
			myNumber(23456700000 + i * 7919)].join(","));
	return "\ufeff" + rows.join("\r\n") + "\r\n";
}

/* Files and a result file in, the same answer; attach, confirm, discard. */
async function inventory(page) {
	await page.goto(base + "/report");
	await page.check("input[name=types][value=t1]");
	await page.fill("[name=summary]", "住民台帳の入ったUSBメモリを紛失した");
	await page.check("input[name=source][value=self]");
	await send(page);
	const code = (await page.textContent(".code")).trim();
	await page.goto(`${base}/incidents/${code}`);
	check(await page.locator(`a[href="/incidents/${code}/inventory"]`).count() > 1,
		"the incident leads to the inventory");
	await page.goto(`${base}/incidents/${code}/inventory`);
	await look(page, "inventory-form");
	await send(page);
	check(await page.locator("#e-logs").count() === 1,
		"that nothing was chosen is said at the field");
	/* what is no result file is refused at its field */
	await page.setInputFiles("[name=result]", { name: "result.json",
		mimeType: "application/json", buffer: Buffer.from("{\"a\":1}") });
	await page.click("main form .form-end button[type=submit]");
	await page.waitForSelector("#e-result");
	await look(page, "inventory-form-wrong");
	/* two files, one of which cannot be read */
	await page.goto(`${base}/incidents/${code}/inventory`);
	await page.setInputFiles("[name=logs]", [
		{ name: "住民台帳.csv", mimeType: "text/csv",
			buffer: Buffer.from(syntheticRoll(120)) },
		{ name: "控え.zip", mimeType: "application/zip",
			buffer: Buffer.from("PK\x03\x04broken") }]);
	await page.check("[name=samples]");
	await page.click("main form .form-end button[type=submit]");
	await page.waitForURL(/inquiries/);
	await page.waitForSelector(".figures");
	const told = await page.textContent("main");
	check(await figure(page, 0) === "120", "120 persons: " + await figure(page, 0));
	check(told.includes("少なくとも") && told.includes("控え.zip"),
		"what was not read is said, and \"at least\"");
	check((await page.locator("#files tbody tr").first().textContent())
		.includes("控え.zip"), "what was not read comes first");
	check(!/見本　|058-000|架空町/.test(await page.content()),
		"nothing of the content is shown");
	check((await page.textContent("#kinds-h ~ table")).includes("****"),
		"shapes stand in the table of kinds");
	await look(page, "inventory-result");
	if (shots) {
		await page.emulateMedia({ media: "print" });
		await page.pdf({ path: join(shots, "inventory-result.pdf"), format: "A4" })
			.catch(() => {});
		await page.emulateMedia({ media: "screen" });
	}
	/* asked again: what was ticked is ticked, what was sent has to be sent */
	await Promise.all([page.waitForNavigation(),
		page.click("main a:has-text('条件を変えてもう一度')")]);
	check(await page.isChecked("[name=samples]"), "the tick for shapes is kept");
	check((await page.textContent("main")).includes("もう一度選んでください"),
		"that the files are gone is said");
	await look(page, "inventory-again");
	await inventoryOfTheServer(page, code);
	/* the same, all readable, made elsewhere and dropped in */
	writeFileSync(join(data, "住民台帳.csv"), syntheticRoll(120));
	const made = spawnSync(program, ["inventory", "--json",
		join(data, "住民台帳.csv")]);
	check(made.status === 0, "shodo inventory --json");
	await page.goto(`${base}/incidents/${code}/inventory`);
	check(await page.locator("#runs-h ~ ul li").count() === 2,
		"the earlier runs are listed");
	await page.setInputFiles("[name=result]", { name: "result.json",
		mimeType: "application/json", buffer: made.stdout });
	await page.click("main form .form-end button[type=submit]");
	await page.waitForURL(/inquiries/);
	await page.waitForSelector(".figures");
	check(await figure(page, 0) === "120", "120 persons in the result file");
	check((await page.textContent("main")).includes("別のパソコン"),
		"it says that the result was made elsewhere");
	const result = page.url();
	const csv = await page.request.get(result + "/result.csv");
	check((await csv.text()).includes("住民台帳.csv"), "the CSV names the file");
	await page.click("main button:has-text('事案に添付する')");
	await page.waitForSelector("#findings .proposal");
	await page.click("#findings details summary");
	const whole = await page.textContent("#findings details");
	check(whole.includes("人数（少なくとも）") && whole.includes("個人番号") &&
		!whole.includes("people_min"), "the result is told in words");
	check(await page.locator("#findings details table").count() === 3,
		"kinds, files and inputs are tables");
	await look(page, "inventory-finding");
	const proposals = page.locator("#findings .proposal form");
	check(await proposals.count() === 7, "a to e and two facts of the law: " +
		await proposals.count());
	/* whose: the tool's hint, and what a person knows */
	await Promise.all([page.waitForNavigation(),
		page.click("#findings .proposal a.do-quiet")]);
	check((await page.inputValue("[name=value]")).includes("住民台帳.csv"),
		"the proposed answer stands in the form");
	await page.fill("[name=value]", "岐阜市架空町の住民120人");
	await page.check("[name=certainty][value=confirmed]");
	await send(page);
	for (let left = await proposals.count(); left > 0; left--) {
		await Promise.all([page.waitForNavigation(),
			proposals.first().locator("button").click()]);
		check(await page.locator(".notice-error").count() === 0,
			"a proposal is recorded by one click");
	}
	/* the number of persons: its form, filled in */
	await Promise.all([page.waitForNavigation(),
		page.click("#findings .proposal a.do")]);
	check(await page.inputValue("[name=max]") === "120" &&
		await page.inputValue("[name=confirmed]") === "120",
		"the number of persons is filled in");
	await send(page);
	check(await page.locator("#findings .proposal .tag-done").count() === 8,
		"each proposal is marked as recorded");
	const facts = await page.textContent("#facts");
	check(facts.includes("個人番号 120件") && facts.includes("120人"),
		"b) and d) are facts");
	await Promise.all([page.waitForNavigation(),
		page.goto(result)]);
	await Promise.all([page.waitForNavigation(),
		page.click("main button:has-text('結果を消す')")]);
	check((await page.goto(result)).status() === 404, "a discarded one is gone");
	check((await page.textContent("main")).includes("サーバーが止まったとき") &&
		await page.locator(`main a[href="/incidents/${code}#findings"]`)
			.count() === 1, "why, and where to go on, is said");
	await look(page, "inquiry-gone");
}

async function main() {
	if (shots)
		mkdirSync(shots, { recursive: true });
	const server = await startServer();
	const browser = await chromium.launchPersistentContext(
		join(data, "profile"), {
			executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
			headless: true, locale: "ja-JP",
			args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
				"--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync"] });
	try {
		const page = await browser.newPage();
		page.on("console", m => {
			if (m.type() === "error" && !/404|422|409|403/.test(m.text()))
				check(false, "console: " + m.text());
		});
		page.on("pageerror", e => check(false, "script: " + e.message));
		page.on("dialog", d => d.accept());
		page.on("request", r => check(r.url().startsWith(base),
			"something outside was asked for: " + r.url()));
		await publicPages(page);
		await wrongReport(page);
		await withoutScripts(browser.browser() ??
			{ newContext: o => chromium.launch({
				executablePath: process.env.CHROMIUM ??
					"/usr/bin/chromium",
				args: ["--no-sandbox", "--disable-gpu"] })
				.then(b => b.newContext(o)) });
		await login(page, "jimukyoku");
		await board(page);
		await wholeWay(page);
		await exposure(page);
		await inventory(page);
	} finally {
		await browser.close();
		server.removeAllListeners("exit");
		const ended = new Promise(r => server.on("exit", r));
		server.kill("SIGTERM");
		check(await ended === 0, "the server ends in order");
		rmSync(data, { recursive: true, force: true });
	}
}

try {
	await main();
} catch (e) {
	failed++;
	console.log("FAILED: " + e.stack);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
