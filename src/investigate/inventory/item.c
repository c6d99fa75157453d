/*
 * inventory/item - the words for formats and protections. Pure.
 */
#include "investigate/inventory/item.h"

static const struct {
	const char *word, *text[LANG_COUNT_];
} formats[] = {
#define FORMAT(name, w, ja, en) {w, {ja, en}},
#include "investigate/inventory/formats.def"
#undef FORMAT
},
protections[PROTECTION_COUNT_] = {
    [PROTECTION_NONE] = {"none", {"なし（平文）", "none (plain)"}},
    [PROTECTION_ZIP_AES] = {"zip_aes", {"zip（AES）", "zip (AES)"}},
    [PROTECTION_ZIP_LEGACY] = {"zip_legacy",
        {"zip（旧方式。容易に破られる）", "zip (legacy, easily broken)"}},
    [PROTECTION_OFFICE] = {"office",
        {"Officeの読取りパスワード", "Office password"}},
    [PROTECTION_PDF] = {"pdf", {"PDFのパスワード", "PDF password"}},
    [PROTECTION_VOLUME] = {"volume",
        {"媒体全体の暗号化", "encryption of the whole medium"}},
    [PROTECTION_OPENPGP] = {"openpgp", {"OpenPGP", "OpenPGP"}},
    [PROTECTION_UNKNOWN] = {"unknown",
        {"7zなどの暗号化", "7z and the like"}},
};

const char *format_word(enum format f)
{
	return formats[f].word;
}

const char *format_text(enum format f, enum lang lang)
{
	return formats[f].text[lang];
}

const char *protection_word(enum protection p)
{
	return protections[p].word;
}

const char *protection_text(enum protection p, enum lang lang)
{
	return protections[p].text[lang];
}
