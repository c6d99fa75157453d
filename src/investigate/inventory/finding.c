/*
 * inventory/finding - the answer as one finding.attach action: what was read,
 * the sums, and what it proposes: a) to e), the number of persons, what the
 * law asks. Counts and names of files only. cli and desk call it.
 */
#include "investigate/inventory/report.h"

#include "investigate/finding.h"
#include "investigate/inventory/answers.h"

#include <inttypes.h>

/* So that the whole stays below FINDING_BYTES_MAX. */
enum { INPUTS = 6, LISTED = 6, UNREAD = 5, CHANGED = 3, NAME_ROOM = 110,
	REASON_ROOM = 200 };

static void put_inputs(struct json_writer *w, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	struct sha256_run all;
	uint64_t n = 0;

	sha256_begin(&all);
	jw_name(w, "inputs");
	jw_open(w, '[');
	for (const struct inventory_file *f = r->first; f; f = f->next) {
		if (!f->hashed)
			continue;
		struct str hex = hex_encode(&a, sha256_str(&f->sha256));
		sha256_add(&all, hex);
		sha256_add(&all, STR("  "));
		sha256_add(&all, f->path);
		sha256_add(&all, STR("\n"));
		if (n++ >= INPUTS)
			continue;
		jw_open(w, '{');
		finding_text(w, "path", f->path, NAME_ROOM);
		jw_kcount(w, "bytes", f->item.bytes);
		jw_kstr(w, "sha256", hex);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	struct sha256 sum = sha256_end(&all);
	jw_kcount(w, "inputs_in_all", n);
	finding_sha256(w, "inputs_sha256", &sum, n > 0);
}

static void put_files(struct json_writer *w, const struct inventory_result *r)
{
	const struct inventory_file *most[LISTED];
	size_t n = inventory_most_people(r, most, LISTED);

	jw_name(w, "files");
	jw_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		const struct inventory_file *f = most[i];

		jw_open(w, '{');
		finding_text(w, "path", f->path, NAME_ROOM);
		jw_kcount(w, "bytes", f->item.bytes);
		jw_kstr(w, "type", str_of(format_word(f->item.format)));
		jw_kstr(w, "protection",
		    str_of(protection_word(f->item.protection)));
		jw_kcount(w, "records", f->sum ? f->sum->records : 0);
		jw_kcount(w, "people", f->people);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

/* Each reason with how many and the first of them, those of few files first. */
static void put_unread(struct json_writer *w, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	const struct inventory_reason *list;
	uint64_t more;
	size_t n = inventory_reasons(&a, r, &list, &more);

	jw_kbool(w, "complete", !inventory_is_partial(r));
	jw_kbool(w, "stopped", r->stopped);
	jw_name(w, "unreadable");
	jw_open(w, '[');
	for (size_t i = 0; i < n && i < UNREAD; i++) {
		jw_open(w, '{');
		finding_text(w, "path", list[i].first[0], NAME_ROOM);
		finding_text(w, "reason", list[i].ja, REASON_ROOM);
		finding_text(w, "reason_en", list[i].en, REASON_ROOM);
		jw_kcount(w, "files", list[i].files);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void put_changed(struct json_writer *w, const struct inventory_result *r)
{
	size_t n = 0;

	if (r->n_changed == 0)
		return;
	jw_name(w, "changed");
	jw_open(w, '[');
	for (const struct inventory_file *f = r->first; f && n < CHANGED;
	     f = f->next) {
		if (!f->changed)
			continue;
		jw_open(w, '{');
		finding_text(w, "path", f->path, NAME_ROOM);
		jw_close(w, '}');
		n++;
	}
	jw_close(w, ']');
}

static void put_total(struct json_writer *w, const struct inventory_result *r)
{
	uint64_t n[PROTECTION_COUNT_], unread = r->n_files;
	int64_t first = 0, last = 0;
	bool modified = inventory_modified(r, &first, &last);

	for (int p = 0; p < PROTECTION_COUNT_; p++) {
		n[p] = inventory_kept(r, (enum protection)p);
		unread -= n[p];
	}
	jw_name(w, "total");
	jw_open(w, '{');
	jw_kcount(w, "files", r->n_files);
	jw_kcount(w, "unreadable", r->n_unreadable);
	if (r->n_changed > 0)
		jw_kcount(w, "changed", r->n_changed);
	jw_kcount(w, "records", r->total.records);
	jw_kcount(w, "people_min", r->people_min);
	jw_kcount(w, "people_max", r->people_max);
	inventory_jw_kinds(w, &r->total);
	inventory_jw_rules(w, &r->total, r->rules);
	inventory_jw_day(w, "oldest", r->total.dated, r->total.oldest);
	inventory_jw_day(w, "newest", r->total.dated, r->total.newest);
	inventory_jw_day(w, "modified_first", modified, first);
	inventory_jw_day(w, "modified_last", modified, last);
	jw_close(w, '}');
	jw_name(w, "protection");
	jw_open(w, '{');
	for (int p = 0; p < PROTECTION_COUNT_; p++)
		if (n[p] > 0)
			jw_kcount(w, protection_word((enum protection)p), n[p]);
	if (unread > 0)
		jw_kcount(w, "unread", unread);
	jw_close(w, '}');
}

/* ---- proposals ---- */

static void because(struct finding_fact *f, const char *ja, const char *en)
{
	f->why = str_of(ja);
	f->why_en = str_of(en);
}

/* a) to e), of each type that the incident has. */
static void propose_answers(
    struct json_writer *w, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	int64_t first, last;
	bool dated = r->total.dated || inventory_modified(r, &first, &last);

	for (char q = 'a'; q <= 'e'; q++) {
		const char item[] = {'c', 'o', 'n', 't', 'e', 'n', 't', '.', q,
		    0};
		struct finding_fact f = {.item = str_of(item),
		    .value = inventory_answer(&a, r, q, LANG_JA),
		    .value_en = inventory_answer(&a, r, q, LANG_EN)};

		if (q == 'a' && r->people_max > 0)
			because(&f,
			    "どのような立場の人（住民、職員、児童生徒など）"
			    "かは、ファイルの名称と内容から人が補います。",
			    "Who they are (residents, staff, pupils …) a person "
			    "adds from the names and the content of the files.");
		if (q == 'c' && !dated) {
			f.value = (struct str){0};
			because(&f,
			    "データの中にもファイルにも、日付が見つかりません。",
			    "Neither the data nor the files have a date.");
		}
		if (q == 'e' && inventory_is_partial(r))
			because(&f, "読めなかったファイルの中は分かりません。",
			    "What is in the files that were not read is not known.");
		finding_fact(w, &f);
	}
}

/*
 * Without an upper limit when something was left unread: then only a person
 * can say what at most.
 */
static void propose_persons(
    struct json_writer *w, const struct inventory_result *r)
{
	if (r->people_max == 0)
		return;
	jw_open(w, '{');
	jw_kstr(w, "action", STR("persons.count"));
	jw_kcount(w, "confirmed", r->people_min);
	if (inventory_is_partial(r)) {
		jw_kstr(w, "why",
		    STR("読めていないもの（読んでいる間に変更されたもの、途中で"
		        "止めたときの残りを含む）があるため、最大の人数は出せま"
		        "せん。中身を確かめて、人が入力します。"));
		jw_kstr(w, "why_en",
		    STR("Something was not read, changed meanwhile, or was left "
		        "when it was stopped, so nobody can say how many at "
		        "most; a person looks into it and enters it."));
	} else {
		jw_kcount(w, "max", r->people_max);
	}
	jw_close(w, '}');
}

/* What a kind means for the law; by name, so that kinds.def may grow. */
static const struct {
	const char *kind, *fact;
	enum sure least; /* below it the tool only asks */
	const char *why, *why_en;
} law[] = {
    {"my_number", "law.my_number", SURE_CERTAIN,
        "個人番号と見られる番号が%" PRIu64 "件あります（確実なもの%" PRIu64
        "件）。",
        "%" PRIu64 " numbers look like individual numbers (%" PRIu64
        " of them certain)."},
    {"card", "law.property_damage", SURE_CERTAIN,
        "カード番号と見られる番号が%" PRIu64 "件あります（確実なもの%" PRIu64
        "件）。規則第7条第2号の財産的被害のおそれに当たります。",
        "%" PRIu64 " numbers look like card numbers (%" PRIu64
        " of them certain): damage to property is possible (Rules, Art. 7 (ii))."},
    {"credential", "law.property_damage", SURE_COUNT_,
        "パスワードと見られる記載が%" PRIu64 "件あります（確実なもの%" PRIu64
        "件）。決済や送金に使えるものであれば財産的被害のおそれに当たります。",
        "%" PRIu64 " places look like passwords (%" PRIu64
        " of them certain): if one can pay with them, damage to property is possible."},
    {"special_care", "law.special_care", SURE_COUNT_,
        "要配慮個人情報に当たり得る語が%" PRIu64 "件あります（確実なもの%" PRIu64
        "件）。本人についての記載かどうかを人が確かめます。",
        "%" PRIu64 " words may be special-care information (%" PRIu64
        " of them certain); a person checks whether they are about the persons."},
    {"ordinance_special_care", "law.ordinance_special_care", SURE_COUNT_,
        "生活保護、児童相談、要介護など、条例要配慮個人情報に当たり得る記載が%" PRIu64
        "件あります（確実なもの%" PRIu64 "件）。条例に定めがあるかを人が確かめます。",
        "%" PRIu64 " places on public assistance, child guidance, long-term care and the like (%" PRIu64
        " of them certain) may be special-care information of an ordinance; a person checks the ordinance."},
};

static void propose_law(struct json_writer *w, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};

	for (size_t i = 0; i < COUNT_OF(law); i++)
		for (int k = 0; k < KIND_COUNT_; k++) {
			const struct kind_count *c = &r->total.kind[k];

			if (c->found == 0 ||
			    strcmp(kind_word((enum kind)k), law[i].kind) != 0)
				continue;
			bool yes = law[i].least == SURE_CERTAIN &&
			           c->certain > 0;
			finding_fact(w,
			    &(struct finding_fact){
			        .item = str_of(law[i].fact),
			        .value = yes ? STR("yes") : (struct str){0},
			        .why = arena_printf(&a, law[i].why, c->found,
			            c->certain),
			        .why_en = arena_printf(&a, law[i].why_en,
			            c->found, c->certain)});
		}
	if (r->people_min > 0)
		finding_fact(w,
		    &(struct finding_fact){
		        .item = STR("report.personal_information"),
		        .value = STR("yes")});
}

/* A tool sees that something is locked, not who has the key. */
static void ask_encryption(
    struct json_writer *w, const struct inventory_result *r)
{
	bool locked = false;

	for (const struct inventory_file *f = r->first; f; f = f->next)
		locked |= f->item.protection != PROTECTION_NONE &&
		          f->item.protection != PROTECTION_ZIP_LEGACY;
	struct finding_fact f = {.item = STR("law.strong_encryption")};
	because(&f,
	    "暗号化やパスワードで保護されたファイルがあります。方式の強さと、"
	    "鍵やパスワードが一緒に渡っていないかは人が確かめます。",
	    "Some files are encrypted or have a password. How strong that is, and "
	    "whether the key or the password went along, a person checks.");
	if (locked)
		finding_fact(w, &f);
}

void inventory_put_finding(struct buf *b, const struct inventory_result *r)
{
	struct json_writer w = {.b = b};

	finding_begin(&w, "inventory");
	put_unread(&w, r);
	put_changed(&w, r);
	inventory_jw_rules_file(&w, r->rules);
	put_total(&w, r);
	put_files(&w, r);
	put_inputs(&w, r);
	jw_name(&w, "proposes");
	jw_open(&w, '[');
	propose_answers(&w, r);
	propose_persons(&w, r);
	propose_law(&w, r);
	ask_encryption(&w, r);
	jw_close(&w, ']');
	finding_end(&w);
}
