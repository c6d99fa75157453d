/*
 * web/pages/sheet - the facts sheets of an incident: the manual's questions of
 * each type, what the law asks beside them, and the first report's answers.
 */
#include "web/pages/pages.h"

struct fixed_question {
	const char *item, *ja, *en;
};

static const struct fixed_question LAW[] = {
    {"law.special_care", "要配慮個人情報を含むか",
        "Special-care personal information?"},
    {"law.ordinance_special_care", "条例で定める要配慮個人情報を含むか",
        "Special care by ordinance?"},
    {"law.property_damage", "財産的被害のおそれがある情報（カード番号など）か",
        "Could it cause loss of property (cards)?"},
    {"law.wrongful_purpose", "不正な目的による行為のおそれがあるか",
        "Possibly done for a wrongful purpose?"},
    {"law.my_number", "マイナンバーを含むか", "My Number included?"},
    {"law.strong_encryption", "高度な暗号化などで守られていたか",
        "Protected by strong encryption?"},
    {"law.recovered_unread", "見られる前に回収できたか",
        "Recovered before anybody read it?"},
    {"law.ransomware", "ランサムウェアによるものか", "Ransomware?"},
    {"law.ddos", "大量アクセスによる妨害（DDoS）か", "DDoS?"},
    {"law.cyber_attack", "サイバー攻撃によるものか", "A cyber attack?"},
};

static const struct fixed_question REPORT[] = {
    {"report.summary", "起きたこと", "What happened"},
    {"report.occurred_at", "起きた日時", "When it happened"},
    {"report.known_at", "分かった日時", "When it became known"},
    {"report.source", "発覚のきっかけ", "How it came to light"},
    {"report.still_reachable", "今も外から見られる状態か",
        "Still reachable from outside?"},
    {"report.personal_information", "個人情報を含むか",
        "Personal information?"},
    {"report.unit", "所属", "Unit"},
};

/* What the exposure tool proposes and a person confirms. */
static const struct fixed_question EXPOSURE[] = {
    {"exposure.people", "見た人の数（人とみられるアドレスの数）",
        "How many read it (addresses that look like people)"},
    {"exposure.first_at", "最初に見られた日時", "When it was first read"},
    {"exposure.last_at", "最後に見られた日時", "When it was last read"},
    {"t2.invest.2", "閲覧の範囲", "To what extent it was read"},
};

static struct str say(
    const struct page_incident *p, const char *ja, const char *en)
{
	return str_of(p->by->lang == LANG_JA ? ja : en);
}

static void put_row(struct page_incident *p, struct fact_sheet *s,
    struct fact_row row)
{
	row.fact = incident_fact(p->inc, row.item);
	s->answered += row.fact != NULL;
	s->rows[s->n++] = row;
}

static void fixed_sheet(struct page_incident *p, const char *key,
    const struct fixed_question *list, size_t n)
{
	struct fact_sheet *s = &p->sheets[p->sheets_n++];

	s->key = str_of(key);
	s->title = strcmp(key, "law") == 0
	    ? say(p, "法令の判断に使うこと", "What the law asks")
	    : strcmp(key, "exposure") == 0
	    ? say(p, "公開したものが見られた範囲", "Who read what was published")
	    : say(p, "一報の内容", "First report");
	s->rows = ARENA_ARRAY(p->arena, n, struct fact_row);
	for (size_t i = 0; i < n; i++)
		put_row(p, s,
		    (struct fact_row){.item = str_of(list[i].item),
		        .question = say(p, list[i].ja, list[i].en)});
}

static bool is_question(const struct page_incident *p,
    const struct playbook_item *item, int type)
{
	return playbook_type_of(item) == type &&
	    (item->kind == PLAYBOOK_KIND_FACT_QUESTION ||
	        item->kind == PLAYBOOK_KIND_CONTENT_QUESTION) &&
	    situation_is_question(p->inc, item);
}

static void type_sheet(struct page_incident *p, int type)
{
	struct fact_sheet *s = &p->sheets[p->sheets_n];
	const struct playbook *pb = p->pb;
	enum lang lang = p->by->lang;
	size_t n = 0;

	for (size_t i = 0; i < pb->items_n; i++)
		n += is_question(p, &pb->items[i], type);
	if (n == 0)
		return;
	p->sheets_n++;
	s->key = type ? arena_printf(p->arena, "t%d", type) : STR("common");
	s->title = type
	    ? str_of(incident_type_name((enum incident_type)(type - 1), lang))
	    : say(p, "種別によらないこと", "For all types");
	s->rows = ARENA_ARRAY(p->arena, n, struct fact_row);
	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i];
		if (is_question(p, item, type))
			put_row(p, s,
			    (struct fact_row){.item = item->id, .of = item,
			        .question = lang == LANG_JA ? item->ja
			                                    : item->en});
	}
}

/* The manual's item belongs to wrong publication only. */
static size_t exposure_rows(const struct page_incident *p)
{
	return COUNT_OF(EXPOSURE) - !(p->inc->types & 1u << TYPE_T2);
}

/* Asked for wrong publication, and shown wherever it was answered. */
static bool is_read_by_others(const struct page_incident *p)
{
	if (p->inc->types & 1u << TYPE_T2)
		return true;
	for (size_t i = 0; i + 1 < COUNT_OF(EXPOSURE); i++)
		if (incident_fact(p->inc, str_of(EXPOSURE[i].item)))
			return true;
	return false;
}

void sheets_fill(struct page_incident *p)
{
	p->sheets_n = 0;
	for (int t = 0; t < PLAYBOOK_TYPES; t++)
		if (p->inc->types & 1u << t)
			type_sheet(p, t + 1);
	type_sheet(p, 0);
	if (is_read_by_others(p))
		fixed_sheet(p, "exposure", EXPOSURE, exposure_rows(p));
	fixed_sheet(p, "law", LAW, COUNT_OF(LAW));
	fixed_sheet(p, "report", REPORT, COUNT_OF(REPORT));
}
