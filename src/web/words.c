/*
 * web/words - see words.h.
 */
#include "web/words.h"

#include "base/buf.h"

static const char *const HINTS[TYPE_COUNT_][LANG_COUNT_] = {
    [TYPE_T1] = {"USB メモリー、パソコン、スマートフォン、書類を失くした・"
                 "盗まれた",
        "A USB stick, PC, telephone or papers lost or stolen"},
    [TYPE_T2] = {"メールや郵便を違う相手に送った、宛先が見える形で一斉送信"
                 "した、公開してはいけないものを公開した",
        "Sent to the wrong person, addresses visible to all, published by "
        "mistake"},
    [TYPE_T3] = {"職員や委託先の人が持ち出した、不正に使った",
        "Taken or misused by an employee or contractor"},
    [TYPE_T4] = {"ファイル交換ソフトなどで、情報がインターネットに流れた",
        "Information spread by file-sharing software"},
    [TYPE_T5] = {"ウイルス、ランサムウェア、怪しい添付ファイルを開いた",
        "Virus, ransomware, a suspicious attachment opened"},
    [TYPE_T6] = {"サーバーやアカウントに侵入された、改ざんされた",
        "A server or account broken into or altered"},
    [TYPE_OTHER] = {"どれにも当たらない、分からない",
        "None of these, or not known"},
};

void words_types(struct control_list *l, struct control *c)
{
	enum lang lang = l->q->by.lang;

	for (int t = 0; t < TYPE_COUNT_; t++) {
		enum incident_type type = (enum incident_type)t;
		control_option(l, c, str_of(incident_type_word(type)),
		    str_of(incident_type_name(type, LANG_JA)),
		    str_of(incident_type_name(type, LANG_EN)));
		c->options[c->options_n - 1].hint = str_of(HINTS[t][lang]);
	}
}

struct str words_type_names(struct arena *a, unsigned types, enum lang lang)
{
	struct buf b = buf_begin(a, 1024);

	for (int t = 0; t < TYPE_COUNT_; t++) {
		if (!(types & 1u << t))
			continue;
		if (b.n)
			buf_put(&b, lang == LANG_JA ? STR("、") : STR(", "));
		buf_put(&b,
		    str_of(incident_type_name((enum incident_type)t, lang)));
	}
	return b.n ? buf_str(&b)
	           : (lang == LANG_JA ? STR("種別未定") : STR("type not set"));
}

struct str words_find(const char *words, struct str word, enum lang lang)
{
	struct str rest = str_of(words), one, value, ja;

	while (str_cut(&rest, '|', &one))
		if (str_cut(&one, ',', &value) && str_cut(&one, ',', &ja) &&
		    str_eq(value, word))
			return lang == LANG_JA ? ja : one;
	return word;
}
