/*
 * web/words - the contract's words as forms and lists show them, in both
 * languages: "word,日本語,English|…" for control_options(), and one by one.
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "core/incident.h"
#include "web/control.h"

#define WORDS_SOURCE                                                         \
	"self,自分で気づいた・自分がした,I noticed it myself|"                \
	"inside,職場の人の指摘,Somebody inside|"                              \
	"outside,外部からの連絡,Somebody outside|"                            \
	"police,警察からの連絡,The police|"                                   \
	"finder,拾った人・受け取った人,The finder or recipient|"              \
	"monitoring,監視装置・対策ソフトの警報,An alarm of a security tool|"  \
	"other,その他,Other"
#define WORDS_TERNARY "yes,はい,Yes|no,いいえ,No|unknown,分からない,Not known"
#define WORDS_PARTY                                                          \
	"prefecture,県（本庁・現地機関・県立学校など）,Prefecture|"           \
	"municipality,市町村（役所・市町村立学校など）,Municipality|"         \
	"related,関係団体,Related body"
#define WORDS_CERTAINTY                                                      \
	"confirmed,確認済,confirmed|estimated,推定,estimated|"                \
	"unknown,不明,unknown"

#define WORDS_PHASE                                                          \
	"discovery,発見・通報,Discovery|reporting,報告・協議,Reporting|"      \
	"initial_response,初動対応,Initial response|"                         \
	"investigation,調査,Investigation|"                                   \
	"notification,通知・公表・報告等,Notification|"                       \
	"recovery,措置・復旧,Recovery|prevention,再発防止計画,Prevention"
#define WORDS_MEASURE                                                        \
	"containment,応急処置,Containment|evidence,証拠保全,Evidence kept|"   \
	"scan,検査（ウイルス検査など）,Scan|backup,バックアップ,Backup|"      \
	"handover,機器の引き渡し,Machine handed in|"                          \
	"secondary,二次被害防止策,Against secondary damage|"                  \
	"recovery,復旧,Recovery|other,その他,Other"
#define WORDS_DECISION                                                       \
	"publication,公表するかどうか,Publication|"                           \
	"persons,本人への通知,Notice to the persons|"                         \
	"police,警察への相談・届出,Police|"                                   \
	"system_stop,システムの停止・再開,Stopping systems"
#define WORDS_OUTCOME                                                        \
	"publish,公表する,Publish|not,公表しない,Do not publish|"             \
	"later,時期を見て改めて判断する,Decide later"

#define WORDS_TOOL                                                           \
	"exposure,アクセスログの調査（exposure）,Access logs (exposure)|"     \
	"inventory,個人情報の調査（inventory）,Personal data (inventory)"
#define WORDS_CLASS                                                          \
	"person,人,person|internal,庁内,inside|"                              \
	"crawler,巡回プログラム,crawler|monitor,監視,monitor"

/* The seven types as options, each with a few words of explanation. */
void words_types(struct control_list *l, struct control *c);

/* "紛失・盗難、不正プログラム" */
struct str words_type_names(
    struct arena *a, unsigned types, enum lang lang);

/* A word of one of the lists above, in the language; the word if unknown. */
struct str words_find(const char *words, struct str word, enum lang lang);

#endif
